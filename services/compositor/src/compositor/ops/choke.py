"""Pull the edge of a cut-out inwards by so many canvas pixels: the outermost ring carries the old background."""

import cv2
import numpy as np

from compositor.ops.operation import Canvas, Op
from compositor.pixels import as_u8


def _apply(picture: Canvas, pixels: float) -> Canvas:
    if picture.alpha is None or not pixels:
        return picture
    size = 2 * max(1, round(pixels)) + 1
    thin = cv2.erode(picture.alpha, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    part = min(1.0, pixels)  # less than one pixel is a blend with the untouched edge
    return picture.with_alpha(
        as_u8(cv2.addWeighted(thin, part, picture.alpha, 1 - part, 0) if part < 1 else np.asarray(thin))
    )


CHOKE = Op(_apply, 0, 20)
