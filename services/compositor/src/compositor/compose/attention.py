"""Which part of a picture another shape keeps: the one most of the attention falls on."""

import numpy as np
from numpy.typing import NDArray

from common.catalog import Size
from compositor.geometry import Rect
from compositor.pixels import Picture, resized
from compositor.scoring.measures import saliency

_WIDTH = 160
_FACE = 3.0
"""How much a face draws beside all the rest together."""
_CENTER = 0.25
"""How much the middle is preferred where the attention is spread evenly."""


def attended(picture: Picture, canvas: Size, head: Rect | None = None) -> Rect:
    """The box of the whole picture, in pixels of the canvas it covers; what sticks out is cut.

    `head` is in pixels of the picture.
    """
    height, width = picture.shape[:2]
    scale = max(canvas.w / width, canvas.h / height)
    small = resized(np.ascontiguousarray(picture[..., :3]), _WIDTH, max(1, round(_WIDTH * height / width)))
    attention = saliency(small)
    if head is not None:
        box = head.scaled(attention.shape[1] / width)
        rows, columns = slice(max(0, int(box.y)), int(box.bottom) + 1), slice(max(0, int(box.x)), int(box.right) + 1)
        attention[rows, columns] += _FACE / max(1.0, box.area)
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


def covering_box(picture: Picture, canvas: Size) -> Rect:
    """Where the whole picture lies when it covers the canvas from its middle."""
    height, width = picture.shape[:2]
    scale = max(canvas.w / width, canvas.h / height)
    return Rect((canvas.w - width * scale) / 2, (canvas.h - height * scale) / 2, width * scale, height * scale)


def shown_at(part: Rect, picture: Picture, box: Rect) -> Rect:
    """A part of a picture, where the canvas shows it that lays the whole picture at `box`."""
    return part.scaled(box.w / picture.shape[1]).moved(box.x, box.y)


def seen_in(part: Rect, picture: Picture, box: Rect) -> Rect:
    """The other way round: from the canvas to the picture."""
    return part.moved(-box.x, -box.y).scaled(picture.shape[1] / box.w)
