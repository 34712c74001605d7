"""Generic signs: filled with one color, with an outline around where the layout has one."""

from functools import reduce

import cv2
import numpy as np

from common.layout import Outline, ShapeLayer, Sign
from common.signs import Parts, placed
from compositor.effects.cutout import Cutout
from compositor.effects.outline import outline_mask
from compositor.geometry import Rect
from compositor.layers.painter import Painter
from compositor.pixels import Mask, as_u8, faded, paint

_FINE = 4
"""Times the canvas's pixels at which polygons are filled: OpenCV fills half a pixel too much at every edge."""


def draw_sign(painter: Painter, layer: ShapeLayer, sign: Sign) -> None:
    parts = placed(sign, layer.bbox)
    every = np.concatenate([points for points, _ in parts])
    room = (layer.outline.width if layer.outline else 0.0) + 3
    around = Rect.between(*every.min(axis=0).tolist(), *every.max(axis=0).tolist()).grown(room)
    seen = around.clipped(Rect(0, 0, *painter.size).grown(room))
    if not seen.area:
        return
    left, top = int(np.floor(seen.x)), int(np.floor(seen.y))
    body = _painted(parts, left, top, int(seen.w) + 2, int(seen.h) + 2)
    if layer.outline and layer.outline.width:
        _through(painter, _around(body, layer.outline), layer.outline.color, left, top, layer.opacity)
    _through(painter, body, layer.color, left, top, layer.opacity)


def _painted(parts: Parts, left: int, top: int, width: int, height: int) -> Mask:
    sheet = np.zeros((_FINE * height, _FINE * width), np.uint8)
    for points, filled in parts:
        corners = ((points - (left, top)) * _FINE - 0.5).round().astype(np.int32)
        cv2.fillPoly(sheet, [corners], 255 if filled else 0)
    return as_u8(cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA))


def _around(body: Mask, outline: Outline) -> Mask:
    return as_u8(reduce(cv2.max, (outline_mask(body, outline.width), body)))


def _through(painter: Painter, mask: Mask, color: str, left: int, top: int, opacity: float) -> None:
    blank = np.empty((*mask.shape, 3), np.uint8)
    if found := Cutout(blank, faded(mask, opacity), left, top).on(painter.canvas):
        part, below = found
        paint(below, color, part.alpha)
