"""Everything below the words: scene, scrim and person, as layers."""

import math
from dataclasses import dataclass

from common.brief import HexColor, TextPlacement
from common.layout import ImageLayer, ImageStyle, Outline, Role, ShapeLayer
from common.palette import Palette
from common.ticket import Edge
from compositor.compose.dress import brand_left, color, glow_of, shadow_of
from compositor.compose.frame import Frame
from compositor.compose.looks import Look, Paint
from compositor.compose.person import Person
from compositor.compose.placing import Placement
from compositor.geometry import Rect

TAPERS: dict[Edge, float] = {"left": 0.34, "right": 0.34, "top": 0.16, "bottom": 0.55}
"""How far a cut edge that stays visible is tapered, in head heights."""
_SHARPEN_FROM = 1.25
"""Photos enlarged more than this get some of their crispness back."""
_WELL_LIT, _MOST_LIFT = 0.62, 0.45
_SCRIM_REACH = 1.35
"""A scrim reaches beyond the words by a third, so that its end cannot be seen."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the pictures of a variant lie."""

    scene: str
    cutout: str | None = None


def scene_layer(keys: Keys, look: Look) -> ImageLayer:
    return ImageLayer(role=Role.BACKGROUND, source=keys.scene, ops=look.scene)


def person_layer(
    keys: Keys, person: Person, placed: Placement, look: Look, palette: Palette, frame: Frame
) -> ImageLayer:
    return ImageLayer(
        role=Role.SUBJECT,
        source=keys.cutout,
        bbox=placed.box.box,
        ops=(*repairs(placed), *_lit(person), *look.figure.ops),
        style=_worn(look, palette, frame, flip=placed.flip),
        focus=placed.head.box,
    )


def repairs(placed: Placement) -> tuple[str, ...]:
    """Tapers first, so that whatever follows the edge follows the tapered one."""
    tapers = tuple(f"taper-{edge}:{TAPERS[edge] * placed.head.h:.1f}" for edge in placed.hidden)
    enlarged = min(0.9, 0.45 * (placed.scale - 1))
    return (*tapers, f"sharpen:{enlarged:.2f}") if placed.scale > _SHARPEN_FROM else tapers


def _lit(person: Person) -> tuple[str, ...]:
    """Underexposed photos only, judged by the highlights of the face: no skin is made lighter than it is."""
    if person.light >= _WELL_LIT:
        return ()
    lift = min(_MOST_LIFT, math.log(max(person.light, 0.1)) / math.log(_WELL_LIT) - 1)
    return (f"lighten:{lift:.2f}",)


def _worn(look: Look, palette: Palette, frame: Frame, *, flip: bool) -> ImageStyle:
    figure, unit = look.figure, frame.unit
    return ImageStyle(
        outline=Outline(width=figure.outline * unit, color=_edge(figure.outline_color, palette))
        if figure.outline
        else None,
        shadow=shadow_of(figure.shadow, palette, unit) if figure.shadow else None,
        rim=glow_of(figure.rim, palette, unit) if figure.rim else None,
        light_wrap=figure.wrap,
        flip=flip,
    )


def scrim_layer(words: Rect, placement: TextPlacement, frame: Frame, strength: float, shade: HexColor) -> ShapeLayer:
    """A gradient from the words' side of the canvas, gone before the head."""
    canvas = frame.canvas
    match placement:
        case TextPlacement.LEFT:
            box = Rect.between(0, 0, min(canvas.w, words.right * _SCRIM_REACH), canvas.h)
            return _shape(box, shade, strength, "right")
        case TextPlacement.RIGHT:
            box = Rect.between(max(0, canvas.w - (canvas.w - words.x) * _SCRIM_REACH), 0, canvas.w, canvas.h)
            return _shape(box, shade, strength, "left")
        case TextPlacement.TOP:
            box = Rect.between(0, 0, canvas.w, min(canvas.h, words.bottom * _SCRIM_REACH))
            return _shape(box, shade, strength, "bottom")
        case TextPlacement.BOTTOM | TextPlacement.AROUND:
            top = max(0, canvas.h - (canvas.h - words.y) * _SCRIM_REACH)
            return _shape(Rect.between(0, top, canvas.w, canvas.h), shade, strength, "top")


def _shape(box: Rect, shade: HexColor, strength: float, fade: str) -> ShapeLayer:
    return ShapeLayer.model_validate(
        {"role": Role.SCRIM, "bbox": box.box, "color": shade, "opacity": strength, "fade": fade}
    )


def shade_below(placed: Placement, frame: Frame, shade: HexColor) -> ShapeLayer:
    """Darkness in front of a body that ends above the canvas's edge: it sinks instead of floating."""
    top = min(placed.head.bottom, frame.canvas.bottom - 1)
    return _shape(Rect.between(0, top, frame.canvas.w, frame.canvas.bottom), shade, 1.0, "top")


def _edge(paint: Paint, palette: Palette) -> HexColor:
    """The row's color, or the brand color that the words have left over."""
    return next(iter(brand_left(palette, palette.accent)[2:]), color(paint, palette))
