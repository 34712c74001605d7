"""One shape and what is around it, in the pixels in which shapes are looked at."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from common.layout import Box
from common.looking import oklab
from layout_extractor.stickers import SIZE

Mask = NDArray[np.bool_]

AROUND = 34
"""Pixels beside the shape, at stickers' size, in which an outline is looked for."""


@dataclass(frozen=True)
class Closeup:
    """`pixels` (h, w, 3) are `scale` times the picture's, its first one lies at `corner` there."""

    pixels: NDArray[np.uint8]
    scale: float
    corner: tuple[int, int]
    whole: Box
    around: float = AROUND

    @cached_property
    def lab(self) -> NDArray[np.float32]:
        return oklab(self.pixels)

    @property
    def box(self) -> Box:
        """The shape's own, in these pixels."""
        (x, y, w, h), (left, top), scale = self.whole, self.corner, self.scale
        return ((x - left) * scale, (y - top) * scale, w * scale, h * scale)

    def in_picture(self, box: Box) -> Box:
        (x, y, w, h), (left, top), scale = box, self.corner, self.scale
        corner = round(x / scale + left, 1), round(y / scale + top, 1)
        return (*corner, round(w / scale, 1), round(h / scale, 1))

    def of(self, mask: Mask) -> Mask:
        """The same part of a mask as large as the picture."""
        sheet = closeup(mask.astype(np.uint8), self.whole, self.around).pixels
        return np.asarray(cv2.resize(sheet, self.pixels.shape[1::-1], interpolation=cv2.INTER_NEAREST)) > 0


def closeup(rgb: NDArray[np.uint8], box: Box, around: float = AROUND) -> Closeup:
    """Of `box` in `rgb` (h, w, 3), with `around` pixels on each side."""
    scale = min(1.0, SIZE / min(rgb.shape[:2]))
    x, y, w, h = box
    reach = around / scale
    left, top = max(0, int(x - reach)), max(0, int(y - reach))
    part = rgb[top : int(y + h + reach), left : int(x + w + reach)]
    if scale < 1:
        part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Closeup(np.asarray(part, np.uint8), scale, (left, top), box, around)
