"""How far many colors are from one, which of a few each is nearest to, their middle, and the few they fall into."""

from typing import Any, cast

import cv2
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


def clustered(
    points: Floats, count: int, *, tries: int = 1, rounds: int = 20, still: float = 0.001
) -> tuple[Floats, NDArray[np.intp]]:
    """Centers (count, 3) of points (n, 3), at most n, and each point's center; of equal points the same every time.

    It ends after `rounds`, or when no center moves by more than `still`.
    """
    cv2.setRNGSeed(1)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, rounds, still)
    most = min(count, len(points))
    found = cv2.kmeans(points, most, cast("Any", None), criteria, tries, cv2.KMEANS_PP_CENTERS)
    return np.asarray(found[2], np.float32), np.asarray(found[1], np.intp).ravel()
