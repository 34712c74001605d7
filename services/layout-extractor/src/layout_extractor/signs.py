"""Flat shapes looked at closely: which generic sign each is, how it lies, what runs around it.

Only a sign of our own vocabulary becomes a live shape. Any other outline, however clean, may be somebody's logo: its
place is told and its outline forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import rgb_of
from common.layout import Box, Sign
from common.looking import oklab
from layout_extractor.outlines import filled_up, sign_in
from layout_extractor.regions import Region
from layout_extractor.stickers import SIZE, Band, outline_of

Mask = NDArray[np.bool_]

AROUND = 34
"""Pixels beside the shape, at stickers' size, in which an outline is looked for."""
STROKES = 12
"""Pixels that letters' strokes and shadows reach around them."""
SAME = 0.09
"""OKLab distance within which pixels are the shape: its smoothed edge is halfway to what lies round it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A region as its sign: `box` before the sign's rotation, `like` how well our own geometry covers it."""

    region: Region
    box: Box
    sign: Sign
    outline: Band | None
    like: float


def drawn(rgb: NDArray[np.uint8], region: Region, letters: Mask) -> Drawn | None:
    """None for what is no flat shape, or none that is a generic sign. Where `letters` (h, w) are on it, it goes on."""
    if not region.flat:
        return None
    part, scale, (left, top) = _part(rgb, region.box)
    rx, ry, rw, rh = region.box
    mask = _shape(part, region.color, ((rx - left) * scale, (ry - top) * scale, rw * scale, rh * scale))
    if mask is None:
        return None
    mask = mask | (filled_up(mask) & _near(letters, region.box, part.shape[:2], scale))
    x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
    found = sign_in(mask[y : y + h, x : x + w])
    if found is None:
        return None
    at = found.box
    box = (round((x + at[0]) / scale + left, 1), round((y + at[1]) / scale + top, 1))
    size = (round(at[2] / scale, 1), round(at[3] / scale, 1))
    outline = None if found.sign.kind in {"ring", "frame"} else _outline(part, mask, scale)
    return Drawn(region, (*box, *size), found.sign, outline, found.like)


def _near(letters: Mask, box: Box, shape: tuple[int, int], scale: float) -> Mask:
    """Words and their strokes, in the pixels of the part."""
    sheet, _, _ = _part(letters.astype(np.uint8), box)
    sheet = cv2.resize(sheet, shape[::-1], interpolation=cv2.INTER_NEAREST)
    reach = 2 * round(STROKES * scale) + 1
    return cv2.dilate(sheet, np.ones((reach, reach), np.uint8)) > 0


def _part(rgb: NDArray[np.uint8], box: Box) -> tuple[NDArray[np.uint8], float, tuple[int, int]]:
    """The shape and what is around it: pixels, their scale, and where they lie in the picture."""
    scale = min(1.0, SIZE / min(rgb.shape[:2]))
    x, y, w, h = box
    reach = AROUND / scale
    left, top = max(0, int(x - reach)), max(0, int(y - reach))
    part = rgb[top : int(y + h + reach), left : int(x + w + reach)]
    if scale < 1:
        part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(part, np.uint8), scale, (left, top)


def _shape(part: NDArray[np.uint8], color: str, box: Box) -> Mask | None:
    """Of what has its color, what fills its box best; `box` in pixels of the part."""
    own = oklab(np.array([[rgb_of(color)]], np.uint8))[0, 0]
    near: Mask = np.linalg.norm(oklab(part) - own, axis=2) < SAME
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near.astype(np.uint8), connectivity=8)
    if count == 1:
        return None
    best = max(range(1, count), key=lambda place: _shared(stats[place][:4], box))
    found: Mask = np.asarray(labels) == best
    return found


def _shared(one: Sequence[float], other: Box) -> float:
    """Intersection over union."""
    x, y, w, h = one
    left, top, wide, high = other
    across, down = min(x + w, left + wide) - max(x, left), min(y + h, top + high) - max(y, top)
    common = max(0.0, across) * max(0.0, down)
    return common / (w * h + wide * high - common)


def _outline(part: NDArray[np.uint8], mask: Mask, scale: float) -> Band | None:
    found = outline_of(part, mask)
    return found and replace(found, width=round(found.width / scale, 1))
