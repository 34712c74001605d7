"""For engines made for black words on white paper: a thumbnail's colors one by one, and the best of what each gave."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from common.looking import oklab
from layout_extractor.clusters import clustered, nearest_of
from layout_extractor.readers.reader import Quad, Reading, Rgb

COUNTS = (6, 10)
"""Colors a picture is divided into: few keep shaded letters whole, many keep them from their surroundings."""
SAMPLE = 5
SAME_PLACE = 0.5


def papers(rgb: Rgb) -> Iterator[NDArray[np.uint8]]:
    """(height, width) for each color of the picture, black where it is; the same ones on every run."""
    lab = oklab(rgb)
    points = np.ascontiguousarray(lab.reshape(-1, 3), np.float32)
    for count in COUNTS:
        centers, _ = clustered(points[::SAMPLE], count, rounds=15, still=0.002)
        nearest = nearest_of(points, centers).reshape(lab.shape[:2])
        yield from (np.where(nearest == one, 0, 255).astype(np.uint8) for one in range(count))


def best_of(readings: Sequence[Reading]) -> list[Reading]:
    """Of readings that lie on each other the longest sure one."""
    kept: list[Reading] = []
    for one in sorted(readings, key=_worth, reverse=True):
        if all(_shared(one, other) < SAME_PLACE for other in kept):
            kept.append(one)
    return kept


def _worth(one: Reading) -> float:
    return one.confidence**3 * letters(one.text)


def letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _shared(one: Reading, other: Reading) -> float:
    """The part of the smaller box that both have."""
    low: Quad = np.maximum(one.quad[0], other.quad[0])
    high: Quad = np.minimum(one.quad[2], other.quad[2])
    smaller = min(_area(box.quad[0], box.quad[2]) for box in (one, other))
    return _area(low, high) / max(1.0, smaller)


def _area(low: Quad, high: Quad) -> float:
    width, height = (high - low).clip(0).tolist()
    return float(width * height)
