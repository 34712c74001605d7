"""Small pictures of every kind people upload, and of the kinds they should not."""

import base64
import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

Encode = Callable[..., bytes]

# 96 x 64 pixels, the left half blue, the right half red; encoded with x265, which nobody needs to have here.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAA"
    "AERAAAEAAQAAAAABegABAAAAAAAAAF8AAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3"
    "aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAA"
    "AwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBw"
    "aXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAAGdtZGF0AAAAWygBrwng40ecuq///n/v3v8gxP/+4uakglJ5bJh/7qWt/3/yrpl0"
    "I/u4ToqKbbUTG6Z+O9D0Sgn+1h7s+A5MzAWJm15gv+tec/ujUe4JU6a+ZKm1bgre2u2LB4A="
)


@pytest.fixture
def heic() -> bytes:
    return HEIC


@pytest.fixture
def encode() -> Encode:
    """A picture as a file: `encode("PNG", mode="RGBA", color=..., size=(w, h), **what Pillow's save takes)`."""

    def make(
        kind: str, *, mode: str = "RGB", size: tuple[int, int] = (120, 80), color: Any = None, **save: Any
    ) -> bytes:
        picture = Image.new(mode, size, color if color is not None else (200, 40, 30))
        out = io.BytesIO()
        picture.save(out, kind, **save)
        return out.getvalue()

    return make


@pytest.fixture
def animation() -> Callable[[str], bytes]:
    def make(kind: str) -> bytes:
        frames = [Image.new("RGB", (80, 80), color) for color in ("red", "green", "blue")]
        out = io.BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
        return out.getvalue()

    return make


@pytest.fixture
def bomb() -> bytes:
    """A PNG of 80 bytes that claims 100 megapixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
