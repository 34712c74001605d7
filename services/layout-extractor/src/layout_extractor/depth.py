"""Which words stand behind the person: where the two overlap, the letters' color is missing from the body."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import rgb_of
from layout_extractor.words.inks import lab_of
from layout_extractor.words.typeset import TypesetLine

OVERLAP = 0.04
"""Of a line's box: less is a touch."""
MISSING = 0.3
"""Times the share of the letters' color on the body to that beside it."""
SAME = 28.0
"""CIE76 of letters to their own color, as when they were found."""
GAPS = 0.35
"""Of the letters' height: letters that lie over a body are holes of this size in what was cut out of it."""


def with_depth(
    rgb: NDArray[np.uint8], lines: Sequence[TypesetLine], silhouette: NDArray[np.bool_] | None
) -> tuple[TypesetLine, ...]:
    """The lines, those behind the body told apart. `silhouette` (h, w)."""
    if silhouette is None or silhouette.shape != rgb.shape[:2]:
        return tuple(lines)
    return tuple(replace(line, behind=_is_behind(rgb, line, silhouette)) for line in lines)


def _is_behind(rgb: NDArray[np.uint8], line: TypesetLine, silhouette: NDArray[np.bool_]) -> bool:
    x, y, w, h = cv2.boundingRect(line.quad)
    rows, columns = slice(max(0, y), max(0, y + h)), slice(max(0, x), max(0, x + w))
    body = _closed(silhouette[rows, columns], line.height)
    if not body.size:
        return False
    covered = np.zeros(body.shape, np.uint8)
    cv2.fillPoly(covered, [(line.quad - (columns.start, rows.start)).round().astype(np.int32)], 1)
    box = covered == 1
    if np.count_nonzero(box & body) < OVERLAP * max(1, np.count_nonzero(box)) or not (box & ~body).any():
        return False
    ink = _inked(rgb[rows, columns], line)
    return float(ink[box & body].mean()) < MISSING * float(ink[box & ~body].mean())


def _closed(body: NDArray[np.bool_], height: float) -> NDArray[np.bool_]:
    size = max(3, round(GAPS * height)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return cv2.morphologyEx(body.astype(np.uint8), cv2.MORPH_CLOSE, kernel) == 1 if body.size else body


def _inked(rgb: NDArray[np.uint8], line: TypesetLine) -> NDArray[np.bool_]:
    lab = lab_of(rgb)
    found = np.zeros(rgb.shape[:2], bool)
    for color in _colors(line):
        found |= np.linalg.norm(lab - lab_of(np.array([[rgb_of(color)]], np.uint8))[0, 0], axis=2) < SAME
    return found


def _colors(line: TypesetLine) -> Iterator[str]:
    return (color for color in (line.fill.color, line.fill.bottom, line.fill.accent) if color)
