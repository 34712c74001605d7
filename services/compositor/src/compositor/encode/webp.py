"""WebP files (Pillow's libwebp): a third smaller than a JPEG that looks the same."""

import io

from PIL import Image

from compositor.pixels import Rgb


def encode_webp(picture: Rgb, quality: int) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "WEBP", quality=quality, method=4)
    return buffer.getvalue()
