"""Signs behind a person: a disc around a head, a star that a shoulder hides. They go with the head, and grow with it.

They are the shapes below the person in a layout's order. No face and no word is in their way.
"""

from common.layout import ImageLayer, LayoutSpec, Role, ShapeLayer
from compositor.compose.scaling import grown_shape
from compositor.compose.signs import is_sign
from compositor.geometry import Rect


def haloes_of(spec: LayoutSpec) -> list[ShapeLayer]:
    """None where nobody is."""
    place = next((place for place, one in enumerate(spec.layers) if _is_person(one)), 0)
    return [one for one in spec.layers[:place] if is_sign(one)]


def before_the_person(spec: LayoutSpec) -> list[ShapeLayer]:
    """All other signs."""
    behind = haloes_of(spec)
    return [one for one in spec.layers if is_sign(one) and not any(one is other for other in behind)]


def carried_haloes(spec: LayoutSpec, before: Rect | None, after: Rect | None) -> list[ShapeLayer]:
    """`before` and `after` are the head on either canvas: without one there is nothing to go with."""
    if before is None or after is None:
        return []
    return [_with(layer, before, after) for layer in haloes_of(spec)]


def _with(layer: ShapeLayer, before: Rect, after: Rect) -> ShapeLayer:
    factor, box = after.h / before.h, Rect.of(layer.bbox)
    larger = grown_shape(layer, factor)
    (x, y), (was_x, was_y), (at_x, at_y) = box.center, before.center, after.center
    center = at_x + (x - was_x) * factor, at_y + (y - was_y) * factor
    _, _, w, h = larger.bbox
    return larger.model_copy(update={"bbox": (center[0] - w / 2, center[1] - h / 2, w, h)})


def _is_person(layer: object) -> bool:
    return isinstance(layer, ImageLayer) and layer.role is Role.SUBJECT
