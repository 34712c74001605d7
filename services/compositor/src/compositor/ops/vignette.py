"""Darker corners: eyes go where the light is. The amount is how much light the corners lose."""

import cv2
import numpy as np

from compositor.ops.operation import Canvas, Op
from compositor.pixels import as_u8

_GRID = 65
"""The light is computed on so many points a side and interpolated: it is smooth."""


def _apply(picture: Canvas, amount: float) -> Canvas:
    h, w = picture.rgb.shape[:2]
    rows = np.linspace(-1, 1, _GRID, dtype=np.float32)[:, None] ** 2
    columns = np.linspace(-1, 1, _GRID, dtype=np.float32)[None] ** 2
    # Third order in the distance: the middle half of the picture is left alone.
    coarse = (255.5 - 255 * amount * ((rows + columns) / 2) ** 1.5).astype(np.uint8)
    light = cv2.resize(coarse, (w, h), interpolation=cv2.INTER_LINEAR)
    return picture.with_rgb(as_u8(cv2.multiply(picture.rgb, cv2.merge((light, light, light)), scale=1 / 255)))


VIGNETTE = Op(_apply, 0, 1)
