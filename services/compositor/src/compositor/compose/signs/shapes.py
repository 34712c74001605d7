"""A sign's kind and where it is: its edge with the outline that it wears, whether that is free of something."""

from collections.abc import Sequence
from typing import TypeGuard

import numpy as np

from common.layout import Layer, LayoutSpec, Role, ShapeLayer, Sign
from common.signs import Points, on_canvas, parts_of
from compositor.compose.frame import Frame
from compositor.geometry import Rect


def is_sign(layer: Layer) -> TypeGuard[ShapeLayer]:
    return isinstance(layer, ShapeLayer) and layer.role is Role.OBJECT


def is_band(layer: ShapeLayer) -> bool:
    """It runs around something."""
    return layer.sign is not None and layer.sign.kind in {"ring", "frame"}


def signs_of(spec: LayoutSpec) -> list[ShapeLayer]:
    return [one for one in spec.layers if is_sign(one)]


def extent(layer: ShapeLayer) -> Rect:
    """All of a sign, turned as it is, with the outline that it wears."""
    edge = edge_of(layer)
    return Rect.between(*edge.min(axis=0).tolist(), *edge.max(axis=0).tolist())


def is_free(layer: ShapeLayer, taken: Sequence[Rect], frame: Frame) -> bool:
    """Seen whole, and over none of what is taken."""
    edge = edge_of(layer)
    low, high = edge.min(axis=0), edge.max(axis=0)
    if not frame.clear.holds(Rect.between(low[0], low[1], high[0], high[1])):
        return False
    return not any(_inside(edge, one) or (not is_band(layer) and _lies_on(one, edge)) for one in taken)


def edge_of(layer: ShapeLayer) -> Points:
    """(n, 2): its outline in pixels, corners and between them, with the outline that it wears."""
    sign = layer.sign or Sign(kind="rectangle")
    box = Rect.of(layer.bbox).grown(layer.outline.width if layer.outline else 0).box
    shares = [np.linspace(points, np.roll(points, -1, axis=0), 9)[:-1].reshape(-1, 2) for points, _ in parts_of(sign)]
    return on_canvas(np.concatenate(shares), sign.rotation, box)


def _inside(points: Points, rect: Rect) -> bool:
    x, y = points[:, 0], points[:, 1]
    return bool(((x > rect.x) & (x < rect.right) & (y > rect.y) & (y < rect.bottom)).any())


def _lies_on(rect: Rect, edge: Points) -> bool:
    """The middle of what is taken lies between the sign's ends."""
    (x, y), low, high = rect.center, edge.min(axis=0), edge.max(axis=0)
    return bool(low[0] < x < high[0] and low[1] < y < high[1])
