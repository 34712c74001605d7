"""A plate behind words: a rectangle of one color, its corners round or not, that ends a little outside the letters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layout_extractor.words.edges import HALF_HUE, STARTS, Ring, alike
from layout_extractor.words.letters import Letters
from layout_extractor.words.shapes import Mask

MOSTLY = 0.8
"""Of a row or column beside the letters, in the plate's color."""
LEAST = 3
SMEARED = 6
"""Pixels from the letters within which JPEG lends a plate their hue."""
REACHES = 0.4
"""Of a stroke's width: nearer to the letters than this no plate ends."""
EDGE = 1.5
"""Pixels beside an outline that may be of either side."""
ROUNDED = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
"""Radii of a plate's corners that are tried, in widths of the stroke it would be."""
PLAIN, WRONG = 12, 0.25
"""Pixels by which a plate must explain more than a stroke; of those that tell both apart, how many may contradict."""


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
    if not ring.flat:  # near to the letters light is of nearly one color, too
        return _rectangle(letters, ring.color, _covered(letters, ring.color, exactly=True))
    return _found(letters, ring.color)[0]


def is_plate(letters: Letters, ring: Ring) -> bool:
    """What looks like a wide stroke: where a rectangle and the letters' outline differ, its color is a rectangle."""
    found, covered = _found(letters, ring.color)
    if found is None or found.pad * (letters.box[3] - letters.box[1]) < REACHES * ring.width:
        return False
    beyond, outlined = letters.away > ring.width + EDGE, letters.away < ring.width - EDGE
    return any(_is_filled(covered, found, radius * ring.width, beyond, outlined) for radius in ROUNDED)


def _found(letters: Letters, color: NDArray[np.float32]) -> tuple[Behind | None, Mask]:
    """The rectangle, and what covers it: of half the hue only where a smeared one hides it, else nights are plates."""
    exactly = _covered(letters, color, exactly=True)
    exact = _rectangle(letters, color, exactly)
    if exact and exact.pad * (letters.box[3] - letters.box[1]) > SMEARED:
        return exact, exactly
    covered = _covered(letters, color)
    found = _rectangle(letters, color, covered)
    return (found, covered) if found else (exact, exactly)


def _covered(letters: Letters, color: NDArray[np.float32], *, exactly: bool = False) -> Mask:
    """Letters, what is of that color, and the edges between both, which are of neither."""
    hue = 1.0 if exactly else HALF_HUE
    return alike(letters.lab, color, hue=hue) | (letters.away < STARTS[1])


def _rectangle(letters: Letters, color: NDArray[np.float32], covered: Mask) -> Behind | None:
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
    return Behind(color, before, above, after + 1, below + 1, pad / max(1, bottom - top))


def _is_filled(covered: Mask, plate: Behind, radius: float, beyond: Mask, outlined: Mask) -> bool:
    """Whether `covered` is the plate with such corners, where that reaches `beyond` the stroke or falls short of it."""
    inside = _inside(plate, radius, covered.shape)
    only_plate, only_stroke = beyond & (inside > EDGE), outlined & (inside < -EDGE)
    right = np.count_nonzero(covered & only_plate) + np.count_nonzero(only_stroke & ~covered)
    wrong = np.count_nonzero(only_plate | only_stroke) - right
    return bool(right - wrong >= PLAIN and wrong <= WRONG * (right + wrong))


def _inside(plate: Behind, radius: float, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Pixels from each place of the crop to the plate's edge, outside of it negative."""
    half_w, half_h = (plate.right - plate.left) / 2, (plate.bottom - plate.top) / 2
    radius = min(radius, half_w, half_h)
    rows, columns = (np.arange(length, dtype=np.float32) + np.float32(0.5) for length in shape[:2])
    across = np.abs(columns - plate.left - half_w)[None] - half_w + radius
    down = np.abs(rows - plate.top - half_h)[:, None] - half_h + radius
    outside = np.hypot(np.maximum(across, 0), np.maximum(down, 0)) + np.minimum(np.maximum(across, down), 0)
    return np.asarray(radius - outside, np.float32)


def _reach(filled: NDArray[np.bool_], start: int, step: int) -> int:
    place = start
    while 0 <= place + step < len(filled) and filled[place + step]:
        place += step
    return place
