"""Stored pictures as arrays."""

import cv2
import numpy as np
from numpy.typing import NDArray

from common.errors import Code, PermanentError
from layout_extractor.readers.reader import Rgb

HALF = 127
_WITH_ALPHA = 4


def decoded(data: bytes) -> Rgb:
    """Uploads are stored upright and in sRGB; what can be seen through lies on white. Raises `image_unreadable`."""
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED) if data else None
    if picture is None or picture.dtype != np.uint8:
        raise PermanentError(Code.IMAGE_UNREADABLE)
    if picture.ndim == 2:  # noqa: PLR2004 - rows and columns: gray
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB), np.uint8)
    if picture.shape[2] == _WITH_ALPHA:
        alpha = picture[..., 3:].astype(np.float32) / 255
        picture = (picture[..., :3] * alpha + 255 * (1 - alpha)).round().astype(np.uint8)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)


def silhouette_from(data: bytes) -> NDArray[np.bool_]:
    """A stored alpha as a mask. Raises `image_unreadable`."""
    plane = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    if plane is None:
        raise PermanentError(Code.IMAGE_UNREADABLE)
    return np.asarray(plane) > HALF


def encoded(rgb: Rgb) -> bytes:
    """As a JPEG."""
    _, data = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 88])
    return data.tobytes()


def lossless(rgb: Rgb) -> bytes:
    """As a PNG."""
    _, data = cv2.imencode(".png", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
    return data.tobytes()
