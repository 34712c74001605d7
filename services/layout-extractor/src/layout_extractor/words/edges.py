"""What lies round the letters: a stroke is a ring of one color that ends; a plate or a flat background does not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layout_extractor.clusters import middle_of
from layout_extractor.words.inks import Lab
from layout_extractor.words.letters import Letters
from layout_extractor.words.upright import MARGIN

STARTS = (2, 4, 6)
"""Pixels from the letters at which a ring's color is read: nearer it is blended with theirs, JPEG smears it further."""
SAME = 14.0
"""Distance within which pixels of a ring are one color. Hue counts half: JPEG stores it at half the resolution."""
HALF_HUE = 0.5
SOLID, GONE = 0.85, 0.75
"""Shares of a ring in the stroke's color: it is there from the one on, and ends below the other."""
APART = 18.0
THINNEST = 2.5
FARTHEST = MARGIN - 6
WIDEST = 0.3
"""Of the letters' height: a ring that is wider is a plate."""
FADED = 7.0
"""Distance between both ends of a ring's color, from which it is light that falls off."""
BLENDED, BETWEEN = 5, 9.0
"""Pixels from the letters within which a ring may be their smeared edge, and how far from their colors' mixtures."""
ABRUPT, STEP = 0.3, 2
"""A stroke ends everywhere at once: the share falls by this much within so many pixels on both sides of its end."""
FAINT, CLEARLY = 5.5, 0.6
"""The same where a stroke's color is nearly that of what lies behind: nearer colors, and an end that is clearer."""


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


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """Pixels around the letters, one a row: how far away each is, and its color."""

    away: NDArray[np.float32]
    lab: Lab

    def between(self, near: float, far: float) -> Lab:
        return self.lab[(self.away >= near) & (self.away < far)]

    def shares(self, color: NDArray[np.float32], start: int, same: float = SAME) -> NDArray[np.float64]:
        """Of the pixels at each distance from `start` on: how many have that color."""
        distances = np.floor(self.away + 0.5).astype(np.intp)
        colored = distances[alike(self.lab, color, same)]
        every, some = (np.bincount(which, minlength=FARTHEST)[start:FARTHEST] for which in (distances, colored))
        return some / np.maximum(1, every)


def alike(lab: Lab, color: NDArray[np.float32], same: float = SAME, *, hue: float = HALF_HUE) -> NDArray[np.bool_]:
    """Which of the pixels (..., 3) have that color; `hue` is how much a difference of hue counts."""
    return np.linalg.norm(_weighed(lab - color, hue), axis=-1) < same


def _weighed(apart: Lab, hue: float = HALF_HUE) -> Lab:
    return apart * np.array([1.0, hue, hue], np.float32)


def ring_of(letters: Letters) -> Ring:
    around = (letters.away >= 1) & (letters.away < FARTHEST)
    seen = _Surroundings(letters.away[around], letters.lab[around])
    rings = [_ring_from(start, seen, letters) for start in STARTS]
    return max(rings, key=lambda ring: (ring.width > 0, ring.flat, ring.confidence))


def _ring_from(start: int, seen: _Surroundings, letters: Letters) -> Ring:
    near = seen.between(start, start + 1.5)
    if not len(near):
        return Ring(0.0, letters.color, flat=False, confidence=0.0)
    color = middle_of(near)
    shares = seen.shares(color, start)
    solid = float(shares[:2].max())
    if solid < SOLID or np.linalg.norm(color - letters.color) < APART:
        return Ring(0.0, color, flat=False, confidence=1 - solid / 2)
    width = _end_of(shares, start, ABRUPT)
    if width is None:
        width = _end_of(seen.shares(color, start, FAINT), start, CLEARLY)
        return Ring(_stroke(width, letters), color, flat=not _stroke(width, letters), confidence=solid)
    width = 0.0 if _is_blended(color, seen, letters, width) else _stroke(width, letters)
    return Ring(width, color, flat=False, confidence=solid, fades=width > 0 and _changes(seen, start, width))


def _end_of(shares: NDArray[np.float64], start: int, abrupt: float) -> float | None:
    """How far from the letters the ring ends: 0 where it does so little by little, None where it goes on."""
    ends = np.flatnonzero(shares[1:] < GONE) + 1
    if not ends.size:
        return None
    end = int(ends[0])
    before, after = shares[max(0, end - STEP) : end].max(), shares[min(len(shares) - 1, end + STEP)]
    return _crossing(shares, end) + start if before - after > abrupt else 0.0


def _stroke(width: float | None, letters: Letters) -> float:
    """0 for what is too thin or too wide for one."""
    _, top, _, bottom = letters.box
    return width if width and THINNEST < width < WIDEST * (bottom - top) else 0.0


def _is_blended(color: NDArray[np.float32], seen: _Surroundings, letters: Letters, width: float) -> bool:
    """A mixture of the letters' color and of what comes next to it: an edge that JPEG smeared."""
    beyond = seen.between(width + 1, width + 1 + STEP)
    if width > BLENDED or not len(beyond):
        return False
    way, own = (_weighed(other - letters.color) for other in (middle_of(beyond), color))
    share = float(own @ way) / max(1e-6, float(way @ way))
    return 0 < share < 1 and float(np.linalg.norm(own - share * way)) < BETWEEN


def _changes(seen: _Surroundings, start: int, width: float) -> bool:
    inner, outer = (seen.between(at - 0.5, at + 0.5) for at in (start, max(start + 1, width - STEP)))
    if not (len(inner) and len(outer)):
        return False
    return float(np.linalg.norm(_weighed(middle_of(inner) - middle_of(outer)))) > FADED


def _crossing(shares: NDArray[np.float64], end: int) -> float:
    """Where the share falls through GONE, between two rings."""
    before, after = float(shares[end - 1]), float(shares[end])
    return end - 1 + max(0.0, before - GONE) / max(before - after, 1e-6)
