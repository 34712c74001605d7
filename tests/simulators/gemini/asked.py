"""One generateContent request, read: which model, which words, which pictures, which configuration."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.simulators.gemini.models import Model
from tests.simulators.gemini.wire import from_base64, without_bytes

Json = dict[str, Any]
FileData = Callable[[str], bytes | None]


@dataclass(frozen=True)
class Media:
    """A picture, film or document of the request. `data` is None where only Google could fetch it."""

    mime: str
    data: bytes | None
    uri: str = ""


@dataclass(frozen=True)
class Asked:
    """`body` is in camelCase; `file_data` gives the bytes behind the uri of an uploaded file."""

    model: Model
    body: Json
    vertex: bool
    version: str
    file_data: FileData

    @cached_property
    def config(self) -> Json:
        return self.body.get("generationConfig") or {}

    @cached_property
    def image_config(self) -> Json:
        return self.config.get("imageConfig") or {}

    @cached_property
    def thinking(self) -> Json:
        return self.config.get("thinkingConfig") or {}

    @cached_property
    def turns(self) -> list[Json]:
        return self.body.get("contents") or []

    @cached_property
    def parts(self) -> list[Json]:
        """Those of the last turn."""
        return self.turns[-1].get("parts") or [] if self.turns else []

    @cached_property
    def prompt(self) -> str:
        return "\n".join(part["text"] for part in self.parts if "text" in part)

    @cached_property
    def media(self) -> list[Media]:
        return [found for part in self.parts if (found := self._media(part))]

    @cached_property
    def images(self) -> list[Media]:
        return [item for item in self.media if item.mime.startswith("image/")]

    @cached_property
    def modalities(self) -> list[str]:
        return [str(name).upper() for name in self.config.get("responseModalities") or ["TEXT", "IMAGE"]]

    @cached_property
    def search(self) -> Json | None:
        """The search tool's configuration, when it is there."""
        return next((tool["googleSearch"] for tool in self.body.get("tools") or [] if "googleSearch" in tool), None)

    @cached_property
    def size(self) -> str:
        return self.image_config.get("imageSize") or "1K"

    @cached_property
    def level(self) -> str:
        return self.thinking.get("thinkingLevel") or self.model.level

    @cached_property
    def digest(self) -> bytes:
        """Of everything that decides what the picture looks like: of an uploaded file its bytes, not its name."""
        seen = self._without_names(without_bytes(self.turns))
        told = [seen, self.config, self.body.get("systemInstruction"), self.model.id]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).digest()

    def _without_names(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._without_names(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            name: self._looks_of(item) if name == "fileUri" else self._without_names(item)
            for name, item in value.items()
        }

    def _looks_of(self, uri: str) -> str:
        data = self.file_data(uri)
        return hashlib.sha256(data).hexdigest() if data else uri

    def _media(self, part: Json) -> Media | None:
        if blob := part.get("inlineData"):
            return Media(blob.get("mimeType", ""), from_base64(blob.get("data", ""), "inline_data.data"))
        if file := part.get("fileData"):
            uri = file.get("fileUri", "")
            return Media(file.get("mimeType") or guessed(uri), self.file_data(uri), uri)
        return None


def guessed(uri: str) -> str:
    return "video/*" if is_youtube(uri) else "application/octet-stream"


def is_youtube(uri: str) -> bool:
    return uri.startswith(("https://www.youtube.com/watch?v=", "https://youtu.be/", "https://youtube.com/"))
