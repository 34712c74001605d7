"""Straight seams through a whole photograph: pictures beside each other, as before and after are shown.

Along a seam both sides differ, and the sharpest step of each row is at the very same place. The edge of a tower leans
or wobbles. A horizon does neither, so what lies above and below is parted in drawings alone.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH = 640
"""Pixels of the picture's width at which it is measured."""
STEP, AROUND, BESIDE = 10.0, 12, 5
"""Levels between a pixel's neighbors: less is no edge. Pixels to both sides among which a row's step is the sharpest,
and within which it is in one place with the others'.
"""
APART, GAP, WIDE = 18.0, 6, 10
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
Floats = NDArray[np.float32]


def upright_seams(rgb: Rgb, ground: Mask) -> tuple[float, ...]:
    """Places from 0 for the left edge to 1; `ground` (h, w) marks the background."""
    parting = _parting(rgb, ground)
    width, found = len(parting), list[int]()
    likely = np.flatnonzero(parting >= PARTS)
    for at in map(int, likely[np.argsort(-_centered(parting)[likely], kind="stable")]):
        if all(abs(at - other) > LEAST_PART * width for other in (0, *found, width)):
            found.append(at)
    return tuple(sorted(round((at + 0.5) / width, 4) for at in found[:MOST]))


def level_seams(rgb: Rgb, ground: Mask) -> tuple[float, ...]:
    """Places from 0 for the upper edge to 1."""
    return upright_seams(np.ascontiguousarray(rgb.transpose(1, 0, 2)), np.ascontiguousarray(ground.T))


def _parting(rgb: Rgb, ground: Mask) -> NDArray[np.floating]:
    """(w,): how much each place parts what is seen beside it, from 0 to 1."""
    factor = min(1.0, WIDTH / rgb.shape[1])
    small = cv2.resize(rgb, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.float32)
    shown = cv2.resize(ground.astype(np.uint8), small.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    seen = cv2.erode(shown, _row(AROUND)) == 1
    rows = np.maximum(1, seen.sum(axis=0))
    votes, differing = ((one & seen).sum(axis=0) / rows for one in (_steps_in_place(small), _sides_apart(small)))
    nearby = np.asarray(cv2.dilate(differing[None], _row(BESIDE)))[0]
    return np.where(rows < SEEN * len(small), 0.0, votes * nearby)


def _centered(parting: NDArray[np.floating]) -> NDArray[np.floating]:
    """Largest in the middle of a seam, both edges of a line along it taken together."""
    return np.asarray(cv2.blur(parting[None].astype(np.float32), (2 * BESIDE + 1, 1)))[0]


def _steps_in_place(small: Floats) -> Mask:
    """Where a row has its sharpest step nearby."""
    steps = np.abs(cv2.filter2D(small, -1, np.array([[-1.0, 0, 1]]), borderType=cv2.BORDER_REPLICATE)).max(axis=2)
    sharpest = (steps >= cv2.dilate(steps, _row(AROUND))) & (steps > STEP)
    return np.asarray(cv2.dilate(sharpest.astype(np.uint8), _row(BESIDE)) == 1)


def _sides_apart(small: Floats) -> Mask:
    """Where the colors left and right of a place differ."""
    means, away = cv2.blur(small, (WIDE, 3)), GAP + WIDE // 2
    apart = np.zeros(small.shape[:2], bool)
    apart[:, away:-away] = np.abs(means[:, : -2 * away] - means[:, 2 * away :]).max(axis=2) > APART
    return apart


def _row(reach: int) -> NDArray[np.uint8]:
    return np.ones((1, 2 * reach + 1), np.uint8)
