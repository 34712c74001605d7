"""One request of a batch and one answer to it, as the lines of the files that batches are made of.

A line is `{"key": ours, "request": …}`; its answer `{"key": ours, "response": …}` or `{…, "error": {code, message}}`,
where Vertex has a sentence under `status` instead, and echoes the request with our label in it.
"""

import json
from typing import Any

from google import genai
from google.genai import _common, types
from google.genai import batches as sdk
from google.genai.models import (  # pinned; the public reader refuses new fields
    _GenerateContentParameters_to_vertex,  # pyright: ignore[reportPrivateUsage]
    _GenerateContentResponse_from_mldev,  # pyright: ignore[reportPrivateUsage]
    _GenerateContentResponse_from_vertex,  # pyright: ignore[reportPrivateUsage]
)

from common.errors import PermanentError
from common.generation import ImageRequest
from gen_gemini.asking import Answer, answer_of
from gen_gemini.cards import Backend
from gen_gemini.choices import Choices
from gen_gemini.failures import of_status, record
from gen_gemini.requests import Materials, question_of

Json = dict[str, Any]

LABEL = "key"
LABEL_LETTERS = 63
RPC_TO_HTTP = {3: 400, 4: 504, 5: 404, 7: 403, 8: 429, 9: 400, 13: 500, 14: 503, 16: 401}


def key_for(request: ImageRequest) -> str:
    """Ours for one request, the same on every delivery. Vertex takes it as a label: 63 of a-z, 0-9, - and _."""
    return f"{request.job_id}-{request.variant}-{request.attempt}".lower()


def line_for(request: ImageRequest, choices: Choices, turn: Materials, backend: Backend) -> types.InlinedRequest:
    """What one call would say, less what concerns a connection."""
    key = key_for(request)
    question = question_of(request, choices, turn, backend)
    labels = {**(question.config.labels or {}), LABEL: key[-LABEL_LETTERS:]} if backend == "vertex" else None
    return types.InlinedRequest(
        contents=question.contents,  # type: ignore[arg-type]
        config=question.config.model_copy(update={"http_options": None, "labels": labels}),
        metadata={LABEL: key},
    )


def packed(one: types.InlinedRequest) -> bytes:
    return one.model_dump_json(exclude_none=True).encode()


def unpacked(data: bytes) -> types.InlinedRequest:
    return types.InlinedRequest.model_validate_json(data)


def key_of(one: types.InlinedRequest) -> str:
    return (one.metadata or {})[LABEL]


def wire_of(client: genai.Client, one: types.InlinedRequest, backend: Backend = "developer") -> Json:
    """The line of a file: the request as the SDK would send it."""
    api: Any = client._api_client  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    if backend == "vertex":
        asked = types._GenerateContentParameters(contents=one.contents, config=one.config)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        body = _GenerateContentParameters_to_vertex(api, asked)
    else:
        body = sdk._InlinedRequest_to_mldev(api, one)["request"]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return {"key": key_of(one), "request": _common.encode_unserializable_types(_common.convert_to_dict(body))}


def file_of(client: genai.Client, lines: list[types.InlinedRequest], backend: Backend = "developer") -> bytes:
    return "".join(json.dumps(wire_of(client, one, backend)) + "\n" for one in lines).encode()


def answers_in(data: bytes) -> dict[str, Json]:
    """The lines of a file of answers by our keys, less the echo of the requests."""
    lines = [json.loads(line) for line in data.splitlines() if line.strip()]
    return {key: trimmed(line) for line in lines if (key := _key_in(line))}


def answers_among(inlined: list[Json]) -> dict[str, Json]:
    return {key: trimmed(one) for one in inlined if (key := _key_in(one))}


def _key_in(line: Json) -> str:
    echoed = record(record(line.get("request")).get("labels"))
    return line.get("key") or record(line.get("metadata")).get(LABEL) or echoed.get(LABEL) or ""


def trimmed(line: Json) -> Json:
    if status := line.get("status"):
        return {"error": _said(str(status))}
    return {name: line[name] for name in ("response", "error") if line.get(name)}


def _said(status: str) -> Json:
    """Vertex writes `Bad Request: {"error": {"code": 400, …}}` where an answer should be."""
    opening = status.find("{")
    try:
        body = record(json.loads(status[opening:])) if opening >= 0 else {}
    except ValueError:
        body = {}
    error = record(body.get("error"))
    return {"http": error.get("code", 500), "message": error.get("message", status)}


def read_answer(line: Json, backend: Backend = "developer") -> Answer:
    """Raises what the failure of one request means: final, whatever it was, because the batch is over."""
    if "response" not in line:
        error = record(line.get("error"))
        raise failed(error.get("http") or RPC_TO_HTTP.get(error.get("code", 13), 500), error.get("message", ""))
    raw: Json = line["response"]
    message = next((one.get("finishMessage", "") for one in raw.get("candidates", ())), "")
    known = _GenerateContentResponse_from_vertex if backend == "vertex" else _GenerateContentResponse_from_mldev
    read = types.GenerateContentResponse._from_response(response=known(raw), kwargs={})  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return answer_of(read, message, {})


def failed(status: int, message: str) -> PermanentError:
    failure = of_status(status, "", message, [])
    if isinstance(failure, PermanentError):
        return failure
    return PermanentError(failure.code, "The provider could not make this picture in the batch. You are not charged.")
