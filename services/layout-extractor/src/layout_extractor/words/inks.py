"""Which colors of a crop could be its letters: a few clusters, without dust and what runs out of the crop."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from layout_extractor.clusters import clustered, middle_of, nearest_of
from layout_extractor.words.shapes import Mask
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
LEVEL = 0.25
"""Of the height of words in two colors: so far apart their upper and lower ends may be."""
INTERLEAVED = 0.15
"""Of the columns of the narrower part: words in two colors stand beside each other, not in one another."""
Lab = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ink:
    """Shapes in one color, or in two: then `parts` holds either. `mask` covers the crop, `color` is CIELAB."""

    mask: Mask
    color: NDArray[np.float32]
    parts: tuple["Ink", ...] = ()


def lab_of(rgb: NDArray[np.uint8]) -> Lab:
    """CIELAB, D65: L from 0 to 100."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def pairs_of(inks: Sequence[Ink]) -> Iterator[Ink]:
    """Two inks that stand at one level and side by side, as one line in two colors; the larger one gives its color."""
    for one, other in combinations(inks, 2):
        if _side_by_side(one.mask, other.mask):
            parts = tuple(sorted((one, other), key=lambda ink: -np.count_nonzero(ink.mask)))
            yield Ink(one.mask | other.mask, parts[0].color, parts)


def _side_by_side(one: Mask, other: Mask) -> bool:
    (top, bottom), (other_top, other_bottom) = _rows(one), _rows(other)
    slack = LEVEL * max(bottom - top, other_bottom - other_top)
    level = abs(top - other_top) <= slack and abs(bottom - other_bottom) <= slack
    columns, others = one.any(0), other.any(0)
    shared = np.count_nonzero(columns & others) / max(1, min(np.count_nonzero(columns), np.count_nonzero(others)))
    return bool(level and shared <= INTERLEAVED)


def _rows(mask: Mask) -> tuple[int, int]:
    rows = np.flatnonzero(mask.any(1))
    return int(rows[0]), int(rows[-1]) + 1


def inks_of(crop: Upright, lab: Lab) -> Iterator[Ink]:
    inner = lab[crop.inner]
    pixels = inner.reshape(-1, 3)
    pixels = np.ascontiguousarray(pixels[:: max(1, len(pixels) // 6000)])
    found, _ = clustered(pixels, CLUSTERS, tries=2, rounds=12, still=0.5)
    centers = np.asarray(_merged(found), np.float32)
    nearest = nearest_of(lab, centers)
    for place in range(len(centers)):
        mask = _letterlike(nearest == place, crop)
        if not mask.any():
            continue
        colors = lab[mask]
        color = middle_of(colors)
        mask[mask] = np.linalg.norm(colors - color, axis=1) < SAME
        mask = _without_dust(mask)
        if mask.any():
            yield Ink(mask, color)


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
