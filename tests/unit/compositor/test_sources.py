import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from common.errors import Code, PermanentError
from compositor.sources import decode

PICTURE = np.random.default_rng(1).integers(0, 256, (30, 40, 4)).astype(np.uint8)


def stored(mode: str, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    picture = Image.fromarray(PICTURE)
    (picture if mode == "RGBA" else picture.convert("RGB").convert(mode)).save(buffer, kind, **options)
    return buffer.getvalue()


def test_alpha_is_kept_where_there_is_any():
    assert (decode(stored("RGBA", "PNG")) == PICTURE).all()


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGB", "PNG"), ("L", "PNG"), ("RGB", "JPEG"), ("RGB", "WEBP"), ("P", "PNG")]
)
def test_everything_else_becomes_rgb(mode, kind):
    assert decode(stored(mode, kind)).shape == (30, 40, 3)


def bomb(side: int) -> bytes:
    """A few bytes that claim to be a picture of `side` pixels square."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")))
    lengths = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(lengths)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [6_400, 11_000, 60_000])  # ours, what Pillow warns of, what it refuses
def test_a_picture_of_too_many_pixels_is_refused_from_its_header(side):
    with pytest.raises(PermanentError) as caught:
        decode(bomb(side))

    assert caught.value.code is Code.IMAGE_TOO_LARGE


@pytest.mark.parametrize(
    "data", [b"", b"<html>", stored("RGB", "PNG")[:200], stored("RGB", "JPEG")[:300], stored("RGB", "BMP")]
)
def test_what_is_no_whole_picture_is_refused(data):
    with pytest.raises(PermanentError) as caught:
        decode(data)

    assert caught.value.code is Code.IMAGE_UNREADABLE
