"""What may be somebody's mark: a flat drawing that is no sign of ours. It becomes no shape, and models never see it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from common.layout import Box
from common.looking import oklab
from layout_extractor.closeups import closeup
from layout_extractor.clusters import clustered, nearest_of
from layout_extractor.regions import Region
from layout_extractor.signs import Drawn

COLORS = 5
"""With what lies around it in its box: a drawing has no more."""
SAME = 0.05
"""OKLab distance within which pixels have one of them."""
DRAWN = 0.8
"""Of a box, that has one of its few colors: drawings 0.82 and more, photographed things 0.66 at most."""
SIDE = 96
"""Pixels at which a box is looked at."""
BESIDE = 0.012
"""Of the picture's width, between the stripes of one flag."""
ALONG = 0.6
"""Of the shorter of two sides, that they have in common."""


def as_logo(rgb: NDArray[np.uint8], thing: Region) -> Region:
    """A thing of a few flat colors was drawn by somebody: an emblem, a heart on its disc."""
    return replace(thing, flat=True) if _is_drawn(rgb, thing.box) else thing


def flags_in(shapes: Sequence[tuple[Region, Drawn | None]], things: Sequence[Region], width: int) -> list[Region]:
    """What several colors side by side make: a flag, the tiles of a logo. `width` is the picture's."""
    tiles = [one for one, sign in shapes if sign is None or _is_tile(sign)]
    gap, found = BESIDE * width, list[Region]()
    left = [*tiles, *things]
    while left:
        group = [left.pop(0)]
        while more := [one for one in left if any(_adjoin(one.box, other.box, gap) for other in group)]:
            group += more
            left = [one for one in left if one not in more]
        if len(group) > 1 and any(one.flat for one in group):
            alone = any(one.flat and one.alone for one in group)
            found.append(replace(group[0], box=_around(one.box for one in group), flat=True, alone=alone))
    return found


def _is_tile(sign: Drawn) -> bool:
    return sign.sign.kind == "rectangle" and sign.mark is None and sign.outline is None


def _is_drawn(rgb: NDArray[np.uint8], box: Box) -> bool:
    part = closeup(rgb, box, 0).pixels
    factor = min(1.0, SIDE / max(part.shape[:2]))
    small = cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    points = np.ascontiguousarray(oklab(np.asarray(small, np.uint8)).reshape(-1, 3))
    if len(points) < COLORS:
        return False
    centers, _ = clustered(points, COLORS, tries=2)
    away = np.linalg.norm(points - centers[nearest_of(points, centers)], axis=1)
    return float((away < SAME).mean()) >= DRAWN


def _adjoin(one: Box, other: Box, gap: float) -> bool:
    """Side by side or one above the other, along most of a side."""
    return any(abs(_apart(one, other, axis)) < gap and _along(one, other, 1 - axis) >= ALONG for axis in (0, 1))


def _apart(one: Box, other: Box, axis: int) -> float:
    return max(one[axis], other[axis]) - min(one[axis] + one[axis + 2], other[axis] + other[axis + 2])


def _along(one: Box, other: Box, axis: int) -> float:
    return -_apart(one, other, axis) / max(1e-6, min(one[axis + 2], other[axis + 2]))


def _around(boxes: Iterator[Box]) -> Box:
    every = np.array(list(boxes))
    low, high = every[:, :2].min(axis=0), (every[:, :2] + every[:, 2:]).max(axis=0)
    return (*low.tolist(), *(high - low).tolist())
