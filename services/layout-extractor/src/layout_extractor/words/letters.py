"""Which pixels of an upright crop are the letters: colors are proposals, the text drawn again in every font decides.

A crop's colors fall into a few clusters: fill, stroke, plate, background. Each cluster's shapes are compared with the
text as every font of the catalogue draws it; the letters are the cluster that looks most like letters. No rule about
which color is lighter, or which surrounds which, is needed. A line whose words have two colors is no cluster: where
none looks like the text, two that stand side by side are tried together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from layout_extractor.words.inks import Ink, Lab, inks_of, lab_of, pairs_of
from layout_extractor.words.shapes import Mask, likeness, packed, packed_text
from layout_extractor.words.upright import Upright

CLEAR = 0.8
"""A cluster that looks so much like the text is all of it."""
BETTER = 0.08
"""Two colors must look so much more like the text than one."""
SOLID = 0.25
UNSPELLED = 0.3
"""How much a shape may be taken for letters whose text nobody knows."""


@dataclass(frozen=True)
class Letters:
    """`mask` covers the crop; `color` is CIELAB; `font` the file that draws the text most alike, at `likeness`.

    `parts` are the words of either color where there are two, the larger part first.
    """

    mask: Mask
    color: NDArray[np.float32]
    lab: Lab
    font: Path | None
    likeness: float
    parts: tuple[Ink, ...] = ()

    @cached_property
    def away(self) -> NDArray[np.float32]:
        """Pixels from each place of the crop to the nearest one of the ink."""
        far = cv2.distanceTransform((~self.mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        return np.asarray(far, np.float32)

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the ink, in pixels of the crop."""
        rows, columns = np.flatnonzero(self.mask.any(1)), np.flatnonzero(self.mask.any(0))
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def find_letters(crop: Upright, text: str, fonts: Sequence[Path]) -> Letters | None:
    """None where nothing in the crop has shapes at all, or none that could be letters. Empty text is unknown text."""
    lab = lab_of(crop.rgb)
    inks = list(inks_of(crop, lab))
    if not text:
        return _unspelled(inks, lab, crop)
    best = _best(inks, lab, text, fonts)
    if best is None or best.likeness >= CLEAR:
        return best
    pair = _best(list(pairs_of(inks)), lab, text, fonts)
    return pair if pair is not None and pair.likeness > best.likeness + BETTER else best


def _best(inks: Sequence[Ink], lab: Lab, text: str, fonts: Sequence[Path]) -> Letters | None:
    found = (_judged(ink, lab, text, fonts) for ink in inks)
    return max(found, key=lambda letters: letters.likeness, default=None)


def _judged(ink: Ink, lab: Lab, text: str, fonts: Sequence[Path]) -> Letters:
    seen = packed(ink.mask)
    best = max(((likeness(seen, packed_text(font, text)), font) for font in fonts), default=(0.0, None))
    return Letters(ink.mask, ink.color, lab, best[1], best[0], ink.parts)


def _unspelled(inks: Sequence[Ink], lab: Lab, crop: Upright) -> Letters | None:
    """The shapes that fill most of the box and have the fewest holes: a stroke is a hole where its letters are."""
    best = max(inks, key=lambda ink: _solid(ink.mask, crop), default=None)
    if best is None or _solid(best.mask, crop) < SOLID:
        return None
    return Letters(best.mask, best.color, lab, None, UNSPELLED)


def _solid(mask: Mask, crop: Upright) -> float:
    """From 0 to 1: the share of the box's height and width that it spans, and of its outlines' area that it fills."""
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    filled = cv2.drawContours(np.zeros(mask.shape, np.uint8), outlines, -1, 1, cv2.FILLED)
    rows, columns = crop.inner
    high = np.count_nonzero(mask.any(1)) / (rows.stop - rows.start)
    wide = np.count_nonzero(mask.any(0)) / (columns.stop - columns.start)
    return float(min(1.0, high) * min(1.0, wide) * np.count_nonzero(mask) / max(1, np.count_nonzero(filled)))
