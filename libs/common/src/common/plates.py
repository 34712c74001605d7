"""Grounds as pixels: the background of a copied thumbnail without its words and people."""

import numpy as np
from numpy.typing import NDArray

from common.ground import Ground, Part

Floats = NDArray[np.float32]

DEGREES = {1: 0, 3: 1, 6: 2, 10: 3, 15: 4}
"""Of polynomials, by how many terms they have."""
_EIGHT = 8


def steps(count: int) -> Floats:
    """The middles of so many pixels, from -1 to 1."""
    return ((np.arange(count, dtype=np.float32) + np.float32(0.5)) * np.float32(2 / count) - np.float32(1)).astype(
        np.float32
    )


def powers(x: Floats, y: Floats, degree: int) -> Floats:
    """(..., terms) in the order of `Part.terms`."""
    across, down = _powers(x, degree), _powers(y, degree)
    pairs = ((i, j) for i in range(degree + 1) for j in range(degree + 1 - i))
    return np.stack([across[i] * down[j] for i, j in pairs], axis=-1).astype(np.float32)


def _powers(x: Floats, degree: int) -> list[Floats]:
    """By multiplying: many times as fast as asking for each."""
    found = [np.ones_like(x)]
    for _ in range(degree):
        found.append(found[-1] * x)
    return found


def colors_of(part: Part, x: Floats, y: Floats) -> Floats:
    """(..., 3) from 0 to 255 at places of the same shape."""
    terms = np.asarray(part.terms, np.float32)
    colors = powers(x, y, DEGREES[len(terms)]) @ terms
    return np.clip(colors, np.asarray(part.least, np.float32), np.asarray(part.most, np.float32)).astype(np.float32)


def beyond(ground: Ground, x: Floats, y: Floats, pixel: tuple[float, float]) -> Floats:
    """From 0 to 1: how much of the pixels around these places is of the second part. `pixel` is the size of one."""
    seam = ground.seam
    if seam is None:
        return np.zeros(np.broadcast_shapes(x.shape, y.shape), np.float32)
    width = abs(seam.across) * pixel[0] + abs(seam.down) * pixel[1]
    away = np.float32(seam.across) * x + np.float32(seam.down) * y - np.float32(seam.at)
    return np.clip(away / np.float32(max(width, 1e-6)) + np.float32(0.5), 0, 1).astype(np.float32)


def painted(ground: Ground, width: int, height: int) -> Floats:
    """(height, width, 3) from 0 to 255."""
    x, y = np.meshgrid(steps(width), steps(height))
    picture = colors_of(ground.parts[0], x, y)
    if ground.seam is None:
        return picture
    share = beyond(ground, x, y, (2 / width, 2 / height))[..., None]
    return (picture * (1 - share) + colors_of(ground.parts[1], x, y) * share).astype(np.float32)


def plate(ground: Ground, width: int, height: int) -> NDArray[np.uint8]:
    """The same in whole levels, ordered so that no gradient shows bands and a file of it stays small."""
    rows, columns = -(-height // _EIGHT), -(-width // _EIGHT)
    threshold = np.tile(_ordered(), (rows, columns))[:height, :width, None]
    return np.clip(np.floor(painted(ground, width, height) + threshold), 0, 255).astype(np.uint8)


def _ordered() -> Floats:
    """Bayer's matrix of eight, between 0 and 1."""
    found = np.zeros((1, 1), np.float32)
    while len(found) < _EIGHT:
        found = np.block([[4 * found, 4 * found + 2], [4 * found + 3, 4 * found + 1]]).astype(np.float32)
    return ((found + np.float32(0.5)) / np.float32(_EIGHT**2)).astype(np.float32)
