"""Conversations that any copy of the room can go on with: history and thought signatures in sealed blobs.

Every part goes back exactly as it came, thoughts and signatures included. A creator's pictures are named by their own
blob key and read again; what the model drew is kept beside the session. Signatures belong to one model, and long
conversations drift: in both cases the edit starts afresh from the last picture.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from google.genai import types

from common.blobs import Blobs
from common.errors import Code, PermanentError
from common.generation import ImageRequest
from common.wishes import LabeledReference
from gen_gemini.requests import Materials, label_of

MOST_TURNS = 6
FORMAT = 1
WIRE = "generate-content"

Turn = list[dict[str, Any]]
Reload = Callable[[LabeledReference], Awaitable[types.Part]]


class Sessions:
    def __init__(self, sealed: Blobs, wire: str = WIRE) -> None:
        """`wire` is the interface that is spoken: each keeps a turn in its own way."""
        self._sealed, self._wire = sealed, wire

    async def history(self, key: str, model: str, reload: Reload) -> list[types.Content]:
        """What was said so far; empty when it starts afresh: another model or wire, too long, gone, or unreadable."""
        if not key:
            return []
        try:
            document = json.loads(await self._sealed.get(key))
        except PermanentError as gone:
            if gone.code is Code.ASSET_MISSING:
                return []
            raise
        turns: list[dict[str, Any]] = document["turns"]
        same = (document["model"], document["format"], document.get("wire", WIRE)) == (model, FORMAT, self._wire)
        if not same or len(turns) > 2 * MOST_TURNS:
            return []
        try:
            return [await self._read(turn, reload) for turn in turns]
        except PermanentError:  # a picture of it was erased
            return []

    async def _read(self, turn: dict[str, Any], reload: Reload) -> types.Content:
        parts = await asyncio.gather(*(self._part(part, reload) for part in turn["parts"]))
        return types.Content(role=turn["role"], parts=list(parts))

    async def _part(self, part: dict[str, Any], reload: Reload) -> types.Part:
        if "reference" in part:
            return await reload(LabeledReference.model_validate(part["reference"]))
        if "blob" not in part:
            return types.Part.model_validate(part["part"])
        read = types.Part.model_validate(part["part"])
        read.inline_data = types.Blob(data=await self._sealed.get(part["blob"]), mime_type=part["mime_type"])
        return read

    async def save(self, request: ImageRequest, earlier: str, turn: Materials, answer: types.Content) -> str:
        """Store the conversation with this turn and its answer at its end; its key."""
        key = f"jobs/{request.job_id}/sessions/{request.variant}-{request.attempt}"
        before: Turn = json.loads(await self._sealed.get(earlier))["turns"] if earlier and turn.history else []
        asked = {"role": "user", "parts": asked_parts(request, turn)}
        answered, pictures = stored_parts(answer, key)
        document: dict[str, Any] = {
            "format": FORMAT,
            "wire": self._wire,
            "model": request.model,
            "turns": [*before, asked, {"role": "model", "parts": answered}],
        }
        await asyncio.gather(*(self._sealed.put(name, data) for name, data in pictures))
        await self._sealed.put(key, json.dumps(document).encode())
        return key


def asked_parts(request: ImageRequest, turn: Materials) -> Turn:
    """The user's turn with every picture by reference, in the order it was sent."""
    parts: Turn = []
    for number, (reference, _) in enumerate(turn.references, 1):
        parts += [_text(label_of(number, reference)), {"reference": reference.model_dump(mode="json")}]
    return [*parts, _text(request.prompt)]


def _text(text: str) -> dict[str, Any]:
    return {"part": {"text": text}}


def stored_parts(answer: types.Content, key: str) -> tuple[Turn, Sequence[tuple[str, bytes]]]:
    """The model's parts as JSON, and its pictures to be stored beside them byte for byte."""
    parts: Turn = []
    pictures: list[tuple[str, bytes]] = []
    for number, part in enumerate(answer.parts or ()):
        blob = part.inline_data
        if blob is None or not blob.data:
            parts.append({"part": part.model_dump(mode="json", exclude_none=True)})
            continue
        name = f"{key}-{number}"
        pictures.append((name, blob.data))
        bare = part.model_copy(update={"inline_data": None})
        kept = bare.model_dump(mode="json", exclude_none=True)
        parts.append({"part": kept, "blob": name, "mime_type": blob.mime_type or "image/jpeg"})
    return parts, pictures
