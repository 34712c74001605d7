"""Encoded pictures by their first bytes: what they are, how large, and cut to a shape. A label is never believed."""

from dataclasses import dataclass

import cv2
import numpy as np

from common.catalog import Size

JPEG_QUALITY = 95
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
TOLERANCE = 0.001  # of the ratio: less than a pixel in a thousand is not worth a second encoding

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WIDEST_HEADER = 10
_END_OF_IMAGE = b"\xff\xd9"


@dataclass(frozen=True)
class Sniffed:
    mime_type: str
    width: int
    height: int


def sniff(data: bytes) -> Sniffed | None:
    """None for what is neither PNG, JPEG nor WebP, says no size, or ends too early."""
    found = _png(data) or _jpeg(data) or _webp(data)
    if found is None or min(found[1:]) < 1:
        return None
    return Sniffed(*found)


def is_damaged(data: bytes, found: Sniffed | None) -> bool:
    """It begins like a picture we know and does not go on like one; `found` is what `sniff` says of it."""
    return found is None and data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"))


def _png(data: bytes) -> tuple[str, int, int] | None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or b"IEND" not in data[-64:]:
        return None
    return "image/png", int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _jpeg(data: bytes) -> tuple[str, int, int] | None:
    """Walks the segments to the frame header (ITU-T T.81, B.2.2)."""
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    place = 2
    while place + _WIDEST_HEADER <= len(data) and data[place] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if marker in _JPEG_FRAMES:
            if data.rfind(_END_OF_IMAGE, place) < 0:  # coded data never holds it, so it was cut short
                return None
            height, width = (int.from_bytes(data[place + at : place + at + 2], "big") for at in (5, 7))
            return "image/jpeg", width, height
        place += 1 if marker == 0xFF else 2 + length  # noqa: PLR2004 - fill bytes may precede a marker
    return None


def _webp(data: bytes) -> tuple[str, int, int] | None:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return ("image/webp", image.shape[1], image.shape[0]) if image is not None else None


def cropped_to(data: bytes, sniffed: Sniffed, shape: Size) -> tuple[bytes, str, int, int]:
    """Cut to the exact ratio of `shape` about the center: (bytes, extension, width, height), pixels never stretched.

    16:9 comes as 1376x768, which is 1.79. A picture of the right shape keeps its bytes, and with them its credentials.
    Raises ValueError for what cannot be decoded.
    """
    box = crop_box(sniffed.width, sniffed.height, shape)
    if (box.w, box.h) == (sniffed.width, sniffed.height):
        return data, EXTENSIONS[sniffed.mime_type], sniffed.width, sniffed.height
    pixels = decoded(data)
    top, left = (pixels.shape[0] - box.h) // 2, (pixels.shape[1] - box.w) // 2
    cut = pixels[top : top + box.h, left : left + box.w]
    lossless = sniffed.mime_type == "image/png"
    options = [] if lossless else [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    _, encoded = cv2.imencode(".png" if lossless else ".jpg", cut, options)
    return encoded.tobytes(), "png" if lossless else "jpg", box.w, box.h


def crop_box(width: int, height: int, shape: Size) -> Size:
    """The largest box of the ratio of `shape` inside width x height, in pixels."""
    wanted = shape.w / shape.h
    if abs(width / height / wanted - 1) < TOLERANCE:
        return Size(w=width, h=height)
    if width / height > wanted:
        return Size(w=max(1, round(height * wanted)), h=height)
    return Size(w=width, h=max(1, round(width / wanted)))


def decoded(data: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    """BGR pixels. Raises ValueError for what no decoder reads."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        msg = "not a picture"
        raise ValueError(msg)
    return pixels.astype(np.uint8, copy=False)
