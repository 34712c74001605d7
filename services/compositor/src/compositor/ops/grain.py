"""Film grain of one sigma in levels, the same at every size and on every machine."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from compositor.ops.operation import Canvas, Op
from compositor.pixels import Rgb, as_u8

_TILE = 509
"""A prime: repeats line up with nothing in the picture."""


@cache
def _tile() -> NDArray[np.float32]:
    noise = np.random.default_rng(1928).standard_normal((_TILE, _TILE)).astype(np.float32)
    return np.clip(noise, -3, 3)


def grained(rgb: Rgb, sigma: float) -> Rgb:
    h, w = rgb.shape[:2]
    noise = np.round(_tile() * sigma).astype(np.int16)
    sheet = np.tile(noise, (-(-h // _TILE), -(-w // _TILE)))[:h, :w]
    return as_u8(cv2.add(rgb, cv2.merge((sheet, sheet, sheet)), dtype=cv2.CV_8U))


def _apply(picture: Canvas, sigma: float) -> Canvas:
    return picture.with_rgb(grained(picture.rgb, sigma)) if sigma else picture


GRAIN = Op(_apply, 0, 30)
