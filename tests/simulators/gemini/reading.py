"""A model that answers in words: it reads what pictures say, as far as the world says what that is."""

import json
import uuid

from starlette.responses import JSONResponse, Response
from tests.simulators.gemini.asked import Json
from tests.simulators.gemini.errors import invalid, unknown_field
from tests.simulators.gemini.wire import from_base64, normal
from tests.simulators.gemini.world import World

MODELS = frozenset({"gemini-flash-lite-latest"})
CONFIG = {"responseMimeType", "responseSchema", "temperature", "maxOutputTokens"}


def reply(world: World, model: str, body: Json) -> Response:
    """One string per picture: what the world holds ready, in order, empty when that runs out."""
    asked = normal(body)
    if unknown := asked.get("generationConfig", {}).keys() - CONFIG:
        raise unknown_field(min(unknown), "generation_config")
    parts = [part for turn in asked.get("contents") or [] for part in turn.get("parts") or []]
    pictures = [from_base64(part["inlineData"]["data"], "data") for part in parts if "inlineData" in part]
    if not any("text" in part for part in parts):
        raise invalid("Unable to submit request because it must have a text parameter.", "contents")
    world.seen += pictures
    said = [world.lines.pop(0) if world.lines else "" for _ in pictures]
    candidate = {"content": {"role": "model", "parts": [{"text": json.dumps(said)}]}, "finishReason": "STOP"}
    usage = {"promptTokenCount": 258 * len(pictures), "candidatesTokenCount": 9, "totalTokenCount": 258}
    answer = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": model}
    return JSONResponse(answer | {"responseId": uuid.uuid4().hex[:22]})
