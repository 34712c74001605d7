"""Squares cut out of pictures along a similarity: turn, scale, shift."""

import math
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.faces import Points, Rgb

Affine: TypeAlias = NDArray[np.float64]
"""(2, 3), source pixels to target pixels."""

ARCFACE_112 = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]],
    np.float32,
)
"""Where ArcFace (Deng et al. 2019) puts eyes, nose tip and mouth corners on its 112-pixel crop."""
DLIB_150 = np.array(
    [[47.549, 46.599], [100.476, 46.599], [74.013, 76.562], [50.415, 103.023], [97.61, 103.023]],
    np.float32,
)
"""The same points of dlib's mean face, a quarter of its size around it, on a 150-pixel crop."""


def square_around(center: tuple[float, float], size: float, degrees: float, side: int) -> Affine:
    """A square of `size` source pixels, turned by `degrees`, onto `side` target pixels."""
    scale = side / size
    cos, sin = math.cos(math.radians(degrees)) * scale, math.sin(math.radians(degrees)) * scale
    turn = np.array([[cos, sin], [-sin, cos]])
    shift = np.full(2, side / 2) - turn @ np.array(center)
    return np.column_stack([turn, shift])


def aligned_112(points: Points) -> Affine:
    return aligned(points, ARCFACE_112)


def aligned(points: Points, template: Points) -> Affine:
    """Least-squares similarity (Umeyama 1991) from points to the places of a template."""
    source, target = points.astype(np.float64), template.astype(np.float64)
    a, b = source - source.mean(0), target - target.mean(0)
    norm = (a**2).sum()
    cos, sin = (a * b).sum() / norm, (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / norm
    turn = np.array([[cos, -sin], [sin, cos]])
    return np.column_stack([turn, target.mean(0) - turn @ source.mean(0)])


def warped(rgb: Rgb, there: Affine, side: int, border: int = cv2.BORDER_CONSTANT) -> Rgb:
    """The target square; outside the picture it is black, or what `border` says. A strong reduction is averaged first:
    sampling four neighbors out of hundreds would turn skin into noise.
    """
    scale = math.hypot(there[0, 0], there[1, 0])
    shrink = max(1, int(0.7 / scale))
    if shrink > 1:
        h, w = (max(1, length // shrink) for length in rgb.shape[:2])
        sx, sy = rgb.shape[1] / w, rgb.shape[0] / h
        rgb = np.asarray(cv2.resize(rgb, (w, h), interpolation=cv2.INTER_AREA), np.uint8)
        there = there @ np.array([[sx, 0, (sx - 1) / 2], [0, sy, (sy - 1) / 2], [0, 0, 1]])
    square = cv2.warpAffine(rgb, there, (side, side), flags=cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(square, np.uint8)
