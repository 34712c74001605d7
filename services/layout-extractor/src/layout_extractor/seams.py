"""Straight seams through a whole photograph: pictures beside each other, as before and after are shown.

Along a seam both sides differ, and the sharpest step of each row is at the very same place. The edge of a tower leans
or wobbles. A horizon does neither: a level edge counts only with a line along it or an upright seam, but in drawings.
"""

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from common.inspiration import Divide
from layout_extractor.dividers import divide_at

WIDTH, HEIGHT = 640, 360
"""Pixels across a seam and along it at which it is measured."""
STEP, AROUND, BESIDE = 10, 12, 5
"""Levels between a pixel's neighbors: less is no edge. Pixels to both sides among which a row's step is the sharpest,
and within which it is in one place with the others'.
"""
APART, GAP, WIDE = 18, 6, 10
"""Levels between the two sides; pixels between them, for a line drawn along the seam, and of each."""
PARTS = 0.74
"""Share of the rows that differ, times that of steps in one place: photographs 0.7 at most, two of them beside each
other, also with a line of one color between them, 0.78 in nine of ten cases.
"""
SEEN = 0.4
"""Of a seam, that has to be seen."""
LEAST_PART = 0.12
"""Of the width, from one seam or edge to the next."""
MOST = 3

Rgb = NDArray[np.uint8]
Mask = NDArray[np.bool_]


def upright_seams(rgb: Rgb, ground: Mask) -> tuple[Divide, ...]:
    """From the left edge to the right one; `ground` (h, w) marks the background."""
    parting = _parting(rgb, ground)
    width, found = len(parting), list[int]()
    likely = np.flatnonzero(parting >= PARTS)
    for at in map(int, likely[np.argsort(-_centered(parting)[likely], kind="stable")]):
        if all(abs(at - other) > LEAST_PART * width for other in (0, *found, width)):
            found.append(at)
    return tuple(divide_at((at + 0.5) / width, rgb, ground) for at in sorted(found[:MOST]))


def level_seams(rgb: Rgb, ground: Mask) -> tuple[Divide, ...]:
    """From the upper edge to the lower one."""
    return upright_seams(np.ascontiguousarray(rgb.transpose(1, 0, 2)), np.ascontiguousarray(ground.T))


def _parting(rgb: Rgb, ground: Mask) -> NDArray[np.floating]:
    """(w,): how much each place parts what is seen beside it, from 0 to 1."""
    size = min(WIDTH, rgb.shape[1]), min(HEIGHT, rgb.shape[0])
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    shown = cv2.resize(ground.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    seen = cv2.erode(shown, _row(AROUND)) == 1
    rows = np.maximum(1, seen.sum(axis=0))
    votes, differing = ((one & seen).sum(axis=0) / rows for one in (_steps_in_place(small), _sides_apart(small)))
    nearby = np.asarray(cv2.dilate(differing[None], _row(BESIDE)))[0]
    return np.where(rows < SEEN * len(small), 0.0, votes * nearby)


def _centered(parting: NDArray[np.floating]) -> NDArray[np.floating]:
    """Largest in the middle of a seam, both edges of a line along it taken together."""
    return np.asarray(cv2.blur(parting[None].astype(np.float32), (2 * BESIDE + 1, 1)))[0]


def _steps_in_place(small: MatLike) -> Mask:
    """Where a row has its sharpest step nearby."""
    steps = _apart(small, 1)
    sharpest = (steps >= cv2.dilate(steps, _row(AROUND))) & (steps > STEP)
    return np.asarray(cv2.dilate(sharpest.astype(np.uint8), _row(BESIDE)) == 1)


def _sides_apart(small: MatLike) -> Mask:
    """Where the colors left and right of a place differ."""
    return _apart(cv2.blur(small, (WIDE, 3)), GAP + WIDE // 2) > APART


def _apart(small: MatLike, away: int) -> Rgb:
    """(h, w): levels between what lies so far to the left and to the right, in the color plane where it is most."""
    red, green, blue = cv2.split(cv2.absdiff(small[:, : -2 * away], small[:, 2 * away :]))
    most = cv2.max(cv2.max(red, green), blue)
    return np.asarray(cv2.copyMakeBorder(most, 0, 0, away, away, cv2.BORDER_CONSTANT, value=0), np.uint8)


def _row(reach: int) -> NDArray[np.uint8]:
    return np.ones((1, 2 * reach + 1), np.uint8)
