"""generateContent and streamGenerateContent: read, checked, played by the script."""

import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from tests.simulators.gemini import reading
from tests.simulators.gemini.answers import answer
from tests.simulators.gemini.asked import Asked, Json
from tests.simulators.gemini.errors import ApiError, invalid, not_found
from tests.simulators.gemini.plays import CHANGES, ELSEWHERE, REPLIES, Dropped, wait
from tests.simulators.gemini.rules import check
from tests.simulators.gemini.script import Entry
from tests.simulators.gemini.wire import from_base64, normal, without_bytes
from tests.simulators.gemini.world import World

ENTRIES = {*REPLIES, *CHANGES, *ELSEWHERE}
TIER = "x-gemini-service-tier"


def uris_in(body: Json) -> list[str]:
    parts = [part for turn in body.get("contents") or [] for part in turn.get("parts") or []]
    return [part["fileData"].get("fileUri", "") for part in parts if "fileData" in part]


def read(world: World, model: str, body: Json, *, version: str, vertex: bool) -> Asked:
    """Raises the refusal of a request that is wrong, whatever the script says."""
    found = world.living().get(model)
    if found is None:
        raise not_found(model, version)
    asked = Asked(found.on_vertex() if vertex else found, normal(body), vertex, version, world.behind)
    check(asked, world.spec)
    return asked


def made(world: World, asked: Asked, entry: Entry, *, batch: bool = False) -> Json:
    """The answer, changed as the entry says; a picture in it is booked."""
    given = answer(asked)
    if stage := world.stages.get(asked.model.id):
        given["modelStatus"] = stage
    if change := CHANGES.get(entry.name):
        given = change(asked, given)
    if has_picture(given):
        world.book(asked, entry, batch=batch)
    return put_away(world, asked, given)


def put_away(world: World, asked: Asked, given: Json) -> Json:
    """Pictures in the bucket that the request named, their addresses in the answer."""
    prefix = (asked.body.get("outputConfig") or {}).get("outputUriPrefix", "")
    for candidate in given.get("candidates", []) if prefix else ():
        for number, part in enumerate(candidate.get("content", {}).get("parts", [])):
            if blob := part.pop("inlineData", None):
                uri = f"{prefix.rstrip('/')}/{asked.digest.hex()[:16]}-{number}.jpg"
                world.buckets.stored[uri.removeprefix("gs://")] = from_base64(blob["data"], "data")
                part["fileData"] = {"fileUri": uri, "mimeType": blob["mimeType"]}
    return given


def has_picture(given: Json) -> bool:
    parts = [part for c in given.get("candidates", []) for part in c.get("content", {}).get("parts", [])]
    return any("inlineData" in part or "fileData" in part for part in parts)


async def generate(request: Request, *, vertex: bool) -> Response:
    """One whole request; a stream where the path says so."""
    world: World = request.app.state.world
    model, streamed = request.path_params["model"], request.url.path.endswith(":streamGenerateContent")
    body = await json_body(request)
    noted = {"path": request.url.path, "model": model, "body": without_bytes(normal(body))}
    mine = world.note(method="generate", headers=telling(request), **noted)
    if model in reading.MODELS:
        return reading.reply(world, model, body)
    await world.buckets.follow(uris_in(normal(body)))
    asked = read(world, model, body, version=request.path_params["version"], vertex=vertex)
    entry = world.script.next(model, header=request.headers.get("x-simulate"), prompt=asked.prompt)
    if entry.name not in ENTRIES:
        raise invalid(f"The script plays {entry.name}, which nobody knows.")
    mine["played"] = entry.name
    seconds = world.latency + (entry.number or 0 if entry.name == "slow" else 0)
    await wait(seconds, float(request.headers.get("x-server-timeout", "inf")))
    world.must_know(mine)
    if reply := REPLIES.get(entry.name if streamed or entry.name != "stream_error" else "overloaded"):
        return await reply(asked, entry.number)
    given = made(world, asked, entry)
    headers = {TIER: served_tier(asked, entry)}
    if streamed:
        return StreamingResponse(streaming(given, entry), media_type="text/event-stream", headers=headers)
    return Dropped(json.dumps(given), headers=headers) if entry.name == "dropped" else JSONResponse(given, 200, headers)


def served_tier(asked: Asked, entry: Entry) -> str:
    return "standard" if entry.name == "downgraded" else asked.body.get("serviceTier", "standard")


async def streaming(given: Json, entry: Entry) -> AsyncIterator[str]:
    """A part per event, then why it ended and what it counts as; `stream_error` breaks off after the first."""
    rest = {name: given[name] for name in ("modelVersion", "responseId") if name in given}
    for candidate in given.get("candidates", []):
        for part in candidate.get("content", {}).get("parts", []):
            yield event({"candidates": [{"content": {"role": "model", "parts": [part]}, "index": 0}], **rest})
            if entry.name == "stream_error":
                yield event(ApiError(503, "UNAVAILABLE", "The model is overloaded. Please try again later.").body)
                return
        ended = {name: item for name, item in candidate.items() if name != "content"}
        yield event({"candidates": [ended], "usageMetadata": given["usageMetadata"], **rest})
    if not given.get("candidates"):
        yield event(given)


def event(data: Json) -> str:
    return f"data: {json.dumps(data)}\r\n\r\n"


async def json_body(request: Request) -> Json:
    try:
        body = json.loads(await request.body())
    except ValueError as error:
        raise invalid("Invalid JSON payload received.") from error
    if not isinstance(body, dict):
        raise invalid("Invalid JSON payload received. Root must be an object.")
    return body


def telling(request: Request) -> dict[str, Any]:
    """Headers a test may ask about; a key is never kept."""
    names = ("user-agent", "x-goog-api-client", "x-server-timeout", "content-type")
    return {name: request.headers[name] for name in names if name in request.headers}
