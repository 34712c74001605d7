"""The part of the canvas a text touches, and painting on it plane by plane.

Splitting a region into its three planes once, and merging it once, is what makes six passes of color cheap.
"""

from dataclasses import dataclass
from math import ceil, floor

import cv2
import numpy as np
from numpy.typing import NDArray

from compositor.geometry import Rect
from compositor.pixels import Mask, Rgb, as_u8
from compositor.text.look import rgb

_FULL = 1 / 255


@dataclass(frozen=True)
class Frame:
    """Whole pixels of the canvas. It may hang over the canvas: shadows and strokes start outside it too."""

    x: int
    y: int
    w: int
    h: int

    @classmethod
    def around(cls, rect: Rect, margin: float, width: int, height: int) -> "Frame":
        """`rect` and `margin` round it, but no more than `margin` beyond a canvas of width x height."""
        wanted = rect.grown(margin).clipped(Rect(0, 0, width, height).grown(margin))
        x, y = floor(wanted.x), floor(wanted.y)
        return cls(x, y, max(1, ceil(wanted.right) - x), max(1, ceil(wanted.bottom) - y))

    def on(self, width: int, height: int) -> tuple[slice, slice]:
        """Rows and columns of a width x height canvas that this frame covers."""
        rows = slice(max(0, min(self.y, height)), max(0, min(self.y + self.h, height)))
        return rows, slice(max(0, min(self.x, width)), max(0, min(self.x + self.w, width)))

    def inside(self, width: int, height: int) -> tuple[slice, slice]:
        """The same pixels, counted from the frame's own corner."""
        rows, columns = self.on(width, height)
        return (
            slice(rows.start - self.y, rows.stop - self.y),
            slice(columns.start - self.x, columns.stop - self.x),
        )


class Planes:
    """Red, green and blue of the part of a picture that a frame covers. `write` puts them back."""

    def __init__(self, picture: Rgb, frame: Frame) -> None:
        height, width = picture.shape[:2]
        self._picture = picture
        self._part = frame.on(width, height)
        self._cut = frame.inside(width, height)
        self._planes: list[Mask] = [as_u8(plane) for plane in cv2.split(picture[self._part])]

    @property
    def is_empty(self) -> bool:
        rows, columns = self._part
        return rows.stop <= rows.start or columns.stop <= columns.start

    def paint(self, color: str, alpha: Mask) -> None:
        """One color over what is there; `alpha` is as large as the frame."""
        alpha = np.ascontiguousarray(alpha[self._cut])
        keep = cv2.bitwise_not(alpha)
        for plane, value in zip(self._planes, rgb(color), strict=True):
            cv2.multiply(plane, keep, dst=plane, scale=_FULL)
            if value:
                cv2.add(plane, cv2.convertScaleAbs(alpha, alpha=value / 255), dst=plane)

    def shade(self, colors: NDArray[np.uint8], alpha: Mask) -> None:
        """Colors that differ from pixel to pixel, (h, w or 1, 3), over what is there."""
        alpha = np.ascontiguousarray(alpha[self._cut])
        keep = cv2.bitwise_not(alpha)
        cut = colors[self._cut[0]] if colors.shape[1] == 1 else colors[self._cut]
        for i, plane in enumerate(self._planes):
            shown = np.ascontiguousarray(np.broadcast_to(cut[..., i], alpha.shape))
            cv2.multiply(plane, keep, dst=plane, scale=_FULL)
            cv2.add(plane, cv2.multiply(shown, alpha, scale=_FULL), dst=plane)

    def lay(self, premultiplied: NDArray[np.uint8]) -> None:
        """A picture as large as the frame, RGBA with premultiplied alpha, over what is there."""
        red, green, blue, alpha = cv2.split(np.ascontiguousarray(premultiplied[self._cut]))
        keep = cv2.bitwise_not(alpha)
        for plane, top in zip(self._planes, (red, green, blue), strict=True):
            cv2.multiply(plane, keep, dst=plane, scale=_FULL)
            cv2.add(plane, top, dst=plane)

    def lighten(self, color: str, alpha: Mask) -> None:
        """Light of one color added to what is there: 1 - (1 - below)(1 - light)."""
        alpha = np.ascontiguousarray(alpha[self._cut])
        for plane, value in zip(self._planes, rgb(color), strict=True):
            if value:
                light = cv2.convertScaleAbs(alpha, alpha=value / 255)
                cv2.add(plane, cv2.multiply(cv2.bitwise_not(plane), light, scale=_FULL), dst=plane)

    def write(self) -> None:
        self._picture[self._part] = cv2.merge(self._planes)
