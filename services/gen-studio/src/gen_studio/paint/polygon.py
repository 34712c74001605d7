"""Crisp polygons, drawn patch by patch at twice the size and averaged down."""

from collections.abc import Iterable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from gen_studio.paint.canvas import Canvas, Field, Floats, Patch

Points = NDArray[np.floating[Any]]  # (n, 2), units

_FINE = 2
_SHIFT = 4  # OpenCV's fixed-point fraction bits


def polygons(shapes: Iterable[Sequence[tuple[float, float]] | Points]) -> Field:
    """Filled shapes, each over the ones before."""
    kept = [np.asarray(shape, np.float64) for shape in shapes]
    points, ends = np.concatenate(kept), np.cumsum([len(shape) for shape in kept])
    lows = np.minimum.reduceat(points[:, 1], np.r_[0, ends[:-1]])
    highs = np.maximum.reduceat(points[:, 1], np.r_[0, ends[:-1]])
    slices = [slice(end - len(shape), end) for shape, end in zip(kept, ends, strict=True)]

    def field(patch: Patch) -> Floats:
        rows, columns = patch.shape
        seen = np.flatnonzero((highs >= patch.y[0, 0] - 2 * patch.px) & (lows <= patch.y[-1, 0] + 2 * patch.px))
        if not seen.size:
            return np.zeros((1, 1), np.float32)
        fixed = _fixed(points, patch)
        drawn = np.zeros((rows * _FINE, columns * _FINE), np.uint8)
        for index in seen:
            cv2.fillPoly(drawn, [fixed[slices[index]]], 255, cv2.LINE_AA, _SHIFT)
        small = cv2.resize(drawn, (columns, rows), interpolation=cv2.INTER_AREA)
        return small.astype(np.float32) * np.float32(1 / 255)

    return field


def _fixed(points: Points, patch: Patch) -> NDArray[np.int32]:
    """Units to fixed-point pixels of the enlarged patch; OpenCV's pixel centers are whole numbers."""
    fine = points * patch.canvas.scale * _FINE - (0.5, patch.top * _FINE + 0.5)
    return np.clip(np.round(fine * 2**_SHIFT), -(2**30), 2**30).astype(np.int32)


def stroke(path: Points, width: float | Points) -> list[Points]:
    """A path as filled quads with round joints, of one width or one per point: thin lines keep their weight."""
    half = np.broadcast_to(np.asarray(width, np.float64) / 2, len(path))[:, None]
    ahead = path[1:] - path[:-1]
    ahead = ahead / (np.hypot(ahead[:, :1], ahead[:, 1:]) + 1e-9)
    side = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    start, end = side * half[:-1], side * half[1:]
    quads = np.stack([path[:-1] + start, path[1:] + end, path[1:] - end, path[:-1] - start], axis=1)
    return [*quads, *(path[:, None] + half[:, None] * circle((0, 0), 1.0, 12))]


def circle(center: Sequence[float] | Points, radius: float, corners: int = 64) -> Points:
    angles = np.arange(corners) * 2 * np.pi / corners
    return np.asarray(center, np.float64) + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def below(canvas: Canvas, heights: Points) -> Points:
    """The area below a line of (x, y) points, down to the canvas's lower edge."""
    floor = canvas.bottom + 0.1
    return np.concatenate([heights, [(heights[-1, 0], floor), (heights[0, 0], floor)]])
