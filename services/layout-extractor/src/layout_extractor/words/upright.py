"""A line of text turned upright: a crop in which its letters stand on a horizontal baseline, at a known height."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from layout_extractor.readers.reader import Quad, Rgb

HEIGHT = 112
"""Pixels that the engine's box is high in every crop, so that thresholds mean the same for all text."""
MARGIN = 48
"""Pixels around that box: strokes, shadows and plates lie there."""
LONGEST = 2400
STRAIGHT = 1.2
"""Degrees; an engine's box leans by less than this for no reason."""


@dataclass(frozen=True, slots=True)
class Upright:
    """`rgb` is (HEIGHT + 2 MARGIN, w + 2 MARGIN, 3); `scale` is its pixels per pixel of the picture."""

    rgb: Rgb
    scale: float
    rotation: float
    back: NDArray[np.float64]
    """(2, 3): from the crop to the picture."""

    @property
    def inner(self) -> tuple[slice, slice]:
        """The engine's box."""
        height, width = self.rgb.shape[:2]
        return slice(MARGIN, height - MARGIN), slice(MARGIN, width - MARGIN)

    def on_picture(self, x: float, y: float) -> tuple[float, float]:
        px, py = self.back @ (x, y, 1.0)
        return float(px), float(py)

    def quad(self, left: float, top: float, right: float, bottom: float) -> Quad:
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        return np.array([self.on_picture(x, y) for x, y in corners], np.float32)


def upright(rgb: Rgb, quad: Quad) -> Upright:
    """The crop around `quad`. `rotation` is in degrees, anticlockwise."""
    angle = _angle(quad)
    along = np.array([np.cos(np.radians(angle)), -np.sin(np.radians(angle))])
    down = np.array([-along[1], along[0]])
    center = quad.mean(axis=0)
    offsets = quad - center
    width, height = np.ptp(offsets @ along), np.ptp(offsets @ down)
    scale = min(HEIGHT / max(height, 1.0), LONGEST / max(width, 1.0))
    size = (round(width * scale) + 2 * MARGIN, round(height * scale) + 2 * MARGIN)
    origin = center - along * (size[0] / 2 / scale) - down * (size[1] / 2 / scale)
    back = np.column_stack([along / scale, down / scale, origin])
    flags = (cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC) | cv2.WARP_INVERSE_MAP
    crop = cv2.warpAffine(rgb, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return Upright(np.asarray(crop, np.uint8), scale, angle, back)


def closer(rgb: Rgb, crop: Upright, part: tuple[slice, slice], factor: float) -> Upright:
    """Some rows and columns of a crop in `factor` times as many pixels on each side."""
    rows, columns = part
    size = round((columns.stop - columns.start) * factor), round((rows.stop - rows.start) * factor)
    along, down, origin = crop.back.T
    half = 0.5 / factor - 0.5  # a place is the middle of a pixel
    corner = origin + along * (columns.start + half) + down * (rows.start + half)
    back = np.column_stack([along / factor, down / factor, corner])
    drawn = cv2.warpAffine(
        rgb, back, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return Upright(np.asarray(drawn, np.uint8), crop.scale * factor, crop.rotation, back)


def _angle(quad: Quad) -> float:
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    x, y = (top + bottom).tolist()
    angle = float(np.degrees(np.arctan2(-y, x)))
    return 0.0 if abs(angle) < STRAIGHT else angle
