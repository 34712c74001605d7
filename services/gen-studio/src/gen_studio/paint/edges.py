"""Crisp shapes as signed distances (negative inside, units), cut to masks one pixel soft at any size."""

import cv2
import numpy as np

from gen_studio.paint.canvas import Field, Floats, Patch
from gen_studio.paint.light import Point


def cut(distances: Floats, px: float) -> Floats:
    """Coverage: 1 inside, 0 outside, one pixel between."""
    return np.clip(np.float32(0.5) - distances / np.float32(px), 0, 1)


def inside(distances: Field) -> Field:
    """The shape whose signed distances a field gives."""
    return lambda patch: cut(distances(patch), patch.px)


def band(distances: Floats, width: float | Floats, px: float) -> Floats:
    """Coverage of a line of `width` round distance zero; one thinner than a pixel is fainter, not wider."""
    half = np.float32(0.5) * width
    return cut(distances - half, px) - cut(distances + half, px)


def outline(distances: Field, width: float) -> Field:
    """A line of `width` along the inner side of a shape's edge."""
    return lambda patch: band(distances(patch) + np.float32(width / 2), width, patch.px)


def disc(center: Point, radius: float) -> Field:
    def field(patch: Patch) -> Floats:
        return cut(patch.away(center) - np.float32(radius), patch.px)

    return field


def ring(center: Point, radius: float, width: float) -> Field:
    return lambda patch: band(patch.away(center) - np.float32(radius), width, patch.px)


def half_plane(through: Point, degrees: float) -> Field:
    """Everything to the right of a line through a point; 0 degrees is an upright line, positive leans clockwise."""
    nx, ny = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))

    def field(patch: Patch) -> Floats:
        away = (patch.x - np.float32(through[0])) * np.float32(nx) + (patch.y - np.float32(through[1])) * np.float32(ny)
        return cut(-away, patch.px)

    return field


def rounded_box(center: Point, half: Point, radius: float, degrees: float = 0.0) -> Field:
    return inside(to_rounded_box(center, half, radius, degrees))


def to_rounded_box(center: Point, half: Point, radius: float, degrees: float = 0.0) -> Field:
    """Signed distances to a box with rounded corners; `half` is its half width and height, before it is turned."""
    cos, sin = np.float32(np.cos(np.radians(degrees))), np.float32(np.sin(np.radians(degrees)))

    def field(patch: Patch) -> Floats:
        x, y = patch.x - np.float32(center[0]), patch.y - np.float32(center[1])
        across = np.abs(x * cos + y * sin) - np.float32(half[0] - radius)
        down = np.abs(y * cos - x * sin) - np.float32(half[1] - radius)
        outside = cv2.magnitude(np.maximum(across, 0), np.maximum(down, 0))
        return outside + np.minimum(np.maximum(across, down), 0) - np.float32(radius)

    return field
