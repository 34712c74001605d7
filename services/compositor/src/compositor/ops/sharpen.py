"""Unsharp mask, for pictures that had to grow."""

import cv2

from compositor.ops.operation import Canvas, Op
from compositor.pixels import as_u8

_SIGMA = 1.4


def _apply(picture: Canvas, amount: float) -> Canvas:
    soft = cv2.GaussianBlur(picture.rgb, (0, 0), _SIGMA)
    return picture.with_rgb(as_u8(cv2.addWeighted(picture.rgb, 1 + amount, soft, -amount, 0)))


SHARPEN = Op(_apply, 0, 3)
