"""The Interactions API: the same models behind another wire, all snake_case, with state on the server."""

import json
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from tests.simulators.gemini.asked import Json
from tests.simulators.gemini.errors import ApiError, invalid, unknown_field
from tests.simulators.gemini.files import stamp
from tests.simulators.gemini.generating import ENTRIES, json_body, made, read, telling
from tests.simulators.gemini.plays import REPLIES, wait
from tests.simulators.gemini.wire import without_bytes
from tests.simulators.gemini.world import World

KNOWN = {
    *("model", "input", "response_format", "generation_config", "system_instruction", "tools", "service_tier"),
    *("store", "previous_interaction_id", "background", "stream", "response_modalities", "safety_settings", "labels"),
    "webhook_config",
}
IMAGE_FORMAT = {"type", "aspect_ratio", "image_size", "mime_type", "delivery"}
STATUSES = {"MAX_TOKENS": "incomplete", "CONTINUATION": "requires_continuation"}


async def create(request: Request) -> Response:
    world: World = request.app.state.world
    body = await json_body(request)
    world.note(method="interaction", path=request.url.path, headers=telling(request), body=without_bytes(body))
    for name in body.keys() - KNOWN:
        raise unknown_field(name, "interaction")
    earlier = earlier_turns(world, body)
    contents = [*earlier, *turns_of(body.get("input"))]
    vertex, version = "project" in request.path_params, request.path_params["version"]
    asked = read(world, body.get("model", ""), translated(body, contents), version=version, vertex=vertex)
    entry = world.script.next(asked.model.id, header=request.headers.get("x-simulate"), prompt=asked.prompt)
    if entry.name not in ENTRIES:
        raise invalid(f"The script plays {entry.name}, which nobody knows.")
    await wait(world.latency, float(request.headers.get("x-server-timeout", "inf")))
    if reply := REPLIES.get(entry.name):
        return await reply(asked, entry.number)
    given = interaction(made(world, asked, entry), asked.model.id)
    if body.get("store", True):
        world.interactions[given["id"]] = (contents, given)
    if body.get("background"):
        return JSONResponse(
            {"id": given["id"], "status": "in_progress", "model": asked.model.id, "object": "interaction"}
        )
    if body.get("stream"):
        return StreamingResponse(streaming(given), media_type="text/event-stream")
    return JSONResponse(given)


def earlier_turns(world: World, body: Json) -> list[Json]:
    """What went before: the history alone, never the other settings."""
    previous = body.get("previous_interaction_id")
    if not previous:
        return []
    if previous not in world.interactions:
        raise ApiError(404, "NOT_FOUND", f"Interaction {previous} was not found.")
    contents, given = world.interactions[previous]
    return [*contents, {"role": "model", "parts": [part_of(item) for item in outputs(given)]}]


def outputs(given: Json) -> list[Json]:
    return [item for step in given["steps"] if step["type"] == "model_output" for item in step["content"]]


def turns_of(given: Any) -> list[Json]:
    """A string, a list of contents, or a list of steps, as turns of generateContent."""
    if isinstance(given, str):
        return [{"role": "user", "parts": [{"text": given}]}]
    items = given if isinstance(given, list) else [given] if given else []
    steps = [item for item in items if "content" in item]
    if not steps:
        return [{"role": "user", "parts": list(map(part_of, items))}] if items else []
    return [
        {"role": "model" if step["type"] == "model_output" else "user", "parts": list(map(part_of, step["content"]))}
        for step in steps
    ]


def part_of(item: Json) -> Json:
    if item["type"] == "text":
        return {"text": item["text"]}
    if "uri" in item:
        return {"fileData": {"fileUri": item["uri"], "mimeType": item.get("mime_type", "")}}
    blob = {"mimeType": item.get("mime_type", ""), "data": item.get("data", "")}
    return {"inlineData": blob, **({"thoughtSignature": item["signature"]} if "signature" in item else {})}


def translated(body: Json, contents: list[Json]) -> Json:
    """The same request as generateContent would be told it."""
    formats = body.get("response_format") or {"type": "image"}
    formats = formats if isinstance(formats, list) else [formats]
    image = next((item for item in formats if item.get("type") == "image"), {})
    for name in image.keys() - IMAGE_FORMAT:
        raise unknown_field(name, "response_format")
    if image.get("mime_type", "image/jpeg") != "image/jpeg":
        raise invalid("mime_type must be image/jpeg.", "response_format.mime_type")
    config = body.get("generation_config") or {}
    named = {"aspectRatio": image.get("aspect_ratio"), "imageSize": image.get("image_size")}
    generation: Json = {
        "responseModalities": [str(item["type"]).upper() for item in formats],
        "imageConfig": {name: value for name, value in named.items() if value},
    }
    generation |= {name: config[name] for name in ("seed", "temperature") if name in config}
    if level := config.get("thinking_level"):
        generation["thinkingConfig"] = {"thinkingLevel": str(level).upper()}
    asked: Json = {"contents": contents, "generationConfig": generation}
    if instruction := body.get("system_instruction"):
        asked["systemInstruction"] = {"parts": [{"text": instruction}]}
    if tier := body.get("service_tier"):
        asked["serviceTier"] = tier
    tools = [tool for tool in body.get("tools") or [] if tool.get("type") == "google_search"]
    if tools:
        asked["tools"] = [{"googleSearch": {"searchTypes": {name: {} for name in tools[0].get("search_types", [])}}}]
    return asked


def interaction(given: Json, model: str) -> Json:
    """The answer of generateContent as steps; a refusal is a failed interaction."""
    candidate = (given.get("candidates") or [{}])[0]
    parts = candidate.get("content", {}).get("parts", [])
    content = [content_of(part) for part in parts if not part.get("thought")]
    thoughts = [part for part in parts if part.get("thought") and "text" in part]
    steps: list[Json] = [
        {"type": "thought", "signature": "", "summary": [{"type": "text", "text": part["text"]}]} for part in thoughts
    ]
    if content:
        steps.append({"type": "model_output", "content": content})
    finish = candidate.get("finishReason", "STOP" if content else "BLOCKED")
    now, counted = stamp(datetime.now(UTC)), given.get("usageMetadata", {})
    usage = {
        "total_input_tokens": counted.get("promptTokenCount", 0),
        "total_output_tokens": counted.get("candidatesTokenCount", 0),
        "total_thought_tokens": counted.get("thoughtsTokenCount", 0),
        "total_tokens": counted.get("totalTokenCount", 0),
        "output_tokens_by_modality": [
            {"modality": str(item["modality"]).lower(), "tokens": item["tokenCount"]}
            for item in counted.get("candidatesTokensDetails", [])
        ],
    }
    status = STATUSES.get(finish, "completed" if finish == "STOP" else "failed")
    made_at: Json = {"created": now, "updated": now, "object": "interaction", "model": model}
    return {"id": secrets.token_hex(12), "status": status, "steps": steps, "usage": usage, **made_at}


def content_of(part: Json) -> Json:
    if "text" in part:
        return {"type": "text", "text": part["text"]}
    blob = part["inlineData"]
    signature = {"signature": part["thoughtSignature"]} if "thoughtSignature" in part else {}
    return {"type": "image", "mime_type": blob["mimeType"], "data": blob["data"], **signature}


async def streaming(given: Json) -> AsyncIterator[str]:
    begun = {name: item for name, item in given.items() if name not in {"steps", "usage"}} | {"status": "in_progress"}
    yield event({"event_type": "interaction.created", "interaction": begun})
    for number, step in enumerate(given["steps"]):
        yield event({"event_type": "step.start", "index": number, "step": {"type": step["type"]}})
        for item in step.get("content", []):
            yield event({"event_type": "step.delta", "index": number, "delta": item})
        yield event({"event_type": "step.stop", "index": number})
    yield event({"event_type": "interaction.completed", "interaction": given})


def event(data: Json) -> str:
    return f"event: {data['event_type']}\ndata: {json.dumps(data)}\n\n"


async def get(request: Request) -> Response:
    _, given = found(request)
    return JSONResponse(given)


async def cancel(request: Request) -> Response:
    _, given = found(request)
    given["status"] = "cancelled"
    return JSONResponse(given)


async def delete(request: Request) -> Response:
    found(request)
    del request.app.state.world.interactions[request.path_params["interaction"]]
    return JSONResponse({})


def found(request: Request) -> tuple[list[Json], Json]:
    known = request.app.state.world.interactions.get(request.path_params["interaction"])
    if known is None:
        raise ApiError(404, "NOT_FOUND", "Interaction was not found.")
    return known
