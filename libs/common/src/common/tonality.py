"""How light and color are spread over pixels, measured alike wherever it is read and wherever it is painted."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from common.inspiration import Tonality
from common.layout import Box
from common.looking import oklab

AT = (0.02, 0.25, 0.5, 0.75, 0.98)
VIVID = 0.9
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)

SKIN = (0.36, 0.43)
"""Of a face's box, half the width and height of what is skin, eyes and mouth in it, a little below its middle."""
SEEN, FEWEST = 64, 300
"""Pixels of a face's width at which it is looked at, and how many of them have to be free."""
ENDS = (0.05, 0.95)

Pixels = NDArray[np.float32]
"""(n, 3) sRGB, from 0 to 1."""


def tonality_of(pixels: Pixels) -> Tonality:
    levels = (round(float(one), 3) for one in np.quantile(np.clip(pixels @ LUMA, 0, 1), AT))
    dark, lower, middle, upper, light = levels
    color = round(min(1.0, float(np.quantile(chroma_of(pixels), VIVID))), 4)
    return Tonality(levels=(dark, lower, middle, upper, light), color=color)


def chroma_of(pixels: Pixels) -> NDArray[np.float32]:
    """(n,) in OKLab."""
    whole = np.asarray(np.clip(pixels * 255 + 0.5, 0, 255), np.uint8)
    lab = oklab(whole[None])[0]
    return np.asarray(np.hypot(lab[:, 1], lab[:, 2]), np.float32)


@dataclass(frozen=True, slots=True)
class FaceTone:
    """`dark` and `light` are the ends of a face's lightness, 0 to 1; `color` is its skin's OKLab chroma."""

    dark: float
    light: float
    color: float


def face_tone(rgb: NDArray[np.uint8], box: Box, free: NDArray[np.bool_] | None = None) -> FaceTone | None:
    """Of the face in `box` of `rgb` (h, w, 3); None where too little of it is `free` (h, w) of words."""
    x, y, w, h = (round(side) for side in box)
    rows, columns = slice(max(0, y), max(0, y + h)), slice(max(0, x), max(0, x + w))
    part = rgb[rows, columns]
    if min(part.shape[:2]) < 2:  # noqa: PLR2004 - nothing of it is in the picture
        return None
    size = SEEN, max(1, round(SEEN * part.shape[0] / part.shape[1]))
    small = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.float32) / 255
    inside = _oval(size)
    if free is not None:
        inside &= cv2.resize(free[rows, columns].astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) == 1
    pixels = np.asarray(small[inside], np.float32)
    if len(pixels) < FEWEST:
        return None
    dark, light = (float(one) for one in np.quantile(pixels @ LUMA, ENDS))
    return FaceTone(round(dark, 3), round(light, 3), round(float(np.median(chroma_of(pixels))), 4))


def _oval(size: tuple[int, int]) -> NDArray[np.bool_]:
    across, down = ((np.arange(side) + 0.5) / side for side in size)
    away = ((across[None] - 0.5) / SKIN[0]) ** 2 + ((down[:, None] - 0.52) / SKIN[1]) ** 2
    return np.less(away, 1)
