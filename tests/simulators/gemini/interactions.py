"""The Interactions API: the same models behind another wire, all snake_case, with state on the server."""

import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from tests.simulators.gemini.asked import Asked, Json
from tests.simulators.gemini.errors import ApiError, invalid, unknown_field
from tests.simulators.gemini.generating import ENTRIES, TIER, json_body, made, read, served_tier, telling
from tests.simulators.gemini.interaction_words import interaction, translated, turns_of
from tests.simulators.gemini.plays import REPLIES, Dropped, wait
from tests.simulators.gemini.script import Entry
from tests.simulators.gemini.wire import from_base64, without_bytes
from tests.simulators.gemini.world import World

KNOWN = {
    *("model", "input", "response_format", "generation_config", "system_instruction", "tools", "service_tier"),
    *("store", "previous_interaction_id", "background", "stream", "response_modalities", "safety_settings", "labels"),
    *("webhook_config", "continuation_token"),
}
HEAVY = {"steps", "usage", "errors"}


@dataclass
class Held:
    """One that the server keeps: what was said, what came of it, and when it is there."""

    contents: list[Json]
    given: Json
    ready: float = 0.0

    @property
    def shown(self) -> Json:
        running = self.ready > time.time() and self.given["status"] != "cancelled"
        return begun(self.given) if running else self.given


def begun(given: Json) -> Json:
    return {name: item for name, item in given.items() if name not in HEAVY} | {"status": "in_progress"}


async def create(request: Request) -> Response:
    world: World = request.app.state.world
    body = await json_body(request)
    mine = world.note(method="interaction", path=request.url.path, headers=telling(request), body=without_bytes(body))
    check(world, body)
    contents = [*earlier_turns(world, body), *turns_of(body.get("input"))]
    vertex, version = "project" in request.path_params, request.path_params["version"]
    asked = read(world, body.get("model", ""), translated(body, contents), version=version, vertex=vertex)
    entry = world.script.next(asked.model.id, header=request.headers.get("x-simulate"), prompt=asked.prompt)
    if entry.name not in ENTRIES:
        raise invalid(f"The script plays {entry.name}, which nobody knows.")
    streamed, left = bool(body.get("stream")), bool(body.get("background"))
    seconds = world.latency + (entry.number or 0 if entry.name == "slow" else 0)
    await wait(0 if left else seconds, float(request.headers.get("x-server-timeout", "inf")))
    world.must_know(mine)
    if reply := REPLIES.get(entry.name if streamed or entry.name != "stream_error" else "overloaded"):
        return await reply(asked, entry.number)
    given = interaction(made(world, asked, entry), asked.model.id) | {"service_tier": served_tier(asked, entry)}
    deliver(world, body, given, f"{request.base_url}{version}")
    if body.get("store", True):
        world.interactions[given["id"]] = Held(contents, given, time.time() + world.batch_seconds if left else 0.0)
    return told(begun(given) if left else given, asked, entry, streamed=streamed)


def told(given: Json, asked: Asked, entry: Entry, *, streamed: bool) -> Response:
    headers = {TIER: served_tier(asked, entry)}
    if streamed:
        return StreamingResponse(streaming(given, entry), media_type="text/event-stream", headers=headers)
    return Dropped(json.dumps(given), headers=headers) if entry.name == "dropped" else JSONResponse(given, 200, headers)


def check(world: World, body: Json) -> None:
    for name in body.keys() - KNOWN:
        raise unknown_field(name, "interaction")
    for error in world.interaction_spec.refusals(body) if world.interaction_spec and stepwise(body) else []:
        raise invalid(error)
    if body.get("background") and not body.get("store", True):
        raise invalid("background requires store.", "background")


def stepwise(body: Json) -> bool:
    """Input has shorter forms, too; the schema names the one we speak."""
    return isinstance(body.get("input"), list) and "content" in (body["input"] or [{}])[-1]


def earlier_turns(world: World, body: Json) -> list[Json]:
    """What went before: the history alone, never the other settings."""
    previous = body.get("previous_interaction_id")
    if not previous:
        return []
    if previous not in world.interactions:
        raise ApiError(404, "NOT_FOUND", f"Interaction {previous} was not found.")
    held: Held = world.interactions[previous]
    return [*held.contents, *turns_of(held.given["steps"])]


def deliver(world: World, body: Json, given: Json, url: str) -> None:
    """Pictures as files of Google's own where an address was asked for."""
    formats = body.get("response_format") or {}
    if "uri" not in {item.get("delivery") for item in (formats if isinstance(formats, list) else [formats])}:
        return
    for step in given["steps"]:
        for item in step.get("content", []):
            if item["type"] == "image":
                data = from_base64(item.pop("data"), "data")
                item["uri"] = world.files.make(data, item["mime_type"], url).uri


async def streaming(given: Json, entry: Entry) -> AsyncIterator[str]:
    """A delta per thing; the end carries what it counts as and no steps, as Google's may."""
    yield event({"event_type": "interaction.created", "interaction": begun(given)})
    for number, step in enumerate(given.get("steps", [])):
        bare = {name: item for name, item in step.items() if name not in {"content", "signature", "summary"}}
        yield event({"event_type": "step.start", "index": number, "step": bare})
        for delta in deltas(step):
            yield event({"event_type": "step.delta", "index": number, "delta": delta})
            if entry.name == "stream_error":
                failed = {"code": "unavailable", "message": "The model is overloaded. Please try again later."}
                yield event({"event_type": "error", "error": failed})
                return
        yield event({"event_type": "step.stop", "index": number})
    if entry.name != "dropped":
        ended = {name: item for name, item in given.items() if name != "steps"}
        yield event({"event_type": "interaction.completed", "interaction": ended})


def deltas(step: Json) -> list[Json]:
    told: list[Json] = [{"type": "thought_summary", "content": item} for item in step.get("summary", [])]
    if "signature" in step and step["type"] == "thought":
        told.append({"type": "thought_signature", "signature": step["signature"]})
    for item in step.get("content", []):
        told.append({name: value for name, value in item.items() if name != "annotations"})
        if "annotations" in item:
            told.append({"type": "text_annotation_delta", "annotations": item["annotations"]})
    return told


def event(data: Json) -> str:
    return f"event: {data['event_type']}\ndata: {json.dumps(data)}\n\n"


async def get(request: Request) -> Response:
    return JSONResponse(found(request).shown)


async def cancel(request: Request) -> Response:
    held = found(request)
    held.given["status"] = "cancelled"
    return JSONResponse(held.shown)


async def delete(request: Request) -> Response:
    found(request)
    del request.app.state.world.interactions[request.path_params["interaction"]]
    return JSONResponse({})


def found(request: Request) -> Held:
    world: World = request.app.state.world
    world.note(method="interaction-seen", path=request.url.path, verb=request.method)
    held = world.interactions.get(request.path_params["interaction"])
    if held is None:
        raise ApiError(404, "NOT_FOUND", "Interaction was not found.")
    return held
