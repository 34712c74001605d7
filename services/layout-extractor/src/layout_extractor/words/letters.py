"""Which pixels of an upright crop are the letters: colors are proposals, the text drawn again in every font decides.

A crop's colors fall into a few clusters: fill, stroke, plate, background. Each cluster's shapes are compared with the
text as every font of the catalogue draws it; the letters are the cluster that looks most like letters. No rule about
which color is lighter, or which surrounds which, is needed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from layout_extractor.words.shapes import Mask, drawn, likeness, packed
from layout_extractor.words.upright import Upright

CLUSTERS = 6
ALIKE = 9.0
"""Clusters nearer than this (CIE76) are one color."""
SAME = 28.0
"""How far letters may be from their own median color: shading, compression, blended edges."""
NEAR = 0.1
"""Of a crop's inner height: how far letters may reach over the engine's box."""
SPECK = 0.003
"""Of the squared inner height: smaller shapes are noise."""
DUST = 0.12
"""Of the median shape's area: less than this is no letter; a dot or an apostrophe is more."""
Lab = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Letters:
    """`mask` covers the crop; `color` is CIELAB; `font` the file that draws the text most alike, at `likeness`."""

    mask: Mask
    color: NDArray[np.float32]
    lab: Lab
    font: Path | None
    likeness: float

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the ink, in pixels of the crop."""
        rows, columns = np.flatnonzero(self.mask.any(1)), np.flatnonzero(self.mask.any(0))
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def find_letters(crop: Upright, text: str, fonts: Sequence[Path]) -> Letters | None:
    """None where nothing in the crop has shapes at all."""
    lab = lab_of(crop.rgb)
    found = [_judged(mask, color, lab, text, fonts) for mask, color in _proposals(crop, lab)]
    return max(found, key=lambda letters: letters.likeness, default=None)


def lab_of(rgb: NDArray[np.uint8]) -> Lab:
    """CIELAB, D65: L from 0 to 100."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def _judged(mask: Mask, color: NDArray[np.float32], lab: Lab, text: str, fonts: Sequence[Path]) -> Letters:
    seen = packed(mask)
    best = max(((likeness(seen, packed(drawn(font, text))), font) for font in fonts), default=(0.0, None))
    return Letters(mask, color, lab, best[1], best[0])


def _proposals(crop: Upright, lab: Lab) -> Iterator[tuple[Mask, NDArray[np.float32]]]:
    inner = lab[crop.inner]
    pixels = inner.reshape(-1, 3)
    pixels = np.ascontiguousarray(pixels[:: max(1, len(pixels) // 6000)])
    cv2.setRNGSeed(1)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 0.5)
    found = cv2.kmeans(pixels, min(CLUSTERS, len(pixels)), cast("Any", None), criteria, 2, cv2.KMEANS_PP_CENTERS)
    centers = np.asarray(_merged(np.asarray(found[2], np.float32)), np.float32)
    distances = np.linalg.norm(lab[:, :, None] - centers[None, None], axis=3)
    nearest = distances.argmin(axis=2)
    for place in range(len(centers)):
        mask = _letterlike(nearest == place, crop)
        if not mask.any():
            continue
        color = np.median(lab[mask], axis=0)
        mask = _without_dust(mask & (np.linalg.norm(lab - color, axis=2) < SAME))
        if mask.any():
            yield mask, color


def _merged(centers: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    kept: list[NDArray[np.float32]] = []
    for center in centers:
        if all(np.linalg.norm(center - other) >= ALIKE for other in kept):
            kept.append(center)
    return kept


def _letterlike(mask: Mask, crop: Upright) -> Mask:
    """Without what runs out of the crop, lies outside the engine's box, or is dust."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    height, width = mask.shape
    rows, columns = crop.inner
    tall = rows.stop - rows.start
    slack = NEAR * tall
    left, top = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    right, bottom = left + stats[:, cv2.CC_STAT_WIDTH], top + stats[:, cv2.CC_STAT_HEIGHT]
    inside = (left >= columns.start - slack) & (right <= columns.stop + slack)
    inside &= (top >= rows.start - slack) & (bottom <= rows.stop + slack)
    inside &= (left > 0) & (top > 0) & (right < width) & (bottom < height)
    inside &= stats[:, cv2.CC_STAT_AREA] >= SPECK * tall * tall
    inside[0] = False
    return inside[labels] if count > 1 else np.zeros_like(mask)


def _without_dust(mask: Mask) -> Mask:
    """Without what is much smaller than letters, or stands out of their row."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    if count == 1:
        return mask
    area, top = stats[:, cv2.CC_STAT_AREA].astype(float), stats[:, cv2.CC_STAT_TOP]
    bottom = top + stats[:, cv2.CC_STAT_HEIGHT]
    usual = _weighted_median(area[1:])
    letters = area >= usual / 3
    letters[0] = False
    inside = (top >= top[letters].min() - 2) & (bottom <= bottom[letters].max() + 2)
    keep = letters | (inside & (area >= DUST * usual))
    keep[0] = False
    return keep[labels]


def _weighted_median(values: NDArray[np.float64]) -> float:
    """Each value counts as often as it is large: many specks do not outvote a few letters."""
    ordered = np.sort(values)
    return float(ordered[np.searchsorted(np.cumsum(ordered), ordered.sum() / 2)])
