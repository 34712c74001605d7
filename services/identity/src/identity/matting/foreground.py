"""The person's own color in soft pixels, without the old background.

Germer, Uelwer, Conrad and Harmeling, "Fast Multi-Level Foreground Estimation" (2020): from a one-pixel picture
upwards, colors are spread along the alpha and bent until mixing them gives the photo again. Done on a reduced
picture; the last step is done at full size, on the soft pixels alone.
"""

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.faces import Alpha, Rgb
from identity.matting.planes import Plane, fitted, resized_rgb, sampled

Colors: TypeAlias = NDArray[np.floating]
"""(h, w, 3), float32 in memory, 0 to 1."""

SIDE = 256
COARSE, COARSE_PASSES, FINE_PASSES = 32, 10, 2
FLAT = 1e-5
"""Smoothness where alpha does not change; elsewhere its change is added."""
TRUST = 0.02
"""How far soft pixels may leave the spread color to explain the photo; lower follows the photo more."""


def foreground(rgb: Rgb, alpha: Alpha) -> Rgb:
    """`rgb` with the colors of soft pixels replaced. Opaque pixels stay as they are."""
    ys, xs = np.nonzero((alpha > 0) & (alpha < 255))  # noqa: PLR2004 - soft
    if len(xs) == 0:
        return rgb
    person, behind, scale = _spread(rgb, alpha)
    at = [((axis + 0.5) * scale - 0.5).astype(np.float32) for axis in (xs, ys)]
    own, other = (np.stack([sampled(_plane(c, i), *at) for i in range(3)], -1) for c in (person, behind))
    share = (alpha[ys, xs].astype(np.float32) / 255)[:, None]
    missing = rgb[ys, xs].astype(np.float32) / 255 - share * own - (1 - share) * other
    own += share * missing / (share**2 + (1 - share) ** 2 + TRUST)
    clean = rgb.copy()
    clean[ys, xs] = np.clip(own * 255 + 0.5, 0, 255).astype(np.uint8)
    return clean


def _plane(colors: Colors, channel: int) -> Plane:
    return np.ascontiguousarray(colors[..., channel])


def _spread(rgb: Rgb, alpha: Alpha) -> tuple[Colors, Colors, float]:
    """Person's and background's colors everywhere, on a reduced picture, and that picture's scale."""
    size = fitted(rgb.shape, SIDE)
    picture = resized_rgb(rgb, size).astype(np.float32) / 255
    soft = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32) / 255
    person = behind = np.full((1, 1, 3), float(picture.mean()), np.float32)
    levels = max(1, int(np.ceil(np.log2(max(size)))))
    for level in range(levels + 1):
        here = tuple(max(1, round(side ** (level / levels))) for side in size)
        person, behind = (_enlarged(c, here) for c in (person, behind))
        passes = COARSE_PASSES if max(here) <= COARSE else FINE_PASSES
        person, behind = _bent(_shrunk(picture, here), _shrunk(soft, here), person, behind, passes)
    return person, behind, size[0] / rgb.shape[1]


def _shrunk(picture: NDArray[np.floating], size: tuple[int, ...]) -> NDArray[np.floating]:
    return np.asarray(cv2.resize(picture, (size[0], size[1]), interpolation=cv2.INTER_AREA), np.float32)


def _enlarged(colors: Colors, size: tuple[int, ...]) -> Colors:
    return np.asarray(cv2.resize(colors, (size[0], size[1]), interpolation=cv2.INTER_NEAREST), np.float32)


def _bent(picture: Colors, soft: Plane, person: Colors, behind: Colors, passes: int) -> tuple[Colors, Colors]:
    """Jacobi steps: the neighbors' colors, weighted by the change of alpha, corrected by what is missing."""
    share, rest = soft[..., None], 1 - soft[..., None]
    weights = [FLAT + np.abs(soft - neighbor) for neighbor in _neighbors(soft)]
    total = np.sum(weights, axis=0)[..., None]
    for _ in range(passes):
        near, far = _weighted(person, weights) / total, _weighted(behind, weights) / total
        missing = (picture - share * near - rest * far) / (total + share**2 + rest**2)
        person, behind = np.clip(near + share * missing, 0, 1), np.clip(far + rest * missing, 0, 1)
    return person, behind


def _weighted(colors: Colors, weights: Sequence[Plane]) -> Colors:
    return np.sum([w[..., None] * c for w, c in zip(weights, _neighbors(colors), strict=True)], axis=0)


def _neighbors(picture: NDArray[np.floating]) -> list[NDArray[np.floating]]:
    """Left, right, upper and lower neighbor of every pixel; the border repeats itself."""
    framed = np.asarray(cv2.copyMakeBorder(picture, 1, 1, 1, 1, cv2.BORDER_REPLICATE), np.float32)
    return [framed[1:-1, :-2], framed[1:-1, 2:], framed[:-2, 1:-1], framed[2:, 1:-1]]
