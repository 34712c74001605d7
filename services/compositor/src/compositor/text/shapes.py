"""Shapes made from masks and rectangles: strokes of any width, soft copies, rounded plates."""

from functools import lru_cache
from math import cos, pi, radians, sin, tan

import cv2
import numpy as np
from numpy.typing import NDArray

from compositor.geometry import Rect
from compositor.pixels import Mask, as_u8
from compositor.text.fitted import FittedText
from compositor.text.frame import Frame

# A disk of pixels reaches about this much further than its radius in most directions.
_DIGITAL_BIAS = 0.15
_LEVELS = 3
_COARSE = 14.0  # pixels; wider strokes need fewer levels to look smooth
_RING = 1.5  # pixels; thin enough to be cheap, thick enough to leave no holes between pixels
_OPAQUE = 255
_FULL_SIZE_BLUR = 2.0  # sigma below which halving the picture would be seen


def grown(mask: Mask, radius: float) -> Mask:
    """`mask` grown by `radius` pixels with round joins, still antialiased.

    The mean of dilations by disks whose radii span one pixel: each disk alone keeps the edges' antialiasing, together
    they give fractions of a pixel and smooth corners. Cheaper than a distance transform by an order of magnitude.
    """
    if radius <= 0:
        return mask
    levels = _LEVELS if radius < _COARSE else _LEVELS - 1
    total = np.zeros(mask.shape, np.uint16)
    for level in range(levels):
        reach = radius - _DIGITAL_BIAS + (level + 0.5) / levels
        total += cv2.dilate(mask, _rings(round(reach * 8) / 8))
    return as_u8(cv2.convertScaleAbs(total, alpha=1 / levels))


def closed(mask: Mask, gap: float) -> Mask:
    """`mask` without slits narrower than `gap` pixels and without pinholes: both look like a slip."""
    reach = int(gap / 2)
    if not reach:
        return mask
    whole = as_u8(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _disk(reach)))
    opaque = cv2.threshold(whole, _OPAQUE - 1, _OPAQUE, cv2.THRESH_BINARY)[1]
    edges, tree = cv2.findContours(opaque, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not edges:
        return whole
    parents = np.asarray(tree, np.int32)[0, :, 3]
    holes = [edge for edge, of in zip(edges, parents, strict=True) if of >= 0 and cv2.contourArea(edge) < pi * gap**2]
    return as_u8(cv2.drawContours(whole, holes, -1, (_OPAQUE,), cv2.FILLED)) if holes else whole


def soft(mask: Mask, sigma: float, dx: float = 0.0, dy: float = 0.0) -> Mask:
    """`mask` moved and blurred. It is halved until `sigma` is small, where both cost next to nothing."""
    height, width = mask.shape
    small, scale = mask, 1.0
    while sigma / scale > _FULL_SIZE_BLUR and min(small.shape) > 1:
        small = cv2.resize(small, ((small.shape[1] + 1) // 2, (small.shape[0] + 1) // 2), interpolation=cv2.INTER_AREA)
        scale *= 2
    if dx or dy:
        move = np.array([[1, 0, dx / scale], [0, 1, dy / scale]], np.float32)
        small = cv2.warpAffine(small, move, small.shape[::-1], flags=cv2.INTER_LINEAR)
    if sigma > 0:
        small = cv2.GaussianBlur(small, (0, 0), sigma / scale)
    return as_u8(small if scale == 1 else cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))


def plate(fitted: FittedText, frame: Frame, rect: Rect, radius: float, slant: float) -> Mask:
    """A rounded parallelogram with the text's rotation, by its signed distance: exact edges at any angle."""
    x = np.arange(frame.x, frame.x + frame.w, dtype=np.float32)[None, :] + 0.5 - fitted.center[0]
    y = np.arange(frame.y, frame.y + frame.h, dtype=np.float32)[:, None] + 0.5 - fitted.center[1]
    angle, lean = radians(fitted.rotation), tan(radians(slant))
    along = fitted.center[0] - rect.center[0] + cos(angle) * x - sin(angle) * y
    down = fitted.center[1] - rect.center[1] + sin(angle) * x + cos(angle) * y
    half_w, half_h = rect.w / 2 - abs(lean) * rect.h / 2, rect.h / 2
    radius = min(radius, half_w, half_h)
    # A leaning side is as far away as the sheared distance says, times the cosine of its lean.
    beyond_x = (np.abs(along + lean * down) - half_w) * cos(radians(slant)) + radius
    beyond_y = np.abs(down) - half_h + radius
    outside = np.hypot(np.maximum(beyond_x, 0), np.maximum(beyond_y, 0)) - radius
    distance = outside + np.minimum(np.maximum(beyond_x, beyond_y), 0)
    return np.clip((0.5 - distance) * 255, 0, 255).astype(np.uint8)


@lru_cache(maxsize=256)
def _rings(radius: float) -> NDArray[np.uint8]:
    """A disk of which only rings are kept, at the rim and at each halving: the strokes of letters fill the gaps."""
    reach = int(radius)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    distance = np.hypot(x, y)
    kept = distance <= _RING
    rim = radius
    while rim > _RING:
        kept |= (distance <= rim) & (distance > rim - _RING)
        rim /= 2
    return kept.astype(np.uint8)


@lru_cache(maxsize=64)
def _disk(radius: int) -> NDArray[np.uint8]:
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return (np.hypot(x, y) < radius + 0.5).astype(np.uint8)
