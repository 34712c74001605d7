"""Typeset lines to text layers: what is the headline, in which style, and how sure each of that is."""

from collections.abc import Sequence

from common.catalog import Size
from common.layout import Box, Margins, Plate, Role, TextLayer, TextStyle, Weight
from common.margins import EVEN, margins_of
from layout_extractor.words.typeset import TypesetLine

HEADLINE = 0.62
"""Lines at least this high, of the highest, belong to the headline."""
LABEL = 0.045
"""Of the picture's shorter side: what is lower is a label, a watermark, a sign in the scene."""
STEEPEST = 45.0
MOST_LINES, MOST_LETTERS = 4, 40
UNSEEN = 0.7
"""How sure it is that what was not seen is not there: a faint outline, a glow as bright as what is behind it."""
FOLLOWS = {
    "content": ("case",),
    "bbox": ("rotation", "max_lines"),
    "fill": ("fill_bottom", "accent", "accent_words"),
    "font": ("mood", "weight"),
    "stroke": ("stroke_color",),
}
"""Fields that are as sure as the one they are read from."""


def roles_of(lines: Sequence[TypesetLine], canvas: Size) -> list[tuple[Role, float]]:
    """And how sure each is."""
    highest = max((line.height for line in lines), default=0.0)
    least = LABEL * min(canvas.w, canvas.h)
    return [(_role(line.height, highest, least), _role_sure(line.height, highest, least)) for line in lines]


def text_layer(line: TypesetLine, role: Role, role_sure: float, canvas: Size) -> TextLayer:
    box = _rounded(line.box)
    fill = line.fill
    free = margins_of(box, canvas.w, canvas.h)
    style = TextStyle(
        font=line.face.family.name if line.face else None,
        mood=line.face.family.mood if line.face else None,
        weight=line.face.weight if line.face else Weight.EXTRA_BOLD,
        width=line.width if line.sure["width"] else None,
        case="upper" if line.upper else "as-is",
        fill=fill.color,
        fill_bottom=fill.bottom,
        accent=fill.accent,
        accent_words=fill.accented,
        stroke=round(line.stroke, 1),
        stroke_color=line.stroke_color,
        shadow=line.shadow,
        glow=line.glow or False,
        plate=Plate(color=line.plate.color, pad=round(min(2.0, line.plate.pad), 2)) if line.plate else None,
        align=free.across,
        rotation=0.0 if line.steep else max(-STEEPEST, min(STEEPEST, round(line.rotation, 1))),
        max_lines=_lines_for(box) if line.steep else 1,
    )
    content = line.text or "?" * min(MOST_LETTERS, line.letters)
    sure = _sureness(line.sure, role_sure, free)
    return TextLayer(role=role, content=content, bbox=box, style=style, sure=sure)


def _sureness(read: dict[str, float], role: float, free: Margins) -> dict[str, float]:
    followed = {name: read[field] for field, names in FOLLOWS.items() for name in names}
    found = {**followed, "shadow": UNSEEN, "glow": UNSEEN, **read, "role": role, "align": _align_sure(free)}
    return {name: round(value, 2) for name, value in found.items()}


def _role(height: float, highest: float, least: float) -> Role:
    if height < least:
        return Role.LABEL
    return Role.HEADLINE if height >= HEADLINE * highest else Role.SUBTEXT


def _role_sure(height: float, highest: float, least: float) -> float:
    """Halfway where it is as high as the line between two roles."""
    limits = [least, HEADLINE * highest]
    return min(1.0, 0.5 + min(abs(height - limit) / max(1.0, limit) for limit in limits))


def _align_sure(free: Margins) -> float:
    """Halfway where its margins are as uneven as those of centered lines may be."""
    return min(1.0, 0.5 + abs(abs(free.left - free.right) - EVEN) / (2 * EVEN))


def _lines_for(box: Box) -> int:
    """Words set straight where others ran up or down share the height between them."""
    return max(2, min(MOST_LINES, round(box[3] / max(1.0, box[2]))))


def _rounded(box: Box) -> Box:
    x, y, w, h = (round(value, 1) for value in box)
    return x, y, w, h
