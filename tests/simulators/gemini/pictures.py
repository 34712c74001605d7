"""Real pictures, drawn from the request: its words give the colours, its last reference stands in the frame.

Two requests that differ give two pictures; the same request gives the same bytes.
"""

import struct
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from tests.simulators.gemini.asked import Asked

QUALITY = 88
SHRUNKEN = 1_000_000  # bytes from which a reference is decoded at a quarter of its size
C2PA_UUID = bytes.fromhex("63327061001100108000 00aa00389b71".replace(" ", ""))


def draw(
    asked: Asked,
    *,
    salt: bytes = b"",
    ratio: str | None = None,
    person: bytes | None = None,
    plain: tuple[int, int, int] | None = None,
) -> bytes:
    """A JPEG in the pixels of the request, with the mark of provenance that Google's carry.

    `person` is a photo of somebody else to stand in the frame; empty for nobody. `plain` is a color and nothing else.
    """
    w, h = asked.model.size_of(ratio or ratio_of(asked), asked.size)
    if plain:
        return marked(encoded(np.full((h, w, 3), plain[::-1], np.uint8), ".jpg", []))
    reference = next((item.data for item in reversed(asked.images) if item.data), None)
    return marked(painted(asked.digest + salt, w, h, reference if person is None else person))


def ratio_of(asked: Asked) -> str:
    """The one asked for; else that of the last picture that was sent; else square."""
    if ratio := asked.image_config.get("aspectRatio"):
        return ratio
    data = next((item.data for item in reversed(asked.images) if item.data), None)
    pixels = decoded(data) if data else None
    return asked.model.nearest_ratio(pixels.shape[1], pixels.shape[0]) if pixels is not None else "1:1"


@lru_cache(maxsize=32)
def painted(digest: bytes, w: int, h: int, reference: bytes | None) -> bytes:
    rng = np.random.default_rng(list(digest))
    coarse = rng.integers(20, 235, (3, 4, 3), dtype=np.uint8)
    pixels = np.asarray(cv2.resize(coarse, (w, h), interpolation=cv2.INTER_LINEAR), np.uint8)
    for _ in range(4):
        center = (int(rng.integers(0, w)), int(rng.integers(0, h)))
        color = tuple(map(int, rng.integers(0, 255, 3)))
        cv2.circle(pixels, center, int(rng.integers(h // 20, h // 4)), color, -1, cv2.LINE_AA)
    person = decoded(reference) if reference else None
    if person is not None:
        place(pixels, person)
    return encoded(pixels, ".jpg", [cv2.IMWRITE_JPEG_QUALITY, QUALITY])


def place(pixels: NDArray[np.uint8], person: NDArray[np.uint8]) -> None:
    """In the lower right, two thirds of the height."""
    h, w = pixels.shape[:2]
    scale = min(h * 0.66 / person.shape[0], w * 0.45 / person.shape[1])
    small: Any = cv2.resize(person, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    pixels[h - small.shape[0] :, w - small.shape[1] :] = small


def decoded(data: bytes) -> NDArray[np.uint8] | None:
    mode = cv2.IMREAD_REDUCED_COLOR_4 if len(data) > SHRUNKEN else cv2.IMREAD_REDUCED_COLOR_2
    pixels: Any = cv2.imdecode(np.frombuffer(data, np.uint8), mode)
    return pixels


def encoded(pixels: NDArray[np.uint8], extension: str, options: list[int]) -> bytes:
    _, data = cv2.imencode(extension, pixels, options)
    return data.tobytes()


def as_png(jpeg: bytes) -> bytes:
    pixels: Any = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    return encoded(pixels, ".png", [cv2.IMWRITE_PNG_COMPRESSION, 1])


def marked(jpeg: bytes) -> bytes:
    """With an APP11 segment that holds an empty C2PA store: what a reader looks for, unsigned."""
    description = box(b"jumd", C2PA_UUID + b"\x03c2pa\x00")
    payload = b"JP" + struct.pack(">HI", 1, 1) + box(b"jumb", description)
    return jpeg[:2] + b"\xff\xeb" + struct.pack(">H", len(payload) + 2) + payload + jpeg[2:]


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content
