"""Writing what was decided back into the spec, and carrying a spec to another size."""

from common.layout import Box, Glow, Outline, Shadow, TextLayer, TextStyle
from compositor.text.fitted import FittedText
from compositor.text.look import look_of


def settle(layer: TextLayer, fitted: FittedText) -> TextLayer:
    """`layer` with every choice stated, so that it renders to the same picture again."""
    look = look_of(layer.style, fitted)
    stated = {
        "font": fitted.family,
        "size": fitted.size,
        "stroke": fitted.stroke,
        "lines": tuple(line.line.source for line in fitted.lines),
        "fill": look.fill,
        "accent": look.accent,
        "stroke_color": look.stroke_color,
        "shadow": look.shadow or False,
        "glow": look.glow or False,
        "inner_glow": look.inner_glow or False,
    }
    return layer.model_copy(update={"style": layer.style.model_copy(update=stated)})


def unsized(style: TextStyle) -> TextStyle:
    """The style with size and line breaks left open again, for other words."""
    return style.model_copy(update={"size": None, "lines": ()})


def scaled_layer(layer: TextLayer, factor: float) -> TextLayer:
    """The same text on a canvas `factor` times as large."""
    style = layer.style
    lengths = {
        "size": style.size and style.size * factor,
        "stroke": style.stroke * factor,
        "outline": style.outline and Outline(width=style.outline.width * factor, color=style.outline.color),
        "shadow": _scaled_shadow(style.shadow, factor),
        "glow": _scaled_glow(style.glow, factor),
        "inner_glow": _scaled_glow(style.inner_glow, factor),
    }
    x, y, w, h = layer.bbox
    box: Box = (x * factor, y * factor, w * factor, h * factor)
    return layer.model_copy(update={"bbox": box, "style": style.model_copy(update=lengths)})


def _scaled_shadow(shadow: bool | Shadow, factor: float) -> bool | Shadow:  # noqa: FBT001 the contract's own type
    if isinstance(shadow, bool):
        return shadow
    moved = {"dx": shadow.dx * factor, "dy": shadow.dy * factor, "blur": shadow.blur * factor}
    return shadow.model_copy(update=moved)


def _scaled_glow(glow: bool | Glow, factor: float) -> bool | Glow:  # noqa: FBT001 the contract's own type
    return glow if isinstance(glow, bool) else glow.model_copy(update={"blur": glow.blur * factor})
