"""Item 29: batches, as far as they are pure: requests and answers on lines, and whose turn it is to look."""

import base64
import json
from typing import Any

import pytest
from google.genai import types
from tests.unit.gen_gemini.conftest import encoded, picture, reference

from common.errors import Code, PermanentError
from gen_gemini.batches import inline_bytes, looking, of_rpc, read_line, wire_of
from gen_gemini.choices import choose
from gen_gemini.client import open_client
from gen_gemini.outcomes import Kind
from gen_gemini.requests import Materials, config_of, contents_of
from gen_gemini.settings import GeminiSettings


def line(response: Any) -> bytes:
    return json.dumps({"key": "k", "response": response}).encode() + b"\n"


async def test_item_29_a_line_of_a_file_says_what_a_call_would_say(new_request, banana, jpeg):
    request = new_request(prompt="Draw.")
    choices = choose(request, banana)
    turn = Materials(references=[(reference(), picture(jpeg))])
    one = types.InlinedRequest(
        contents=contents_of(request, turn),  # type: ignore[arg-type]
        config=config_of(request, choices, "developer").model_copy(update={"http_options": None}),
    )
    client = open_client(GeminiSettings(gemini_api_key="k", _env_file=None))  # type: ignore[call-arg]

    asked = json.loads(json.dumps(wire_of(client, one)))["request"]

    parts = asked["contents"][0]["parts"]
    assert asked["generationConfig"]["imageConfig"] == {"aspectRatio": "16:9", "imageSize": "1K"}
    assert base64.urlsafe_b64decode(parts[1]["inlineData"]["data"]) == jpeg
    assert parts[-1]["text"] == "Draw."


def test_item_29_a_result_is_read_although_it_has_fields_nobody_knows():
    blob = {"mimeType": "image/jpeg", "data": base64.b64encode(encoded(64, 36)).decode()}
    response = {
        "candidates": [
            {"content": {"role": "model", "parts": [{"inlineData": blob}]}, "finishReason": "STOP", "new": 1}
        ],
        "usageMetadata": {"promptTokenCount": 5, "serviceTier": "batch"},
        "fieldOfTomorrow": {},
    }

    answer = read_line(line(response))

    assert (answer.outcome.kind, answer.usage.read) == (Kind.PICTURE, 5)


def test_item_29_a_refusal_in_a_file_keeps_its_sentence():
    answer = read_line(line({"candidates": [{"finishReason": "IMAGE_SAFETY", "finishMessage": "39322892"}]}))

    assert (answer.outcome.kind, answer.outcome.message) == (Kind.BLOCKED_OUTPUT, "39322892")


@pytest.mark.parametrize(
    ("code", "ours"), [(8, Code.PROVIDER_BUSY), (3, Code.PROVIDER_REJECTED), (14, Code.PROVIDER_BUSY)]
)
def test_item_29_an_error_of_one_request_is_final(code, ours):
    error = of_rpc(code, "no")

    assert isinstance(error, PermanentError)
    assert error.code is ours


def test_item_29_one_copy_looks_at_a_time():
    record = {"event": {}, "look": 0.0}

    mine = looking(record, 100.0, 20.0)

    assert mine is not None
    assert looking(mine, 101.0, 20.0) is None
    assert looking(mine, 119.0, 20.0) is not None
    assert looking(None, 0.0, 20.0) is None


def test_item_29_only_what_goes_inline_counts_towards_its_limit(jpeg):
    named = types.Part(file_data=types.FileData(file_uri="https://x/files/1"))
    turn = Materials(references=[(reference(), picture(jpeg)), (reference("b"), named)])

    assert inline_bytes(turn) == len(jpeg)
