"""How far many colors are from one, which of a few each is nearest to, and the middle of many."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def nearest_of(points: Floats, centers: Floats) -> NDArray[np.intp]:
    """(...,) of points (..., 3): distances less what is the same for all centers, in one matrix product."""
    return np.argmin((centers**2).sum(1) - 2 * points @ centers.T, axis=-1)


def distance_to(points: Floats, color: Floats) -> Floats:
    """(...,) of points (..., 3); channel by channel, which is several times as fast as a norm along the last axis."""
    first, second, third = (np.square(points[..., channel] - color[channel]) for channel in range(3))
    return np.sqrt(first + second + third)


def middle_of(points: Floats) -> Floats:
    """The median of each channel of points (n, 3); channel by channel, which is several times as fast."""
    return np.median(np.ascontiguousarray(points.T), axis=1)
