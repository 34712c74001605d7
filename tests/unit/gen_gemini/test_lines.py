"""Item 29: requests and answers as lines of a file, for both of Google's doors."""

import base64
import json
from typing import Any

import pytest
from google.genai import types
from tests.unit.gen_gemini.conftest import encoded, picture, reference

from common.errors import Code, PermanentError
from gen_gemini.choices import choose
from gen_gemini.client import open_client
from gen_gemini.desks import inline_bytes
from gen_gemini.lines import (
    answers_among,
    answers_in,
    file_of,
    key_for,
    key_of,
    line_for,
    packed,
    read_answer,
    trimmed,
    unpacked,
    wire_of,
)
from gen_gemini.outcomes import Kind
from gen_gemini.requests import Materials
from gen_gemini.settings import GeminiSettings


@pytest.fixture
def client():
    return open_client(GeminiSettings(gemini_api_key="k", _env_file=None))  # type: ignore[call-arg]


@pytest.fixture
def new_line(new_request, banana, jpeg):
    def make(backend: Any = "developer", **given: Any) -> types.InlinedRequest:
        request = new_request(**{"prompt": "Draw.", "grounding": ("web",), **given})
        return line_for(request, choose(request, banana), Materials(references=[(reference(), picture(jpeg))]), backend)

    return make


@pytest.mark.parametrize("backend", ["developer", "vertex"])
def test_item_29_a_line_of_a_file_says_what_a_call_would_say(client, new_line, jpeg, backend):
    asked = json.loads(json.dumps(wire_of(client, new_line(backend), backend)))["request"]

    parts = asked["contents"][0]["parts"]
    assert asked["generationConfig"]["imageConfig"].items() >= {"aspectRatio": "16:9", "imageSize": "1K"}.items()
    assert base64.urlsafe_b64decode(parts[1]["inlineData"]["data"]) == jpeg
    assert parts[-1]["text"] == "Draw."
    assert "googleSearch" in asked["tools"][0]


@pytest.mark.parametrize("backend", ["developer", "vertex"])
def test_item_29_what_was_put_down_comes_back_as_it_was(client, new_line, backend):
    line = new_line(backend)

    again = unpacked(packed(line))

    assert again == line
    assert wire_of(client, again, backend) == wire_of(client, line, backend)


def test_item_29_a_request_has_the_same_key_on_every_delivery(new_request):
    request = new_request()

    assert key_for(request) == key_for(request)
    assert key_for(request) == f"{request.job_id}-1-1".lower()


def test_item_29_vertex_finds_a_request_by_its_label_because_it_echoes_nothing_else(new_line, client):
    line = new_line("vertex")
    echoed = json.loads(file_of(client, [line], "vertex"))["request"]

    answers = answers_in(json.dumps({"status": "", "request": echoed, "response": {"candidates": []}}).encode())

    assert list(answers) == [key_of(line)]
    assert "request" not in answers[key_of(line)]


def test_item_29_answers_come_in_any_order():
    lines = [{"key": f"k{n}", "response": {"candidates": [{"index": n}]}} for n in (2, 1)]
    inlined: list[dict[str, Any]] = [
        {"metadata": {"key": "k3"}, "error": {"code": 8, "message": "no", "details": [{}]}}
    ]

    found = answers_in("\n".join(map(json.dumps, lines)).encode()) | answers_among(inlined)

    assert found["k1"]["response"]["candidates"][0]["index"] == 1
    assert found["k2"]["response"]["candidates"][0]["index"] == 2
    assert found["k3"]["error"]["code"] == 8


@pytest.mark.parametrize("backend", ["developer", "vertex"])
def test_item_29_a_result_is_read_although_it_has_fields_nobody_knows(backend):
    blob = {"mimeType": "image/jpeg", "data": base64.b64encode(encoded(64, 36)).decode()}
    response = {
        "candidates": [
            {"content": {"role": "model", "parts": [{"inlineData": blob}]}, "finishReason": "STOP", "new": 1}
        ],
        "usageMetadata": {"promptTokenCount": 5, "serviceTier": "batch"},
        "fieldOfTomorrow": {},
    }

    answer = read_answer({"response": response}, backend)

    assert (answer.outcome.kind, answer.usage.read) == (Kind.PICTURE, 5)


def test_item_29_a_refusal_in_a_file_keeps_its_sentence():
    refused = {"candidates": [{"finishReason": "IMAGE_SAFETY", "finishMessage": "39322892"}]}

    answer = read_answer({"response": refused})

    assert (answer.outcome.kind, answer.outcome.message) == (Kind.BLOCKED_OUTPUT, "39322892")


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        ({"code": 8, "message": "no"}, Code.PROVIDER_BUSY),
        ({"code": 3, "message": "no"}, Code.PROVIDER_REJECTED),
        ({"code": 14}, Code.PROVIDER_BUSY),
        ({"http": 400, "message": "no"}, Code.PROVIDER_REJECTED),
        ({}, Code.PROVIDER_BUSY),
    ],
)
def test_item_29_an_error_of_one_request_is_final(error, ours):
    with pytest.raises(PermanentError) as caught:
        read_answer({"error": error})

    assert caught.value.code is ours


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ('Bad Request: {"error": {"code": 400, "message": "no"}}', {"http": 400, "message": "no"}),
        ("The model is overloaded", {"http": 500, "message": "The model is overloaded"}),
        ("Odd: {not json", {"http": 500, "message": "Odd: {not json"}),
    ],
)
def test_item_29_vertex_says_in_words_why_there_is_no_answer(status, error):
    assert trimmed({"status": status, "response": {}}) == {"error": error}


def test_item_29_only_what_goes_inline_counts_towards_its_limit(new_request, banana, jpeg):
    named = types.Part(file_data=types.FileData(file_uri="https://x/files/1"))
    turn = Materials(references=[(reference(), picture(jpeg)), (reference("b"), named)])
    request = new_request()

    line = line_for(request, choose(request, banana), turn, "developer")

    assert inline_bytes(line) == len(jpeg)
