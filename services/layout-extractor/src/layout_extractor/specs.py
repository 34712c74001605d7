"""What was found in a picture to a LayoutSpec: which layer it becomes, and how sure each field of it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.catalog import Size
from common.inspiration import Swatch
from common.layout import ColorGrade, ImageLayer, ImageStyle, Layer, LayoutSpec, Role, ShapeLayer
from common.margins import measured
from layout_extractor.glows import Shine
from layout_extractor.grading import Grade
from layout_extractor.people import Standing
from layout_extractor.regions import Region
from layout_extractor.signs import Drawn
from layout_extractor.stickers import Band
from layout_extractor.texts import UNSEEN, roles_of, text_layer
from layout_extractor.words.typeset import TypesetLine

ROUND = 0.07
"""Of its longer side, by which a circle may be wider than high."""
UNTOLD = 0.3
"""How sure it is that nothing was done to a background of which hardly anything is seen."""
LOGO_SURE = 0.4
"""Most flat drawings that are no sign of ours are somebody's ornament."""


@dataclass(frozen=True)
class Parts:
    """What was found in a picture; `lines` in reading order, `colors` and `grade` of the background, what the person
    wears.
    """

    lines: Sequence[TypesetLine]
    person: Standing | None
    objects: Sequence[Region | Drawn]
    grade: Grade
    colors: Sequence[Swatch]
    whole: ColorGrade | None = None
    outline: Band | None = None
    glow: Shine | None = None


def spec_of(parts: Parts, canvas: Size) -> LayoutSpec:
    """Bottom first: the background, things, what is behind the person, the person, signs, words in reading order."""
    person = [_person(parts.person, parts)] if parts.person else []
    roles = roles_of(parts.lines, canvas)
    words = [(line.behind, text_layer(line, *role, canvas)) for line, role in zip(parts.lines, roles, strict=True)]
    behind, before = ([layer for hidden, layer in words if hidden is side] for side in (True, False))
    things = [object_layer(one) for one in parts.objects if not isinstance(one, Drawn)]
    drawings = [each for each in parts.objects if isinstance(each, Drawn)]
    haloes = [object_layer(one) for one in drawings if one.behind]
    signs = [object_layer(one) for each in drawings if not each.behind for one in _one_by_one(each)]
    layers = (_background(parts), *things, *haloes, *behind, *person, *signs, *before)
    return measured(LayoutSpec(canvas=canvas, layers=layers, grade=parts.whole))


def _background(parts: Parts) -> ImageLayer:
    most = parts.colors[0] if parts.colors else None
    done, color = parts.grade.sure, round(min(0.95, 0.5 + most.share), 2) if most else 0.0
    sure = {"ops": min(done.values(), default=UNTOLD), **done, "color": color}
    return ImageLayer(role=Role.BACKGROUND, ops=parts.grade.ops, color=most.color if most else None, sure=sure)


def _person(person: Standing, parts: Parts) -> ImageLayer:
    outline, glow = parts.outline, parts.glow
    worn = {"outline": outline.sure if outline else UNSEEN, "glow": glow.sure if glow else UNSEEN}
    style = ImageStyle(outline=outline.outline if outline else None, glow=glow.glow if glow else None)
    sure = {"bbox": person.sure, "focus": 0.9, **worn}
    return ImageLayer(role=Role.SUBJECT, bbox=person.box, focus=person.head, style=style, sure=sure)


def _one_by_one(sign: Drawn) -> Sequence[Drawn]:
    return (sign, sign.mark) if sign.mark else (sign,)


def object_layer(one: Region | Drawn) -> Layer:
    """A generic sign is a live shape; of anything else its place and its color. Another flat one may be a logo."""
    if isinstance(one, Drawn):
        return _sign(one)
    sure = {"bbox": one.sure, "color": one.sure, "role": LOGO_SURE if one.flat else one.sure}
    return ImageLayer(role=Role.LOGO if one.flat else Role.OBJECT, bbox=one.box, color=one.color, sure=sure)


def _sign(one: Drawn) -> ShapeLayer:
    """Circles and upright rectangles are what a shape is without a sign."""
    sure = {"bbox": one.region.sure, "color": one.region.sure, "sign": one.like, "radius": one.like}
    sure["outline"] = one.outline.sure if one.outline else UNSEEN
    outline = one.outline.outline if one.outline else None
    shape = ShapeLayer(role=Role.OBJECT, bbox=one.box, color=one.region.color, outline=outline, sure=sure)
    kind, (_, _, w, h) = one.sign.kind, one.box
    if outline is None and kind == "ellipse" and abs(w - h) < ROUND * max(w, h):
        return shape.model_copy(update={"radius": min(w, h) / 2})
    plain = outline is None and kind == "rectangle" and not one.sign.rotation
    return shape if plain else shape.model_copy(update={"sign": one.sign})
