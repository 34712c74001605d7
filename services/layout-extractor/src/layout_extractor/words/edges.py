"""What lies round the letters: a stroke is a ring of one color that ends; a plate or a flat background does not."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from layout_extractor.words.letters import Letters
from layout_extractor.words.shapes import Mask
from layout_extractor.words.upright import MARGIN

STARTS = (2, 4, 6)
"""Pixels from the letters at which a ring's color is read: nearer it is blended with theirs, JPEG smears it further."""
SAME = 14.0
"""Distance within which pixels of a ring are one color. Hue counts half: JPEG stores it at half the resolution."""
_HALF_HUE = np.array([1.0, 0.5, 0.5], np.float32)
SOLID, GONE = 0.85, 0.75
"""Shares of a ring in the stroke's color: it is there from the one on, and ends below the other."""
APART = 18.0
THINNEST = 2.5
FARTHEST = MARGIN - 6
WIDEST = 0.3
"""Of the letters' height: a ring that is wider is a plate."""
FADED = 7.0
"""Distance between both ends of a ring's color, from which it is light that falls off."""
ABRUPT, STEP = 0.3, 2
"""A stroke ends everywhere at once: the share falls by this much within so many pixels on both sides of its end."""


@dataclass(frozen=True, slots=True)
class Ring:
    """`width` in pixels of the crop, 0 for none; `color` CIELAB of what touches the letters."""

    width: float
    color: NDArray[np.float32]
    flat: bool
    """The color goes on to the end of the crop: a plate, or a background of one color."""
    confidence: float
    fades: bool = False
    """Its color at its end is another one than at its beginning."""


def ring_of(letters: Letters) -> Ring:
    away = distance_from(letters.mask)
    rings = [_ring_from(start, away, letters) for start in STARTS]
    return max(rings, key=lambda ring: (ring.width > 0, ring.flat, ring.confidence))


def distance_from(mask: Mask) -> NDArray[np.float32]:
    """Pixels from each place to the nearest one of the mask."""
    return np.asarray(cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)


def _ring_from(start: int, away: NDArray[np.float32], letters: Letters) -> Ring:
    near = (away >= start) & (away < start + 1.5)
    if not near.any():
        return Ring(0.0, letters.color, flat=False, confidence=0.0)
    color = np.median(letters.lab[near], axis=0)
    alike = np.linalg.norm((letters.lab - color) * _HALF_HUE, axis=2) < SAME
    shares = np.array([_share(alike, away, distance) for distance in range(start, FARTHEST)])
    solid = float(shares[:2].max())
    ends = np.flatnonzero((shares < GONE) & (np.arange(len(shares)) > 0))
    if solid < SOLID or np.linalg.norm(color - letters.color) < APART:
        return Ring(0.0, color, flat=False, confidence=1 - solid / 2)
    if not ends.size:
        return Ring(0.0, color, flat=True, confidence=solid)
    end = int(ends[0])
    width = _crossing(shares, end) + start
    ends_at_once = shares[max(0, end - STEP) : end].max() - shares[min(len(shares) - 1, end + STEP)] > ABRUPT
    _, top, _, bottom = letters.box
    stroke = ends_at_once and THINNEST < width < WIDEST * (bottom - top)
    fades = stroke and _changes(away, letters, start, width)
    return Ring(width if stroke else 0.0, color, flat=False, confidence=solid, fades=fades)


def _changes(away: NDArray[np.float32], letters: Letters, start: int, width: float) -> bool:
    inner, outer = ((away >= at - 0.5) & (away < at + 0.5) for at in (start, max(start + 1, width - STEP)))
    if not (inner.any() and outer.any()):
        return False
    ends = [np.median(letters.lab[ring], axis=0) for ring in (inner, outer)]
    return float(np.linalg.norm((ends[0] - ends[1]) * _HALF_HUE)) > FADED


def _share(alike: NDArray[np.bool_], away: NDArray[np.float32], distance: int) -> float:
    ring = (away >= distance - 0.5) & (away < distance + 0.5)
    return float(alike[ring].mean()) if ring.any() else 0.0


def _crossing(shares: NDArray[np.float64], end: int) -> float:
    """Where the share falls through GONE, between two rings."""
    before, after = float(shares[end - 1]), float(shares[end])
    return end - 1 + max(0.0, before - GONE) / max(before - after, 1e-6)
