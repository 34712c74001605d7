"""The thumbnail as models may see it: faces are hidden already, here its words, signs and possible logos go too.

Words in a picture are read by those who paint from it: they would be painted again, and could give orders. Signs are
live layers of the new picture, and somebody's logo is nobody else's. Where they stood, the colors around them run
together. A guide for composition, nothing that is shown to anybody.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from common.layout import Box, ImageLayer, Layer, LayoutSpec, Role, ShapeLayer, TextLayer
from layout_extractor.readers.reader import Rgb

REACH = 0.4
"""Of a line's height: strokes, shadows and plates go with their letters."""
AROUND = 6.0
"""Pixels around signs and logos, for their smoothed edges and shadows."""
TOUCHED = 0.001
"""Of a small copy's pixel, that words cover."""
WIDTH = 320
"""Colors run together on a small copy: there is nothing in them that has details."""


def guide_of(rgb: Rgb, spec: LayoutSpec) -> Rgb:
    """`rgb` (h, w, 3) on the spec's canvas or any scale of it, without words and flat graphics."""
    hidden = _hidden(spec, rgb.shape[1], rgb.shape[0])
    if not hidden.any():
        return rgb
    scale = WIDTH / rgb.shape[1]
    size = (WIDTH, max(4, round(rgb.shape[0] * scale)))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    covered = np.asarray(cv2.resize(hidden.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)
    seen = (covered < TOUCHED).astype(np.float32)
    filled = cv2.resize(_run_together(small, seen), (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.where(hidden[..., None], np.clip(filled, 0, 255).astype(np.uint8), rgb)


def _run_together(small: NDArray[np.float32], seen: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each hidden place becomes the mean of what can be seen around it: the nearest ring that has enough."""
    out, left = small.copy(), seen < 0.5  # noqa: PLR2004 - hidden
    for sigma in (2, 4, 8, 16, 32, 64, 128):
        weight = cv2.GaussianBlur(seen, (0, 0), sigma)
        color = cv2.GaussianBlur(small * seen[..., None], (0, 0), sigma) / np.maximum(weight, 1e-4)[..., None]
        ready = left & (weight > 0.08)  # noqa: PLR2004 - enough to go by
        out[ready] = color[ready]
        left &= ~ready
    out[left] = small[seen > 0].mean(axis=0) if (seen > 0).any() else 128.0
    return np.where(seen[..., None] > 0, out, cv2.GaussianBlur(out, (0, 0), 2)).astype(np.float32)


def _hidden(spec: LayoutSpec, width: int, height: int) -> NDArray[np.bool_]:
    taken = np.zeros((height, width), np.uint8)
    scale = width / spec.canvas.w, height / spec.canvas.h
    for box, rotation, reach in map(_reach, spec.layers):
        if box is not None:
            cv2.fillPoly(taken, [(_corners(box, rotation, reach) * scale).round().astype(np.int32)], 1)
    return taken == 1


def _reach(layer: Layer) -> tuple[Box | None, float, float]:
    """The box of what is hidden, its turn, and how far around it; no box for what may be seen."""
    match layer:
        case TextLayer():
            return layer.bbox, layer.style.rotation, REACH * min(layer.bbox[2:]) + layer.style.stroke
        case ShapeLayer(role=Role.OBJECT):
            rotation = layer.sign.rotation if layer.sign else 0.0
            return layer.bbox, rotation, AROUND + (layer.outline.width if layer.outline else 0.0)
        case ImageLayer(role=Role.LOGO):
            return layer.bbox, 0.0, AROUND
        case _:
            return None, 0.0, 0.0


def _corners(box: Box, rotation: float, reach: float) -> NDArray[np.float64]:
    """(4, 2) of the box, grown, turned around its middle."""
    x, y, w, h = box
    half = np.array([w / 2 + reach, h / 2 + reach])
    signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    turn = np.radians(-rotation)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return (signs * half) @ matrix.T + (x + w / 2, y + h / 2)
