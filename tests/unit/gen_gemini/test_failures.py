"""Items 10 and 11: what a vendor's exception means, and how long to wait."""

import json
from typing import Any

import httpx2
import pytest
from google.genai import errors

from common.claims import AnswerLostError
from common.errors import Code, PermanentError, TransientError
from gen_gemini.failures import (
    FetchRefusedError,
    ModelGoneError,
    SignatureError,
    UploadGoneError,
    failure_of,
    not_bought,
)


def api_error(code: int, status: str = "", message: str = "", details: list[Any] | None = None) -> errors.APIError:
    body = {"error": {"code": code, "status": status, "message": message, "details": details or []}}
    return errors.APIError(code, body)


def quota(quota_id: str, value: str = "100", delay: str = "37s") -> list[Any]:
    return [
        {"@type": "QuotaFailure", "violations": [{"quotaId": quota_id, "quotaValue": value}]},
        {"@type": "RetryInfo", "retryDelay": delay},
    ]


@pytest.mark.parametrize("code", [500, 502, 503])
def test_item_10_a_provider_in_trouble_is_asked_later(code):
    error = failure_of(api_error(code, "UNAVAILABLE", "The model is overloaded"))

    assert type(error) is TransientError
    assert error.code is Code.PROVIDER_BUSY


@pytest.mark.parametrize("code", [408, 499, 504])
def test_item_10_an_answer_that_came_too_late_may_have_been_bought(code):
    assert isinstance(failure_of(api_error(code)), AnswerLostError)


@pytest.mark.parametrize(
    "error",
    [
        httpx2.ReadTimeout("slow"),
        httpx2.ReadError("cut"),
        httpx2.RemoteProtocolError("cut"),
        httpx2.WriteError("cut"),
        json.JSONDecodeError("html", "<", 0),
        TimeoutError(),
    ],
)
def test_item_10_a_lost_answer_may_have_been_bought(error):
    assert isinstance(failure_of(error), AnswerLostError)


@pytest.mark.parametrize("error", [httpx2.ConnectError("refused"), httpx2.ConnectTimeout("nobody")])
def test_item_10_what_was_never_sent_was_not_bought(error):
    found = failure_of(error)

    assert isinstance(found, TransientError)
    assert not isinstance(found, AnswerLostError)


def test_item_10_a_bad_key_is_a_400_and_final():
    error = failure_of(api_error(400, "INVALID_ARGUMENT", "API key not valid.", [{"reason": "API_KEY_INVALID"}]))

    assert (type(error), error.code) == (PermanentError, Code.PROVIDER_KEY_REJECTED)


@pytest.mark.parametrize(
    ("code", "status", "ours"),
    [
        (400, "INVALID_ARGUMENT", Code.PROVIDER_REJECTED),
        (400, "FAILED_PRECONDITION", Code.PROVIDER_KEY_REJECTED),
        (401, "UNAUTHENTICATED", Code.PROVIDER_KEY_REJECTED),
        (403, "PERMISSION_DENIED", Code.PROVIDER_KEY_REJECTED),
    ],
)
def test_item_10_what_cannot_be_mended_is_final(code, status, ours):
    error = failure_of(api_error(code, status, "no"))

    assert isinstance(error, PermanentError)
    assert error.code is ours


def test_item_10_a_field_that_was_refused_is_named():
    details = [{"fieldViolations": [{"field": "generationConfig.imageConfig"}]}]

    assert "generationConfig.imageConfig" in failure_of(api_error(400, "INVALID_ARGUMENT", "bad", details)).message


def test_item_03_a_404_is_a_model_that_is_gone():
    assert isinstance(failure_of(api_error(404, "NOT_FOUND", "models/x is not found")), ModelGoneError)


def test_item_21_a_missing_signature_is_told_apart_by_its_sentence():
    message = "Image part is missing a thought_signature in content position 2, part position 1."

    assert isinstance(failure_of(api_error(400, "INVALID_ARGUMENT", message)), SignatureError)


def test_item_27_a_file_that_expired_is_sent_again():
    message = "You do not have permission to access the File abc or it may not exist."

    assert isinstance(failure_of(api_error(403, "PERMISSION_DENIED", message)), UploadGoneError)


def test_item_11_the_wait_is_the_providers():
    error = failure_of(api_error(429, "RESOURCE_EXHAUSTED", "", quota("GenerateRequestsPerMinute")))

    assert isinstance(error, TransientError)
    assert error.retry_after == 37


def test_item_11_or_what_its_sentence_says():
    error = failure_of(api_error(429, "RESOURCE_EXHAUSTED", "Please retry in 58.8s."))

    assert isinstance(error, TransientError)
    assert error.retry_after == 58.8


@pytest.mark.parametrize("details", [quota("GenerateRequestsPerDayPerProject"), quota("GenerateContentPerMinute", "0")])
def test_item_11_a_day_or_a_tier_without_pictures_is_not_waited_for(details):
    error = failure_of(api_error(429, "RESOURCE_EXHAUSTED", "", details))

    assert (type(error), error.code) == (PermanentError, Code.PROVIDER_QUOTA_EXHAUSTED)


def test_item_11_html_from_an_edge_is_weather():
    assert isinstance(
        failure_of(errors.ServerError(502, {"message": "<html>", "status": "Bad Gateway"})), TransientError
    )


def test_no_key_and_no_vendor_sentence_is_ever_shown():
    secret = "AIzaSyVerySecret"

    for code in (400, 401, 403, 404, 429, 500):
        assert secret not in failure_of(api_error(code, "X", f"key {secret} refused")).message


def test_only_drawings_are_bought():
    lost = failure_of(TimeoutError())

    assert type(not_bought(lost)) is TransientError


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (400, "Cannot fetch content from the provided URL."),
        (400, "Unable to download the file at the given URI."),
        (403, "The service account cannot access gs://bucket/picture.jpg."),
    ],
)
def test_item_27_a_picture_that_could_not_be_fetched_is_no_mistake_of_the_key(code, sentence):
    assert isinstance(failure_of(api_error(code, "INVALID_ARGUMENT", sentence)), FetchRefusedError)
