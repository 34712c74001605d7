"""Shapes made from masks and rectangles: strokes of any width, rounded plates."""

from functools import lru_cache
from math import cos, radians, sin, tan

import cv2
import numpy as np
from numpy.typing import NDArray

from compositor.geometry import Rect
from compositor.pixels import Mask, as_u8
from compositor.text.fitted import FittedText
from compositor.text.frame import Frame

# A disk of pixels reaches about this much further than its radius in most directions.
_DIGITAL_BIAS = 0.15
_LEVELS = 4
_COARSE = 14.0  # pixels; wider strokes need fewer levels to look smooth


def grown(mask: Mask, radius: float) -> Mask:
    """`mask` grown by `radius` pixels with round joins, still antialiased.

    The mean of dilations by disks whose radii span one pixel: each disk alone keeps the edges' antialiasing, together
    they give fractions of a pixel and smooth corners. Cheaper than a distance transform by an order of magnitude.
    """
    if radius <= 0:
        return mask
    levels = _LEVELS if radius < _COARSE else _LEVELS // 2
    total = np.zeros(mask.shape, np.uint16)
    for level in range(levels):
        reach = radius - _DIGITAL_BIAS + (level + 0.5) / levels
        total += cv2.dilate(mask, _rings(round(reach * 8) / 8))
    return as_u8(cv2.convertScaleAbs(total, alpha=1 / levels))


def closed(mask: Mask, gap: float) -> Mask:
    """`mask` with slits narrower than `gap` pixels filled: strokes that almost meet look like a mistake."""
    reach = int(gap / 2)
    return as_u8(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _rings(reach + 0.5))) if reach else mask


@lru_cache(maxsize=256)
def _rings(radius: float) -> NDArray[np.uint8]:
    """A disk of which only rings are kept, at the rim and at each halving: the strokes of letters fill the gaps."""
    reach = int(radius)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    distance = np.hypot(x, y)
    kept = distance <= 1.5  # noqa: PLR2004 - the innermost ring is a full disk
    rim = radius
    while rim > 1.5:  # noqa: PLR2004 - as above
        kept |= (distance <= rim) & (distance > rim - 1.5)
        rim /= 2
    return kept.astype(np.uint8)


def plate(fitted: FittedText, frame: Frame, rect: Rect, radius: float, slant: float) -> Mask:
    """A rounded parallelogram with the text's rotation, by its signed distance: exact edges at any angle."""
    lean = tan(radians(slant))
    x, y = (axis.astype(np.float32) for axis in np.ogrid[frame.y : frame.y + frame.h, frame.x : frame.x + frame.w][::-1])
    angle, (cx, cy) = radians(fitted.rotation), fitted.center
    dx, dy = x + 0.5 - cx, y + 0.5 - cy
    along = cx + cos(angle) * dx - sin(angle) * dy - rect.center[0]
    down = cy + sin(angle) * dx + cos(angle) * dy - rect.center[1]
    half_w, half_h = rect.w / 2 - abs(lean) * rect.h / 2, rect.h / 2
    # A leaning side is as far away as the sheared distance says, times the cosine of its lean.
    upright = cos(radians(slant))
    sideways = (np.abs(along + lean * down) - half_w) * upright
    radius = min(radius, half_w, half_h)
    beyond_x, beyond_y = sideways + radius, np.abs(down) - half_h + radius
    outside = np.hypot(np.maximum(beyond_x, 0), np.maximum(beyond_y, 0)) - radius
    distance = outside + np.minimum(np.maximum(beyond_x, beyond_y), 0)
    return np.clip((0.5 - distance) * 255, 0, 255).astype(np.uint8)
