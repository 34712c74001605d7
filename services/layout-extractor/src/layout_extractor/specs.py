"""Typeset lines and people to a LayoutSpec: what is the headline, what its neighbor, in which style."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from common.catalog import Size
from common.inspiration import Swatch
from common.layout import (
    Box,
    ColorGrade,
    ImageLayer,
    Layer,
    LayoutSpec,
    Plate,
    Role,
    ShapeLayer,
    TextLayer,
    TextStyle,
    Weight,
)
from layout_extractor.grading import Grade
from layout_extractor.people import Standing
from layout_extractor.regions import Region
from layout_extractor.signs import Drawn
from layout_extractor.words.typeset import TypesetLine

HEADLINE = 0.62
"""Lines at least this high, of the highest, belong to the headline."""
LABEL = 0.045
"""Of the picture's shorter side: what is lower is a label, a watermark, a sign in the scene."""
STEEPEST = 45.0
ROUND = 0.07
"""Of its longer side, by which a circle may be wider than high."""
MOST_LINES, MOST_LETTERS = 4, 40

Alignment = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Parts:
    """What was found in a picture; `lines` in reading order, `colors` and `grade` of the background."""

    lines: Sequence[TypesetLine]
    person: Standing | None
    objects: Sequence[Region | Drawn]
    grade: Grade
    colors: Sequence[Swatch]
    whole: ColorGrade | None = None


def spec_of(parts: Parts, canvas: Size) -> LayoutSpec:
    """Bottom first: the background, things, words behind the person, the person, signs, words in reading order."""
    color = parts.colors[0].color if parts.colors else None
    background = ImageLayer(role=Role.BACKGROUND, ops=parts.grade.ops, color=color, sure={"ops": 0.6})
    person = [_person(parts.person)] if parts.person else []
    roles = roles_of(parts.lines, canvas)
    words = [(line.behind, _text(line, role, canvas)) for line, role in zip(parts.lines, roles, strict=True)]
    behind, before = ([layer for hidden, layer in words if hidden is side] for side in (True, False))
    things = [object_layer(one) for one in parts.objects if not isinstance(one, Drawn)]
    signs = [object_layer(one) for one in parts.objects if isinstance(one, Drawn)]
    layers = (background, *things, *behind, *person, *signs, *before)
    return LayoutSpec(canvas=canvas, layers=layers, grade=parts.whole)


def _person(person: Standing) -> ImageLayer:
    sure = {"bbox": person.sure, "focus": 0.9}
    return ImageLayer(role=Role.SUBJECT, bbox=person.box, focus=person.head, sure=sure)


def object_layer(one: Region | Drawn) -> Layer:
    """A generic sign is a live shape; of anything else its place and its color."""
    if isinstance(one, Drawn):
        return _sign(one)
    sure = {"bbox": one.sure, "color": one.sure}
    return ImageLayer(role=Role.OBJECT, bbox=one.box, color=one.color, sure=sure)


def _sign(one: Drawn) -> ShapeLayer:
    """Circles and upright rectangles are what a shape is without a sign."""
    sure = {"bbox": one.region.sure, "color": one.region.sure, "sign": one.like, "outline": one.like}
    shape = ShapeLayer(role=Role.OBJECT, bbox=one.box, color=one.region.color, outline=one.outline, sure=sure)
    kind, (_, _, w, h) = one.sign.kind, one.box
    if one.outline is None and kind == "ellipse" and abs(w - h) < ROUND * max(w, h):
        return shape.model_copy(update={"radius": min(w, h) / 2})
    plain = one.outline is None and kind == "rectangle" and not one.sign.rotation
    return shape if plain else shape.model_copy(update={"sign": one.sign})


def roles_of(lines: Sequence[TypesetLine], canvas: Size) -> list[Role]:
    highest = max((line.height for line in lines), default=0.0)
    least = LABEL * min(canvas.w, canvas.h)
    return [_role(line.height, highest, least) for line in lines]


def _role(height: float, highest: float, least: float) -> Role:
    if height < least:
        return Role.LABEL
    return Role.HEADLINE if height >= HEADLINE * highest else Role.SUBTEXT


def _text(line: TypesetLine, role: Role, canvas: Size) -> TextLayer:
    box = _rounded(line.box)
    fill = line.fill
    style = TextStyle(
        font=line.face.family.name if line.face else None,
        mood=line.face.family.mood if line.face else None,
        weight=line.face.weight if line.face else Weight.EXTRA_BOLD,
        case="upper" if line.upper else "as-is",
        fill=fill.color,
        fill_bottom=fill.bottom,
        accent=fill.accent,
        accent_words=fill.accented,
        stroke=round(line.stroke, 1),
        stroke_color=line.stroke_color,
        shadow=line.shadow,
        plate=Plate(color=line.plate.color, pad=round(min(2.0, line.plate.pad), 2)) if line.plate else None,
        align=_alignment(box, canvas),
        rotation=0.0 if line.steep else max(-STEEPEST, min(STEEPEST, round(line.rotation, 1))),
        max_lines=_lines_for(box) if line.steep else 1,
    )
    sure = {name: round(value, 2) for name, value in line.sure.items()}
    content = line.text or "?" * min(MOST_LETTERS, line.letters)
    return TextLayer(role=role, content=content, bbox=box, style=style, sure=sure)


def _lines_for(box: Box) -> int:
    """Words set straight where others ran up or down share the height between them."""
    return max(2, min(MOST_LINES, round(box[3] / max(1.0, box[2]))))


def _alignment(box: Box, canvas: Size) -> Alignment:
    """By the margins it keeps: even ones mean centered."""
    left, right = box[0], canvas.w - box[0] - box[2]
    if abs(left - right) < 0.06 * canvas.w:
        return "center"
    return "left" if left < right else "right"


def _rounded(box: Box) -> Box:
    x, y, w, h = (round(value, 1) for value in box)
    return x, y, w, h
