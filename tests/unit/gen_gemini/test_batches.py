"""Item 29: what a request of a batch is told when there is no answer for it."""

import json

import pytest

from common.blobs import ObjectBlobs, SealedBlobs
from common.errors import Code, PermanentError
from gen_gemini.batches import answered_at, ended_as, failure_in
from gen_gemini.failures import ModelGoneError


@pytest.mark.parametrize(("code", "message"), [(Code.CANCELED, ""), (Code.PROVIDER_UNAVAILABLE, ended_as("expired"))])
def test_item_29_the_end_of_a_batch_is_final_for_who_finds_no_answer(code, message):
    error = failure_in({"state": "over", "failure": [code.value, message]})

    assert isinstance(error, PermanentError)
    assert error.code is code
    assert not message or error.message == message


def test_item_29_a_batch_that_nobody_remembers_is_lost_and_not_charged():
    error = failure_in(None)

    assert error.code is Code.PROVIDER_UNAVAILABLE
    assert "not charged" in error.message


def test_item_29_a_batch_of_a_model_that_is_gone_says_so():
    assert isinstance(failure_in({"failure": [Code.MODEL_UNAVAILABLE.value, ""]}), ModelGoneError)


async def test_item_29_what_waits_for_a_batch_is_sealed_and_erased_with_its_job(blobs: ObjectBlobs):
    sealed = SealedBlobs(blobs, "0123456789abcdef0123456789abcdef")
    await sealed.put(answered_at("job_1", "job_1-1-1"), json.dumps({"response": {}}).encode())

    [place] = await blobs.list("jobs/job_1/")
    assert b"response" not in await blobs.get(place)
