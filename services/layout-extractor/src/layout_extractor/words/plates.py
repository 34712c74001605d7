"""A plate behind words: a rectangle of one color that ends a little outside the letters."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layout_extractor.words.edges import SAME, STARTS, Ring
from layout_extractor.words.letters import Letters

MOSTLY = 0.8
"""Of a row or column beside the letters, in the plate's color."""
LEAST = 3
REACHES, FILLED = 0.8, 0.85
"""Of a stroke's width, and of what a stroke would leave free in the corners and between the letters."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Sides in pixels of the crop; `pad` as a share of the letters' height."""

    color: NDArray[np.float32]
    left: int
    top: int
    right: int
    bottom: int
    pad: float


def plate_behind(letters: Letters, ring: Ring) -> Behind | None:
    """None where the color goes on above or below, to both sides, or hardly leaves the letters."""
    if ring.width or ring.confidence < MOSTLY:
        return None
    near = np.linalg.norm(letters.lab - ring.color, axis=2) < SAME
    covered = near | (letters.away < STARTS[1])  # their edges are of neither color
    left, top, right, bottom = letters.box
    height, width = letters.mask.shape
    rows = covered[:, left:right].mean(1) > MOSTLY
    columns = covered[top:bottom].mean(0) > MOSTLY
    above, below = _reach(rows, top, -1), _reach(rows, bottom - 1, 1)
    before, after = _reach(columns, left, -1), _reach(columns, right - 1, 1)
    closed = above > 0 and below < height - 1 and (before > 0 or after < width - 1)
    pad = min(top - above, below - bottom + 1)
    if not closed or pad < LEAST:
        return None
    return Behind(ring.color, before, above, after + 1, below + 1, pad / max(1, bottom - top))


def is_plate(letters: Letters, ring: Ring) -> bool:
    """What looks like a wide stroke: its color fills a rectangle that ends as far from the letters as it does."""
    found = plate_behind(letters, replace(ring, width=0.0))
    _, top, _, bottom = letters.box
    if found is None or found.pad * (bottom - top) < REACHES * ring.width:
        return False
    corners = letters.away > ring.width + 1
    corners[: found.top] = corners[found.bottom :] = False
    corners[:, : found.left] = corners[:, found.right :] = False
    colors = letters.lab[corners]
    return bool(len(colors)) and float((np.linalg.norm(colors - ring.color, axis=1) < SAME).mean()) > FILLED


def _reach(filled: NDArray[np.bool_], start: int, step: int) -> int:
    place = start
    while 0 <= place + step < len(filled) and filled[place + step]:
        place += step
    return place
