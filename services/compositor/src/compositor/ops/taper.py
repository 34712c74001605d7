"""Hide where the photo's frame cut a body that cannot leave through the canvas's edge. Amounts are canvas pixels.

At a side the straight cut becomes a shoulder: the corner above it is rounded off, and what is left reads as an arm.
Hair cut at the top gets a round crown. Below, the body fades into the scene.
"""

import numpy as np
from numpy.typing import NDArray

from compositor.ops.operation import Canvas, Op
from compositor.pixels import Mask

_BODY = 128
_TOUCHES = 3
"""Columns or rows at the frame that count as touching it."""


def _first_row(alpha: Mask) -> int | None:
    rows = np.flatnonzero((alpha > _BODY).any(axis=1))
    return int(rows[0]) if len(rows) else None


def _rounded_left(alpha: Mask, radius: float) -> Mask:
    """Inside the ellipse that runs from the shoulder line, `radius` inside, to a vertical tangent at the frame."""
    reach = min(round(radius), alpha.shape[1] - 1)
    contact, shoulder = _first_row(alpha[:, :_TOUCHES]), _first_row(alpha[:, reach : reach + 1])
    if reach < 1 or contact is None or shoulder is None:
        return alpha
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
