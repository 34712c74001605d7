"""Hide where the photo's frame cut a body that cannot leave through the canvas's edge. Amounts are canvas pixels.

At a side the straight cut becomes a shoulder: the corner above it is rounded off, and what is left reads as an arm.
Hair cut at the top gets a round crown. Below, the body fades into the scene.
"""

import numpy as np
from numpy.typing import NDArray

from compositor.ops.operation import Canvas, Op
from compositor.pixels import Mask

_BODY = 128
_SLOPE = 0.9
"""A shoulder rises no steeper than this over the radius."""
_TOUCHES = 3
"""Columns or rows at the frame that count as touching it."""


def _tops(alpha: Mask) -> NDArray[np.intp]:
    """The first body row of each column; the height where there is none."""
    body = alpha > _BODY
    first = np.asarray(body.argmax(axis=0), np.intp)
    return np.where(body.any(axis=0), first, np.intp(alpha.shape[0]))


def _rounded_left(alpha: Mask, radius: float) -> Mask:
    """Inside the ellipse from the shoulder line, up to `radius` inside, to a vertical tangent at the frame.

    Hair that rises above the shoulder nearer to the frame ends the rounding there: it is no part of the arm.
    """
    tops = _tops(alpha[:, : max(2, round(radius))])
    contact = int(tops[:_TOUCHES].min())
    if radius < 1 or contact >= alpha.shape[0]:
        return alpha
    steep = np.flatnonzero(tops < contact - radius * _SLOPE)
    reach = int(steep[0]) if len(steep) else len(tops)
    if reach < 1:
        return alpha
    shoulder = int(tops[reach - 1])
    drop = max(1.0, contact - shoulder) + radius
    x = (reach - np.arange(reach, dtype=np.float32) - 0.5) / reach
    edge = shoulder + drop * (1 - np.sqrt(np.clip(1 - x * x, 0, 1)))
    return _kept_below(alpha, slice(0, reach), edge)


def _rounded_top(alpha: Mask, radius: float) -> Mask:
    columns = np.flatnonzero((alpha[:_TOUCHES] > _BODY).any(axis=0))
    if not len(columns):
        return alpha
    middle, half = (columns[0] + columns[-1]) / 2, (columns[-1] - columns[0]) / 2 + radius * 0.6 + 1
    x = np.clip((np.arange(alpha.shape[1], dtype=np.float32) - middle) / half, -1, 1)
    edge = radius * 1.6 * (1 - np.sqrt(1 - x * x))
    inside = np.abs(x) < 1
    return _kept_below(alpha, slice(None), np.where(inside, edge, 0))


def _kept_below(alpha: Mask, columns: slice, edge: NDArray[np.floating]) -> Mask:
    """Empty above `edge` (a row per column), with one anti-aliased pixel at it."""
    rows = np.arange(alpha.shape[0], dtype=np.float32)[:, None]
    keep = np.clip(rows + 1 - edge[None].astype(np.float32), 0, 1)
    out = alpha.copy()
    out[:, columns] = (alpha[:, columns] * keep).astype(np.uint8)
    return out


def _faded_bottom(alpha: Mask, length: float) -> Mask:
    rows = np.flatnonzero((alpha > _BODY).any(axis=1))
    if not len(rows) or length < 1:
        return alpha
    left = np.clip((rows[-1] + 1 - np.arange(alpha.shape[0], dtype=np.float32)) / length, 0, 1)
    keep = left * left * (3 - 2 * left)
    return (alpha * keep[:, None]).astype(np.uint8)


def _left(picture: Canvas, radius: float) -> Canvas:
    return picture if picture.alpha is None else picture.with_alpha(_rounded_left(picture.alpha, radius))


def _right(picture: Canvas, radius: float) -> Canvas:
    if picture.alpha is None:
        return picture
    mirrored = _rounded_left(picture.alpha[:, ::-1], radius)
    return picture.with_alpha(np.ascontiguousarray(mirrored[:, ::-1]))


def _top(picture: Canvas, radius: float) -> Canvas:
    return picture if picture.alpha is None else picture.with_alpha(_rounded_top(picture.alpha, radius))


def _bottom(picture: Canvas, length: float) -> Canvas:
    return picture if picture.alpha is None else picture.with_alpha(_faded_bottom(picture.alpha, length))


TAPER_LEFT = Op(_left, 0, 4096)
TAPER_RIGHT = Op(_right, 0, 4096)
TAPER_TOP = Op(_top, 0, 4096)
TAPER_BOTTOM = Op(_bottom, 0, 4096)
