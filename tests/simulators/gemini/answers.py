"""The answer to a request that nothing is wrong with: thoughts first, then words, then the picture."""

import base64
import uuid
from typing import Any

from tests.simulators.gemini.asked import Asked, Json
from tests.simulators.gemini.history import signature_for
from tests.simulators.gemini.pictures import draw
from tests.simulators.gemini.tokens import usage
from tests.simulators.gemini.wire import to_base64

SAYING = "Here is the thumbnail you asked for."


def answer(asked: Asked) -> Json:
    parts, pictures = parts_for(asked)
    text = "".join(part.get("text", "") for part in parts if not part.get("thought"))
    finish = "STOP"
    counted = usage(asked, text=text, images=pictures)
    if counted["candidatesTokenCount"] > asked.config.get("maxOutputTokens", asked.model.tokens_out):  # type: ignore[operator]
        parts, finish = [part for part in parts if "inlineData" not in part], "MAX_TOKENS"
    candidate: Json = {"content": {"role": "model", "parts": parts}, "finishReason": finish, "index": 0}
    if asked.search is not None:
        candidate["groundingMetadata"] = grounding(asked)
    return {
        "candidates": [candidate],
        "usageMetadata": counted,
        "modelVersion": asked.model.id,
        "responseId": uuid.uuid4().hex[:22],
    }


def parts_for(asked: Asked) -> tuple[list[Json], int]:
    """The parts in Google's order and how many of them are pictures to pay for."""
    parts: list[Json] = thoughts(asked) if asked.thinking.get("includeThoughts") else []
    if "TEXT" in asked.modalities:
        parts.append(signed({"text": SAYING}, asked, SAYING.encode()))
    if "IMAGE" not in asked.modalities:
        return parts, 0
    parts.append(picture(asked, draw(asked)))
    return parts, 1


def thoughts(asked: Asked) -> list[Json]:
    draft = {"mimeType": "image/jpeg", "data": to_base64(draw(asked, salt=b"draft"))}
    return [
        {"text": "**Composing the thumbnail**\n\nThe face goes right, the words left.", "thought": True},
        {"inlineData": draft, "thought": True},
    ]


def picture(asked: Asked, data: bytes, mime: str = "image/jpeg") -> Json:
    return signed({"inlineData": {"mimeType": mime, "data": to_base64(data)}}, asked, data)


def signed(part: Json, asked: Asked, data: bytes) -> Json:
    return part | {"thoughtSignature": signature_for(asked.model.id, data)} if asked.model.thinks else part


def grounding(asked: Asked) -> Json:
    """Web results always; pictures with their containing page where image search was asked for."""
    query = " ".join(asked.prompt.split()[:6])
    web: Json = {"web": {"uri": "https://example.com/article", "title": "An article", "domain": "example.com"}}
    found: Json = {
        "webSearchQueries": [query],
        "groundingChunks": [web],
        "groundingSupports": [],
        "searchEntryPoint": {
            "renderedContent": f'<div class="search-suggestions">{base64.b16encode(b"q").decode()}</div>'
        },
    }
    if "imageSearch" in (asked.search or {}).get("searchTypes", {}):
        found["imageSearchQueries"] = [query]
        found["groundingChunks"] = [web, {"image": image_source()}]
    return found


def image_source() -> dict[str, Any]:
    return {
        "sourceUri": "https://example.com/page-with-the-picture",
        "imageUri": "https://example.com/picture.jpg",
        "title": "A page with a picture",
        "domain": "example.com",
    }
