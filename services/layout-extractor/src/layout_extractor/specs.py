"""Typeset lines and people to a LayoutSpec: what is the headline, what its neighbor, in which style."""

from collections.abc import Sequence
from typing import Literal

from common.catalog import Size
from common.layout import Box, ImageLayer, Layer, LayoutSpec, Plate, Role, TextLayer, TextStyle, Weight
from layout_extractor.grading import Grade
from layout_extractor.people import Standing
from layout_extractor.words.typeset import TypesetLine

HEADLINE = 0.62
"""Lines at least this high, of the highest, belong to the headline."""
LABEL = 0.045
"""Of the picture's shorter side: what is lower is a label, a watermark, a sign in the scene."""
STEEPEST = 45.0
MOST_LINES, MOST_LETTERS = 4, 40

Alignment = Literal["left", "center", "right"]


def spec_of(lines: Sequence[TypesetLine], person: Standing | None, grade: Grade, canvas: Size) -> LayoutSpec:
    """Bottom first: the background, the person, then the words in reading order."""
    layers: list[Layer] = [ImageLayer(role=Role.BACKGROUND, ops=grade.ops, sure={"ops": 0.6})]
    if person:
        sure = {"bbox": person.sure, "focus": 0.9}
        layers.append(ImageLayer(role=Role.SUBJECT, bbox=person.box, focus=person.head, sure=sure))
    roles = roles_of(lines, canvas)
    layers += [_text(line, role, canvas) for line, role in zip(lines, roles, strict=True)]
    return LayoutSpec(canvas=canvas, layers=tuple(layers))


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
