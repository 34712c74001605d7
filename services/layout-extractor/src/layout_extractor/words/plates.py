"""A plate behind words: a rectangle of one color that ends a little outside the letters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layout_extractor.words.edges import SAME, Ring
from layout_extractor.words.letters import Letters

MOSTLY = 0.8
"""Of a row or column beside the letters, in the plate's color."""
LEAST = 3


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
    covered = near | letters.mask
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


def _reach(filled: NDArray[np.bool_], start: int, step: int) -> int:
    place = start
    while 0 <= place + step < len(filled) and filled[place + step]:
        place += step
    return place
