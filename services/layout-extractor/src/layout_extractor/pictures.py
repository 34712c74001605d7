"""Stored pictures as arrays."""

import cv2
import numpy as np
from numpy.typing import NDArray

from common.errors import Code, PermanentError
from layout_extractor.readers.reader import Rgb

HALF = 127


def decoded(data: bytes) -> Rgb:
    """Uploads are stored upright and in sRGB. Raises `image_unreadable`."""
    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), flags) if data else None
    if picture is None:
        raise PermanentError(Code.IMAGE_UNREADABLE)
    return np.asarray(picture, np.uint8)


def silhouette_from(data: bytes) -> NDArray[np.bool_]:
    """A stored alpha as a mask. Raises `image_unreadable`."""
    plane = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    if plane is None:
        raise PermanentError(Code.IMAGE_UNREADABLE)
    return np.asarray(plane) > HALF
