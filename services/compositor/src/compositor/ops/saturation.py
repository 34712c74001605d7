"""More or less color at the same luminance; -1 is grayscale."""

import cv2
import numpy as np

from compositor.ops.operation import Canvas, Op
from compositor.pixels import as_u8

_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


def _apply(picture: Canvas, amount: float) -> Canvas:
    matrix = np.eye(3, dtype=np.float32) * (1 + amount) - np.tile(_LUMA * amount, (3, 1))
    return picture.with_rgb(as_u8(cv2.transform(picture.rgb, matrix)))


SATURATION = Op(_apply, -1, 1.5)
