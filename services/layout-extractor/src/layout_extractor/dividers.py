"""The line drawn along a seam: one color from end to end, up to where other colors begin at both sides of it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import hex_of
from common.inspiration import Divide

REACH, LEAST, BROAD = 0.1, 0.003, 0.065
"""Of the shorter side: how far from a seam its line may reach, and how narrow and how broad it may be."""
ROWS = 180
"""So many of them say what all of them do."""
ALIKE = 36
"""Levels within which a pixel is of the line's color."""
SAME, OTHER, BETWEEN = 0.85, 0.6, 3
"""Share of its pixels that are of one color in a line (of posts in photographs 0.78), and of a column's
beside it; columns from one to the other.
"""
SEEN = 0.3
"""Of a column, that has to be seen."""

Rgb = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Run = tuple[int, int]


def divide_at(at: float, rgb: Rgb, ground: Mask) -> Divide:
    """An upright seam at a share of the width, in the middle of its line if there is one. A leaning line is none."""
    width, short = rgb.shape[1], min(rgb.shape[:2])
    reach, every = round(REACH * short), max(1, len(rgb) // ROWS)
    left = max(0, round(at * width) - reach)
    columns = slice(left, round(at * width) + reach)
    strip, seen = rgb[::every, columns], ground[::every, columns]
    colors = _usual(strip, seen)
    run = _line_in(strip, seen, colors, short)
    if run is None:
        return Divide(at=round(at, 4))
    start, end = run
    at, color = (left + (start + end) / 2) / width, hex_of(colors[(start + end) // 2].tolist())
    return Divide(at=round(at, 4), line=color, width=round((end - start) / short, 4))


def _usual(strip: Rgb, seen: Mask) -> Rgb:
    """(w, 3): what half of a column's seen pixels are above."""
    ordered = np.sort(np.where(seen[..., None], strip, 0), axis=0)
    hidden = len(seen) - np.count_nonzero(seen, axis=0)
    half = np.minimum(len(seen) - 1, (hidden + len(seen)) // 2)
    return np.asarray(ordered[half, np.arange(len(half))], np.uint8)


def _line_in(strip: Rgb, seen: Mask, colors: Rgb, short: int) -> Run | None:
    """The broadest there is: of a bright line's edges, each may be one column of a color of its own."""
    found, tried = list[Run](), np.zeros(len(colors), bool)
    for column in map(int, np.flatnonzero(_alike(strip, seen, colors) >= SAME)):
        if tried[column]:
            continue
        share = _alike(strip, seen, np.broadcast_to(colors[column], colors.shape))
        start, end = _around(share >= OTHER, column)
        tried[column:end] = True
        if LEAST * short <= end - start <= BROAD * short and _ends(share, start, end):
            found.append((start, end))
    return max(found, key=lambda run: run[1] - run[0], default=None)


def _alike(strip: Rgb, seen: Mask, colors: Rgb) -> NDArray[np.floating]:
    """(w,): of each column, the share that has its color; none of it where hardly anything is seen."""
    near = cv2.absdiff(strip, np.broadcast_to(colors, strip.shape).copy()).max(axis=2) <= ALIKE
    count = np.count_nonzero(seen, axis=0)
    return np.where(count < SEEN * len(seen), 0.0, np.count_nonzero(near & seen, axis=0) / np.maximum(1, count))


def _around(inside: Mask, column: int) -> Run:
    outside = np.flatnonzero(~inside)
    before, after = outside[outside < column], outside[outside > column]
    start = int(before[-1]) + 1 if before.size else 0
    return start, max(column + 1, int(after[0]) if after.size else len(inside))


def _ends(share: NDArray[np.floating], start: int, end: int) -> bool:
    """Whether it is of one color from edge to edge, as no post in a photograph is, and others begin right there."""
    first, last = start - BETWEEN, end + BETWEEN
    if first < 0 or last > len(share) or share[start:end].mean() < SAME:
        return False
    return bool(max(share[first], share[last - 1]) < OTHER)
