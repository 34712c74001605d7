"""The small copy for lists: 320 pixels wide, as YouTube's own lists show it."""

from compositor.encode.jpeg import PREVIEW_QUALITY, encode_jpeg
from compositor.pixels import Rgb, resized

WIDTH = 320


def encode_preview(picture: Rgb) -> bytes:
    h, w = picture.shape[:2]
    width = min(WIDTH, w)
    return encode_jpeg(resized(picture, width, max(1, round(h * width / w))), PREVIEW_QUALITY, full_chroma=False)
