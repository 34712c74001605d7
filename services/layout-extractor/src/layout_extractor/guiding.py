"""The thumbnail as models may see it: faces are hidden already, here its words, signs and possible logos go too.

Words in a picture are read by those who paint from it: they would be painted again, and could give orders. Signs are
live layers of the new picture, and somebody's logo is nobody else's. Where they stood, the colors around them run
together. A guide for composition, nothing that is shown to anybody.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from common.catalog import Size
from common.layout import (
    MOST_HIDDEN,
    Box,
    ImageLayer,
    Layer,
    LayoutRead,
    LayoutSpec,
    Point,
    Role,
    ShapeLayer,
    TextLayer,
)
from layout_extractor.readers.reader import Quad, Rgb

REACH = 0.4
"""Of a line's height: strokes, shadows and plates go with their letters."""
AROUND = 6.0
"""Pixels around signs and logos, for their smoothed edges and shadows."""
TOUCHED = 0.001
"""Of a small copy's pixel, that words cover."""
WIDTH = 320
"""Colors run together on a small copy: there is nothing in them that has details."""


Corners = tuple[Point, Point, Point, Point]


def hidden_in(spec: LayoutSpec, words: Sequence[Quad], graphics: Sequence[Box] = ()) -> tuple[Corners, ...]:
    """What is kept from models of a thumbnail: what became a layer, and `words` and flat `graphics` that did not."""
    layers = [_corners(box, *about) for box, *about in map(_reach, _but_haloes(spec)) if box is not None]
    drawings = [_corners(box, 0.0, AROUND) for box in graphics]
    largest = sorted(map(_around, words), key=lambda quad: -cv2.contourArea(quad.astype(np.float32)))
    return tuple(map(_told, [*layers, *drawings, *largest][:MOST_HIDDEN]))


def guide_of(rgb: Rgb, read: LayoutRead) -> Rgb:
    """`rgb` (h, w, 3) on the spec's canvas or any scale of it, without words and flat graphics.

    Neither those that were read nor those that a correction says are there.
    """
    hidden = _hidden([*read.hidden, *hidden_in(read.spec, ())], read.spec.canvas, rgb.shape[1], rgb.shape[0])
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


def _hidden(places: Sequence[Corners], canvas: Size, width: int, height: int) -> NDArray[np.bool_]:
    taken = np.zeros((height, width), np.uint8)
    scale = width / canvas.w, height / canvas.h
    for place in places:
        cv2.fillPoly(taken, [(np.array(place) * scale).round().astype(np.int32)], 1)
    return taken == 1


def _around(quad: Quad) -> NDArray[np.float64]:
    """A line's corners, moved outwards along its sides."""
    along, down = quad[1] - quad[0], quad[3] - quad[0]
    lengths = [max(1e-6, float(np.linalg.norm(side))) for side in (along, down)]
    right, below = (REACH * min(lengths) * side / length for side, length in zip((along, down), lengths, strict=True))
    return quad + np.array([-right - below, right - below, right + below, below - right], np.float64)


def _told(corners: NDArray[np.float64]) -> Corners:
    one, two, three, four = ((round(float(x), 1), round(float(y), 1)) for x, y in corners)
    return one, two, three, four


def _but_haloes(spec: LayoutSpec) -> tuple[Layer, ...]:
    """Without signs behind the person: who draws them both has to see both."""
    person = next((place for place, one in enumerate(spec.layers) if one.role is Role.SUBJECT), 0)
    return (*(one for one in spec.layers[:person] if not isinstance(one, ShapeLayer)), *spec.layers[person:])


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
