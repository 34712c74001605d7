"""The color of a person's irises beside their own skin, and how far two are apart.

The skin around is what tells the lamp's color: of one person it is the same in every photograph, and there is more of
it than of the white of an eye, which is small, veined and often blue with sky (taken as the reference it put one
person's photographs farther apart). The white only says whether the eyes are lit at all.
"""

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.eyes import Eye
from identity.likeness.skin import Tone, luminance_of

Iris: TypeAlias = tuple[float, float, float]
"""Linear light, relative to the skin's."""

LASHES = 0.15
"""Share of an iris' radius along the lids that lashes cover."""
RING, WHITE = (0.45, 0.9), (1.15, 2.2)
"""Between pupil and rim, and where the white is seen, in radii of the iris."""
FEWEST = 120
"""Pixels of both irises on a copy with 161 pixels between the eyes. A closing eye shows fewer, and lashes."""
LIT = 0.2
"""Of the skin's light: whose eyes' whites have less of it look out of the dark, where every iris is black."""
SKIN = np.array([0.48, 0.29, 0.21])
"""The skin that everybody's irises are seen beside."""


def iris_color(light: NDArray[np.floating], eyes: Sequence[Eye]) -> Iris | None:
    """Of both eyes together, where the lids leave them open. `light` is (h, w, 3), relative to the skin's."""
    rings, whites = (np.concatenate([_ring(light, eye, reach) for eye in eyes]) for reach in (RING, WHITE))
    if len(rings) < FEWEST or not _lit(whites):
        return None
    rings = _without(rings, brighter_than=75)  # what the lamp leaves there
    red, green, blue = np.median(rings, axis=0)
    return float(red), float(green), float(blue)


def iris_distance(one: Iris, other: Iris) -> float:
    """CIELAB, with its lightness: two dark eyes are alike, whatever color the window is that they mirror."""
    return float(np.linalg.norm(_seen(one) - _seen(other)))


def _seen(iris: Iris) -> NDArray[np.float64]:
    red, green, blue = np.clip(np.array(iris) * SKIN, 0, 1)
    return Tone((float(red), float(green), float(blue))).lab


def _lit(whites: NDArray[np.floating]) -> bool:
    return len(whites) > 0 and float(np.percentile(luminance_of(whites), 80)) >= LIT


def _ring(light: NDArray[np.floating], eye: Eye, reach: tuple[float, float]) -> NDArray[np.floating]:
    """(n, 3), in the opening between the lids."""
    y, x = np.mgrid[0 : light.shape[0], 0 : light.shape[1]]
    away = np.hypot(x - eye.center[0], y - eye.center[1]) / eye.radius
    opening = np.zeros(light.shape[:2], np.uint8)
    cv2.fillPoly(opening, [cv2.convexHull(np.round(eye.opening).astype(np.int32))], 1)
    opened = cv2.erode(opening, np.ones((3, 3), np.uint8), iterations=max(1, int(LASHES * eye.radius)))
    return light[(opened > 0) & (away > reach[0]) & (away < reach[1])]


def _without(pixels: NDArray[np.floating], *, brighter_than: float) -> NDArray[np.floating]:
    bright = luminance_of(pixels)
    return pixels[bright <= np.percentile(bright, brighter_than)]
