"""Filled shapes: scrims that calm a place for words, bars, plates, signs. Round corners; one side may fade out."""

import numpy as np
from numpy.typing import NDArray

from common.layout import ShapeLayer
from compositor.layers.painter import Painter
from compositor.layers.sign import draw_sign
from compositor.pixels import Mask, as_u8, paint


def draw_shape(painter: Painter, layer: ShapeLayer) -> None:
    if layer.sign is not None:
        draw_sign(painter, layer, layer.sign)
        return
    x, y, w, h = layer.bbox
    canvas_w, canvas_h = painter.size
    left, top = max(0, int(np.floor(x))), max(0, int(np.floor(y)))
    right, bottom = min(canvas_w, int(np.ceil(x + w))), min(canvas_h, int(np.ceil(y + h)))
    if right <= left or bottom <= top:
        return
    columns, rows = np.arange(left, right) + 0.5 - x, np.arange(top, bottom) + 0.5 - y
    paint(painter.canvas[top:bottom, left:right], layer.color, _mask(layer, columns, rows))


def _mask(layer: ShapeLayer, columns: NDArray[np.floating], rows: NDArray[np.floating]) -> Mask:
    _, _, w, h = layer.bbox
    radius = min(layer.radius, w / 2, h / 2)
    # Distance to the rounded rectangle's border, positive inside (Inigo Quilez, "2D distance functions").
    qx, qy = np.abs(columns - w / 2) - w / 2 + radius, np.abs(rows - h / 2) - h / 2 + radius
    outside = np.hypot(np.maximum(qx, 0)[None], np.maximum(qy, 0)[:, None])
    inside = radius - outside - np.minimum(np.maximum(qx[None], qy[:, None]), 0)
    cover = np.clip(inside + 0.5, 0, 1)
    if layer.fade != "none":
        cover = cover * _fade(layer.fade, columns / w, rows / h)
    return as_u8(cover * (255 * layer.opacity) + 0.5)


def _fade(side: str, x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.floating]:
    """1 at the opposite side, 0 at `side`, eased at both ends so that no edge shows."""
    along = {"left": x[None], "right": 1 - x[None], "top": y[:, None], "bottom": 1 - y[:, None]}[side]
    level = np.clip(along, 0, 1)
    return level * level * (3 - 2 * level)
