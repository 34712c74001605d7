"""A cut-out on its way to the canvas: its pixels, with room around them for what its effects add."""

from dataclasses import dataclass

import cv2
import numpy as np

from compositor.pixels import Mask, Rgb, as_u8


@dataclass(frozen=True, slots=True)
class Cutout:
    """`rgb` and `alpha` have the same size and lie at `x`, `y` of the canvas; either may be negative."""

    rgb: Rgb
    alpha: Mask
    x: int
    y: int

    def padded(self, pad: int, canvas_w: int, canvas_h: int) -> "Cutout":
        """Room for outlines and shadows. Where the picture leaves the canvas the body is continued, so that no outline
        or light follows the canvas's edge.
        """
        h, w = self.alpha.shape
        right, bottom = self.x + w >= canvas_w, self.y + h >= canvas_h
        left, top = self.x <= 0, self.y <= 0
        alpha = as_u8(cv2.copyMakeBorder(self.alpha, pad, pad, pad, pad, cv2.BORDER_REPLICATE))
        if not top:
            alpha[:pad] = 0
        if not bottom:
            alpha[pad + h :] = 0
        if not left:
            alpha[:, :pad] = 0
        if not right:
            alpha[:, pad + w :] = 0
        rgb = as_u8(cv2.copyMakeBorder(self.rgb, pad, pad, pad, pad, cv2.BORDER_REPLICATE))
        return Cutout(rgb, alpha, self.x - pad, self.y - pad)

    def on(self, canvas: Rgb) -> "tuple[Cutout, Rgb] | None":
        """The part of it that lies on the canvas, and that slice of the canvas; None when nothing does."""
        h, w = self.alpha.shape
        left, top = max(0, self.x), max(0, self.y)
        right, bottom = min(canvas.shape[1], self.x + w), min(canvas.shape[0], self.y + h)
        if right <= left or bottom <= top:
            return None
        rows, columns = slice(top - self.y, bottom - self.y), slice(left - self.x, right - self.x)
        part = Cutout(
            np.ascontiguousarray(self.rgb[rows, columns]), np.ascontiguousarray(self.alpha[rows, columns]), left, top
        )
        return part, canvas[top:bottom, left:right]
