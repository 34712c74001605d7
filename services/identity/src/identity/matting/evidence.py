"""What a pixel's color says about it: how common the color is in the person and in the background nearby."""

import numpy as np
from numpy.typing import NDArray

from identity.faces import Rgb
from identity.matting.planes import Mask, Plane

BINS = 16
UNSEEN = 5e-5
"""Added to both histograms: a color neither side has shown says nothing."""
NEARBY = 0.9
"""Share of a tile's own histogram; the rest is the whole picture's."""
LEAST_SHARE = 0.03
"""A tile with less of either side has nothing to compare."""


def color_evidence(rgb: Rgb, person: Mask, background: Mask, tile: int) -> Plane:
    """Probability that a pixel belongs to the person, by color alone; 0.5 where both sides share its color.

    `person` and `background` are the pixels that are settled. Histograms are kept per half-overlapping tile,
    because hair beside a wall says nothing about a sleeve beside a flag.
    """
    bins = _binned(rgb)
    everywhere = _histogram(bins[person]), _histogram(bins[background])
    total, weights = np.zeros(bins.shape, np.float32), np.zeros(bins.shape, np.float32)
    for part in _tiles(bins.shape, tile):
        here, there = person[part], background[part]
        if min(here.mean(), there.mean()) < LEAST_SHARE or (here | there).all():
            continue
        local = _histogram(bins[part][here]), _histogram(bins[part][there])
        mixed = [NEARBY * near + (1 - NEARBY) * far for near, far in zip(local, everywhere, strict=True)]
        weight = _fading(bins[part].shape)
        total[part] += weight * _ratio(mixed[0], mixed[1])[bins[part]]
        weights[part] += weight
    return np.where(weights > 0, total / np.maximum(weights, 1e-6), _ratio(*everywhere)[bins])


def _binned(rgb: Rgb) -> NDArray[np.int32]:
    levels = rgb.astype(np.int32) * BINS >> 8
    return (levels[..., 0] * BINS + levels[..., 1]) * BINS + levels[..., 2]


def _histogram(bins: NDArray[np.int32]) -> Plane:
    """Smoothed over neighboring colors, sums to 1."""
    counts = np.bincount(bins, minlength=BINS**3).astype(np.float32).reshape(BINS, BINS, BINS)
    for _ in range(3):  # each turn blurs the first axis and moves it last
        counts = np.tensordot(counts, BLUR, axes=(0, 0))
    return (counts / max(float(counts.sum()), 1e-6)).ravel()


def _ratio(person: Plane, background: Plane) -> Plane:
    return ((person + UNSEEN) / (person + background + 2 * UNSEEN)).astype(np.float32)


def _tiles(shape: tuple[int, ...], side: int) -> list[tuple[slice, slice]]:
    return [(slice(y, y + side), slice(x, x + side)) for y in _starts(shape[0], side) for x in _starts(shape[1], side)]


def _starts(length: int, side: int) -> list[int]:
    count = max(1, -(-2 * length // side) - 1)
    return [int(start) for start in np.linspace(0, max(0, length - side), count)]


def _fading(shape: tuple[int, ...]) -> Plane:
    """Strong in the middle of a tile, so that no seam shows."""
    y, x = (np.hanning(length + 2)[1:-1] for length in shape)
    return np.outer(y, x).astype(np.float32) + np.float32(1e-3)


def _blur() -> Plane:
    steps = np.arange(BINS)
    away = np.abs(steps[:, None] - steps[None])
    kernel = np.where(away <= 2, np.exp(-(away**2) / (2 * 0.8**2)), 0)  # noqa: PLR2004 - two bins reach 2.5 sigma
    return (kernel / kernel.sum(1).max()).astype(np.float32)


BLUR = _blur()
