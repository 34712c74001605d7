"""Which part of a picture another shape keeps: the one most of the attention falls on."""

import numpy as np
from numpy.typing import NDArray

from common.catalog import Size
from compositor.geometry import Rect
from compositor.pixels import Picture, resized
from compositor.scoring.measures import saliency

_WIDTH = 160
_CENTER = 0.25
"""How much the middle is preferred where the attention is spread evenly."""


def attended(picture: Picture, canvas: Size) -> Rect:
    """The box of the whole picture, in pixels of the canvas it covers; what sticks out is cut."""
    height, width = picture.shape[:2]
    scale = max(canvas.w / width, canvas.h / height)
    small = resized(np.ascontiguousarray(picture[..., :3]), _WIDTH, max(1, round(_WIDTH * height / width)))
    attention = saliency(small)
    x = _start(attention.sum(axis=0), canvas.w / (width * scale))
    y = _start(attention.sum(axis=1), canvas.h / (height * scale))
    return Rect(-x * width * scale, -y * height * scale, width * scale, height * scale)


def _start(profile: NDArray[np.floating], share: float) -> float:
    """Where the window of that share of the length begins, as a share of the length."""
    size = min(len(profile), max(1, round(share * len(profile))))
    sums = np.convolve(profile, np.ones(size), "valid") / max(float(profile.sum()), 1e-9)
    if len(sums) == 1:
        return 0.0
    offsets = np.linspace(-1, 1, len(sums))
    best = int((sums - _CENTER * offsets**2).argmax())
    return (1.0 - share) * best / (len(sums) - 1)
