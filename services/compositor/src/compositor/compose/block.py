"""One block of words in one room: headline above subtext, as large as fits, tilted as one."""

import math
from dataclasses import dataclass
from typing import Protocol

from common.brief import TextPlacement
from common.catalog import Size
from common.errors import Code, PermanentError
from common.layout import Role, TextLayer
from compositor.compose.dress import Dress
from compositor.compose.frame import Frame
from compositor.compose.room import level, tilt_in
from compositor.geometry import Rect
from compositor.text.block import FittedText, settle

TALLEST = 0.30
"""Cap height over the canvas's height, at most: one short word needs air too."""
FULLEST = 0.90
"""Of a room's height that words may fill."""
MOST_LINES, LONG_HEADLINE = 4, 7
"""Lines at most; headlines of so many words may have one more."""
ONE_LINE = 0.27
"""Of the headline's size: a subtext this large stays on one line."""
SUBTEXT_SIZE = 0.44
"""Of the headline's size, at most."""
_SUBTEXT_ROOM = 0.2
_GAP = 0.2
"""Between headline and subtext, in ems of the headline."""


class Fit(Protocol):
    def __call__(self, layer: TextLayer, canvas: Size, /, *, stroke_em: float | None = None) -> FittedText: ...


@dataclass(frozen=True, slots=True)
class Copy:
    """The words to set. `plate` says whether the subtext lies on one."""

    headline: str
    subtext: str
    plate: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """Words in their places. `cap_height` is the headline's, in pixels; the smaller one where it has two blocks.

    `caption` is the subtext's, 0 without one.
    """

    layers: tuple[TextLayer, ...]
    ink: tuple[Rect, ...]
    cap_height: float
    notes: tuple[str, ...] = ()
    caption: float = 0.0


def block(
    copy: Copy,
    accents: tuple[int, ...],
    room: Rect,
    placement: TextPlacement,
    frame: Frame,
    of: Dress,
    fit: Fit,
    tallest: float = TALLEST,
) -> Setting | None:
    """Headline above subtext in one room; None where they would be too small to read."""
    tilt = tilt_in(room, of.tilt)
    inner = level(room, tilt)
    try:
        headline, head_fit = _headline(copy, accents, inner, frame, of, fit, tallest)
        lines: list[tuple[TextLayer, FittedText]] = [(headline, head_fit)]
        if copy.subtext:
            lines.append(_subtext(copy, inner, head_fit, frame, of, fit))
    except PermanentError as error:
        if error.code is not Code.TEXT_DOES_NOT_FIT:
            raise
        return None
    return _stacked(lines, inner, placement, head_fit, of, tilt)


def _headline(
    copy: Copy, accents: tuple[int, ...], room: Rect, frame: Frame, of: Dress, fit: Fit, tallest: float
) -> tuple[TextLayer, FittedText]:
    share = FULLEST - (_SUBTEXT_ROOM if copy.subtext else 0)
    box = Rect(room.x, room.y, room.w, room.h * share)
    lines = MOST_LINES + (len(copy.headline.split()) >= LONG_HEADLINE)
    style = of.headline(accents=accents, max_lines=lines)
    layer = TextLayer(role=Role.HEADLINE, content=copy.headline, bbox=box.box, style=style)
    canvas = Size(w=round(frame.canvas.w), h=round(frame.canvas.h))
    fitted = fit(layer, canvas, stroke_em=of.stroke_em)
    size = fitted.size * min(1.0, tallest * frame.canvas.h / fitted.cap_height)
    layer = layer.model_copy(update={"style": of.sized(style, size)})
    if layer.style.outline is not None:  # takes room itself
        size = min(size, fit(layer, canvas, stroke_em=of.stroke_em).size)
        layer = layer.model_copy(update={"style": of.sized(style, size)})
    if layer.style.outline is not None or size < fitted.size:
        layer = layer.model_copy(update={"style": layer.style.model_copy(update={"size": size})})
        fitted = fit(layer, canvas, stroke_em=of.stroke_em)
    return settle(layer, fitted), fitted


def _subtext(
    copy: Copy, room: Rect, headline: FittedText, frame: Frame, of: Dress, fit: Fit
) -> tuple[TextLayer, FittedText]:
    canvas = Size(w=round(frame.canvas.w), h=round(frame.canvas.h))
    height = room.h - headline.ink.h - _GAP * headline.size
    box = Rect(room.x, room.y, room.w, max(1.0, height))
    style = of.subtext(plate=copy.plate)
    layer = TextLayer(role=Role.SUBTEXT, content=copy.subtext, bbox=box.box, style=style)
    fitted = fit(layer, canvas)
    single = layer.model_copy(update={"style": style.model_copy(update={"max_lines": 1})})
    if len(fitted.lines) > 1 and (on_one := _fitting(single, canvas, fit)) and on_one.size > ONE_LINE * headline.size:
        layer, fitted, style = single, on_one, single.style
    most = headline.size * SUBTEXT_SIZE
    if fitted.size > most:
        layer = layer.model_copy(update={"style": style.model_copy(update={"size": most})})
        fitted = fit(layer, canvas)
    return settle(layer, fitted), fitted


def _fitting(layer: TextLayer, canvas: Size, fit: Fit) -> FittedText | None:
    try:
        return fit(layer, canvas)
    except PermanentError:
        return None


def _stacked(
    lines: list[tuple[TextLayer, FittedText]],
    room: Rect,
    placement: TextPlacement,
    headline: FittedText,
    of: Dress,
    tilt: float,
) -> Setting:
    """One below the other, together in the middle of the room (or against its outer side), then tilted as one."""
    gap = _GAP * headline.size
    height = sum(fitted.ink.h for _, fitted in lines) + gap * (len(lines) - 1)
    width = max(fitted.ink.w for _, fitted in lines)
    spare = max(0.0, room.h - height)
    y = room.y + spare * {TextPlacement.TOP: 0.25, TextPlacement.BOTTOM: 0.75}.get(placement, 0.5)
    aside = {TextPlacement.LEFT: 0.0, TextPlacement.TOP: 0.0, TextPlacement.BOTTOM: 0.0}.get(placement, 0.5)
    x = room.x + max(0.0, room.w - width) * (aside if of.align == "left" else 0.5)
    group = Rect(x, y, width, height)
    layers: list[TextLayer] = []
    inks: list[Rect] = []
    for layer, fitted in lines:
        left = group.x if of.align == "left" else group.center[0] - fitted.ink.w / 2
        box = _turned(Rect(left, y, fitted.ink.w, fitted.ink.h), group.center, tilt)
        y += fitted.ink.h + gap
        style = layer.style.model_copy(update={"rotation": tilt})
        layers.append(layer.model_copy(update={"bbox": box.box, "style": style}))
        inks.append(box)
    notes = tuple(note for _, fitted in lines for note in fitted.notes)
    caption = lines[-1][1].cap_height if len(lines) > 1 else 0.0
    return Setting(tuple(layers), tuple(inks), headline.cap_height, notes, caption)


def _turned(box: Rect, pivot: tuple[float, float], degrees: float) -> Rect:
    """The box whose center is turned around the pivot; it turns around its own center when it is drawn."""
    angle = math.radians(degrees)
    dx, dy = box.center[0] - pivot[0], box.center[1] - pivot[1]
    x, y = (
        pivot[0] + math.cos(angle) * dx + math.sin(angle) * dy,
        pivot[1] - math.sin(angle) * dx + math.cos(angle) * dy,
    )
    return Rect(x - box.w / 2, y - box.h / 2, box.w, box.h)
