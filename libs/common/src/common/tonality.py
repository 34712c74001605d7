"""How light and color are spread over pixels, measured alike wherever it is read and wherever it is painted."""

import numpy as np
from numpy.typing import NDArray

from common.inspiration import Tonality
from common.looking import oklab

AT = (0.02, 0.25, 0.5, 0.75, 0.98)
VIVID = 0.9
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)

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
