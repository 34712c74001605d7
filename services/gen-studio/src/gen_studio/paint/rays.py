"""Rays out of a point: sunbursts and speed lines."""

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from gen_studio.paint.canvas import Field, Floats, Patch
from gen_studio.paint.light import Point

_TURN = 2 * np.pi
_TABLE = 16384
Angles = NDArray[np.floating[Any]]


def rays(center: Point, edges: Angles) -> Field:
    """Wedges from every even to the following odd one of `edges`: radians, ascending within one turn.

    Edges stay one pixel soft at any distance because coverage is measured along the arc.
    """
    table = _arc_to_edge((np.arange(_TABLE) + 0.5) * (_TURN / _TABLE), edges).astype(np.float32)

    def field(patch: Patch) -> Floats:
        radius, angle = polar(center, patch)
        index = np.minimum((angle * np.float32(_TABLE / _TURN)).astype(np.int32), _TABLE - 1)
        return np.clip(np.take(table, index) * radius / np.float32(patch.px) + np.float32(0.5), 0, 1)

    return field


def polar(center: Point, patch: Patch) -> tuple[Floats, Floats]:
    """Distance in units, and angle from 0 to a full turn, clockwise from the right."""
    radius, angle = cv2.cartToPolar(*patch.from_point(center))
    return np.asarray(radius, np.float32), np.asarray(angle, np.float32)


def even_rays(count: int, turn: float, fill: float = 0.5) -> Angles:
    """Edges of `count` equal wedges that take `fill` of the circle, turned by `turn` radians."""
    starts = turn + np.arange(count) * _TURN / count
    return np.stack([starts, starts + fill * _TURN / count], axis=1).ravel()


def ragged_rays(rng: np.random.Generator, count: int, fill: tuple[float, float]) -> Angles:
    """Edges of wedges of uneven width and place; `fill` bounds how much of its share each takes."""
    share = _TURN / count
    starts = (np.arange(count) + rng.uniform(0, 0.35, count)) * share
    return np.stack([starts, starts + rng.uniform(*fill, count) * share * 0.65], axis=1).ravel()


def _arc_to_edge(angles: Angles, edges: Angles) -> Angles:
    """Radians to the nearest edge, positive inside a wedge."""
    turned, own = (angles - edges[0]) % _TURN, edges - edges[0]
    after = cast("NDArray[np.intp]", np.searchsorted(own, turned, side="right"))
    circle = np.concatenate([own, [_TURN]])
    nearest = np.minimum(turned - circle[after - 1], circle[after] - turned)
    return nearest * (2 * (after % 2) - 1)
