"""The part of the canvas a text touches, and laying color on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import cv2
import numpy as np
from numpy.typing import NDArray

from common.brief import HexColor
from common.color import rgb_of
from compositor.geometry import Rect
from compositor.pixels import Mask, Rgb, as_u8

_FULL = 1 / 255
_CHANNELS = 3


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


class Patch:
    """A copy of the part of a picture that a frame covers; `write` puts it back. Masks are as large as the frame."""

    def __init__(self, picture: Rgb, frame: Frame) -> None:
        height, width = picture.shape[:2]
        self._picture = picture
        self._part = frame.on(width, height)
        self._cut = frame.inside(width, height)
        self._pixels: Rgb = picture[self._part].copy()

    @property
    def is_empty(self) -> bool:
        return self._pixels.size == 0

    def lay(
        self, layers: Sequence[tuple[Mask, HexColor]], shades: Sequence[tuple[Mask, NDArray[np.uint8]]] = ()
    ) -> None:
        """Colors side by side over what is there: the masks of a pixel add up to its coverage.

        `shades` are colors that differ from pixel to pixel, (h, w or 1, 3). One multiplication of the background for
        all layers together is what makes a stroke, two fills, a shadow and a glow as cheap as one of them.
        """
        masks = [self._cropped(mask) for mask, _ in (*layers, *shades)]
        keep = np.full(self._pixels.shape[:2], 255, np.uint8)
        for mask in masks:
            cv2.subtract(keep, mask, dst=keep)
        cv2.multiply(self._pixels, cv2.merge([keep] * _CHANNELS), dst=self._pixels, scale=_FULL)
        for i in range(0, len(layers), _CHANNELS):
            self._add_colors(
                masks[i : i + _CHANNELS][: len(layers) - i], [color for _, color in layers[i : i + _CHANNELS]]
            )
        for mask, (_, colors) in zip(masks[len(layers) :], shades, strict=True):
            shown = colors[self._cut[0]] if colors.shape[1] == 1 else colors[self._cut]
            spread = np.ascontiguousarray(np.broadcast_to(shown, self._pixels.shape))
            tint = cv2.multiply(spread, cv2.merge([mask] * _CHANNELS), scale=_FULL)
            cv2.add(self._pixels, tint, dst=self._pixels)

    def over(self, premultiplied: NDArray[np.uint8]) -> None:
        """A picture over what is there: (h, w, 4) RGBA with premultiplied alpha."""
        alpha = self._cropped(premultiplied[..., 3])
        keep = cv2.bitwise_not(alpha)
        cv2.multiply(self._pixels, cv2.merge([keep] * _CHANNELS), dst=self._pixels, scale=_FULL)
        cv2.add(self._pixels, self._cropped(premultiplied[..., :3]), dst=self._pixels)

    def lighten(self, color: HexColor, alpha: Mask) -> None:
        """Light of one color added to what is there: 1 - (1 - below)(1 - light)."""
        light = self._tinted([self._cropped(alpha)], [color])
        gain = cv2.multiply(cv2.bitwise_not(self._pixels), light, scale=_FULL)
        cv2.add(self._pixels, gain, dst=self._pixels)

    def write(self) -> None:
        self._picture[self._part] = self._pixels

    def _add_colors(self, masks: Sequence[Mask], colors: Sequence[HexColor]) -> None:
        cv2.add(self._pixels, self._tinted(masks, colors), dst=self._pixels)

    def _tinted(self, masks: Sequence[Mask], colors: Sequence[HexColor]) -> Rgb:
        """The weighted sum of up to three colors: one matrix, for which OpenCV has a fast path."""
        padded = [*masks, *[np.zeros_like(masks[0])] * (_CHANNELS - len(masks))]
        matrix = np.zeros((_CHANNELS, _CHANNELS), np.float32)
        matrix[:, : len(colors)] = np.array([rgb_of(color) for color in colors], np.float32).T / 255
        return as_u8(cv2.transform(cv2.merge(padded), matrix))

    def _cropped(self, mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return np.ascontiguousarray(mask[self._cut])
