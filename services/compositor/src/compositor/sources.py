"""Stored pictures as arrays. Even our own files are decoded under limits: a generator's answer came from outside."""

import io

import numpy as np
from PIL import Image

from common.errors import Code, PermanentError
from compositor.pixels import Picture

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 40_000_000


def decode(data: bytes) -> Picture:
    """RGB, or straight RGBA where there is an alpha channel, uint8. Raises `image_unreadable`, `image_too_large`."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise PermanentError(Code.IMAGE_TOO_LARGE)
        has_alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
        mode = "RGBA" if has_alpha else "RGB"
        return np.asarray(picture if picture.mode == mode else picture.convert(mode))
    except Image.DecompressionBombError as error:
        raise PermanentError(Code.IMAGE_TOO_LARGE) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise PermanentError(Code.IMAGE_UNREADABLE) from error
