"""Uneven lines: torn paper, ridges, coastlines, brush edges."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]


def roughness(rng: np.random.Generator, count: int, features: int, octaves: int = 5, gain: float = 0.5) -> Numbers:
    """`count` values of one-dimensional fractal noise, within about -1 to 1; `features` bumps in the first octave."""
    total, at = np.zeros(count), np.linspace(0, 1, count)
    for octave in range(octaves):
        knots = (features << octave) + 1
        total += gain**octave * np.interp(at, np.linspace(0, 1, knots), rng.uniform(-1, 1, knots))
    return total / sum(gain**octave for octave in range(octaves))


def rough_line(
    rng: np.random.Generator, start: tuple[float, float], end: tuple[float, float], depth: float, features: int
) -> Numbers:
    """(n, 2) points from `start` to `end` that stray up to `depth` units to either side."""
    along = np.linspace(0, 1, 400)[:, None]
    points = np.array(start) * (1 - along) + np.array(end) * along
    direction = np.subtract(end, start) / np.hypot(*np.subtract(end, start))
    return points + roughness(rng, 400, features, 7, 0.62)[:, None] * depth * np.array([-direction[1], direction[0]])
