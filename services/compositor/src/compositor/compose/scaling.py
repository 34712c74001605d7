"""A spec in other pixels: every length with its layer."""

from common.catalog import Size
from common.layout import Box, Glow, ImageStyle, Layer, LayoutSpec, Outline, Shadow, ShapeLayer, TextLayer
from compositor.geometry import Rect
from compositor.text.block import scaled_layer

_LENGTHS = ("blur", "choke", "feather", "taper-")
"""Operations whose amount is a length."""


def scaled(spec: LayoutSpec, canvas: Size) -> LayoutSpec:
    """The same layout on a canvas of the same shape."""
    factor = canvas.w / spec.canvas.w
    layers = tuple(grown(layer, factor) for layer in spec.layers)
    return spec.model_copy(update={"canvas": canvas, "layers": layers})


def moved(layer: Layer, before: Size, after: Size, factor: float) -> Layer:
    """`factor` times as large, its middle at the same share of the canvas."""
    larger = grown(layer, factor)
    if layer.bbox is None or larger.bbox is None:
        return larger
    old, new = Rect.of(layer.bbox).center, Rect.of(larger.bbox)
    x, y = old[0] / before.w * after.w, old[1] / before.h * after.h
    return larger.model_copy(update={"bbox": (x - new.w / 2, y - new.h / 2, new.w, new.h)})


def grown(layer: Layer, factor: float) -> Layer:
    """Every length of it, from the canvas's corner."""
    if isinstance(layer, TextLayer):
        return scaled_layer(layer, factor)
    if isinstance(layer, ShapeLayer):
        return grown_shape(layer, factor)
    update = {
        "bbox": _box(layer.bbox, factor),
        "focus": _box(layer.focus, factor),
        "ops": tuple(_op(text, factor) for text in layer.ops),
        "style": dressed(layer.style, factor),
    }
    return layer.model_copy(update=update)


def grown_shape(layer: ShapeLayer, factor: float) -> ShapeLayer:
    outline = layer.outline and _outline(layer.outline, factor)
    update = {"bbox": _box(layer.bbox, factor), "radius": layer.radius * factor, "outline": outline}
    return layer.model_copy(update=update)


def _box(box: Box | None, factor: float) -> Box | None:
    return box and Rect.of(box).scaled(factor).box


def _op(text: str, factor: float) -> str:
    name, _, amount = text.partition(":")
    return f"{name}:{float(amount) * factor:.2f}" if name.startswith(_LENGTHS) else text


def dressed(style: ImageStyle, factor: float) -> ImageStyle:
    """What a cut-out wears, in proportion."""
    return style.model_copy(
        update={
            "outline": style.outline and _outline(style.outline, factor),
            "shadow": style.shadow and _shadow(style.shadow, factor),
            "glow": style.glow and _glow(style.glow, factor),
            "rim": style.rim and _glow(style.rim, factor),
        }
    )


def _outline(outline: Outline, factor: float) -> Outline:
    return outline.model_copy(update={"width": outline.width * factor})


def _shadow(shadow: Shadow, factor: float) -> Shadow:
    moved_by = {"dx": shadow.dx * factor, "dy": shadow.dy * factor, "blur": shadow.blur * factor}
    return shadow.model_copy(update=moved_by)


def _glow(glow: Glow, factor: float) -> Glow:
    return glow.model_copy(update={"blur": glow.blur * factor})
