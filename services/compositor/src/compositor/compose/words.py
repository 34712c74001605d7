"""Setting headline and subtext into the room beside a head: the candidate that gives the largest letters wins."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from common.brief import TextPlacement
from common.catalog import Size
from common.errors import Code, PermanentError
from common.layout import Role, TextLayer
from compositor.compose.accents import accent_words
from compositor.compose.dress import Ensemble, headline_style, proportioned, subtext_style
from compositor.compose.frame import Frame
from compositor.compose.room import halves, level, rooms, tilt_in
from compositor.geometry import Rect
from compositor.text.block import FittedText, settle

TALLEST = 0.30
"""Cap height over the canvas's height, at most: one short word needs air too."""
FULLEST = 0.90
"""Of a room's height that words may fill."""
MOST_LINES, LONG_HEADLINE = 4, 7
"""Lines at most; headlines of so many words may have one more."""
UNEQUAL = 1.45
"""Of two blocks around a head, the larger letters over the smaller ones, at most."""
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
    """Words in their places. `cap_height` is the headline's, in pixels; the smaller one where it has two blocks."""

    layers: tuple[TextLayer, ...]
    ink: tuple[Rect, ...]
    cap_height: float
    notes: tuple[str, ...] = ()


def settings(
    copy: Copy, placement: TextPlacement, frame: Frame, head: Rect, of: Ensemble, fit: Fit
) -> Iterator[Setting]:
    """Every way to set the words at a placement that can be read."""
    accents = accent_words(copy.headline)
    if placement is TextPlacement.AROUND and len(copy.headline.split()) > 1:
        yield from _around(copy, accents, frame, head, of, fit)
        return
    for room in rooms(placement, frame, head):
        block = _block(copy, accents, room, placement, frame, of, fit)
        if block is not None:
            yield block


def _around(
    copy: Copy, accents: tuple[int, ...], frame: Frame, head: Rect, of: Ensemble, fit: Fit
) -> Iterator[Setting]:
    """The headline in two blocks on both sides of the head; the subtext goes with the second."""
    words = copy.headline.split()
    sides = (TextPlacement.LEFT, TextPlacement.RIGHT), (TextPlacement.TOP, TextPlacement.BOTTOM)
    for (first_rooms, second_rooms), (first_side, second_side) in zip(halves(frame, head), sides, strict=False):
        for cut in range(1, len(words)):
            first = Copy(" ".join(words[:cut]), "", plate=False)
            second = replace(copy, headline=" ".join(words[cut:]))
            here = tuple(i for i in accents if i < cut)
            there = tuple(i - cut for i in accents if i >= cut)
            tasks = (_Part(first, here, first_rooms, first_side), _Part(second, there, second_rooms, second_side))
            yield from _pair(tasks, frame, of, fit)


@dataclass(frozen=True, slots=True)
class _Part:
    copy: Copy
    accents: tuple[int, ...]
    rooms: list[Rect]
    side: TextPlacement


def _pair(parts: tuple[_Part, _Part], frame: Frame, of: Ensemble, fit: Fit) -> Iterator[Setting]:
    """Both blocks at their largest, then the larger one held back to the other."""
    first, second = (_largest(part, frame, of, fit, TALLEST) for part in parts)
    if first is None or second is None:
        return
    tallest = min(first.cap_height, second.cap_height) * UNEQUAL / frame.canvas.h
    first, second = (
        setting if setting.cap_height <= tallest * frame.canvas.h else _largest(part, frame, of, fit, tallest)
        for part, setting in zip(parts, (first, second), strict=True)
    )
    if first is not None and second is not None:
        yield _joined(first, second)


def _largest(part: _Part, frame: Frame, of: Ensemble, fit: Fit, tallest: float) -> Setting | None:
    found = (_block(part.copy, part.accents, room, part.side, frame, of, fit, tallest) for room in part.rooms)
    return max((one for one in found if one is not None), key=lambda one: one.cap_height, default=None)


def _joined(first: Setting, second: Setting) -> Setting:
    return Setting(
        first.layers + second.layers,
        first.ink + second.ink,
        min(first.cap_height, second.cap_height) * _balance(first, second),
        tuple(dict.fromkeys(first.notes + second.notes)),
    )


def _balance(one: Setting, other: Setting) -> float:
    """1 for blocks alike in letter size and length: a lone "I" beside five words is no composition."""
    heights = sorted((one.cap_height, other.cap_height))
    letters = sorted(len(setting.layers[0].content) for setting in (one, other))
    return (heights[0] / heights[1]) ** 0.5 * (letters[0] / letters[1]) ** 0.25


def _block(
    copy: Copy,
    accents: tuple[int, ...],
    room: Rect,
    placement: TextPlacement,
    frame: Frame,
    of: Ensemble,
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
    copy: Copy, accents: tuple[int, ...], room: Rect, frame: Frame, of: Ensemble, fit: Fit, tallest: float
) -> tuple[TextLayer, FittedText]:
    share = FULLEST - (_SUBTEXT_ROOM if copy.subtext else 0)
    box = Rect(room.x, room.y, room.w, room.h * share)
    lines = MOST_LINES + (len(copy.headline.split()) >= LONG_HEADLINE)
    style = headline_style(of, accents=accents, max_lines=lines)
    layer = TextLayer(role=Role.HEADLINE, content=copy.headline, bbox=box.box, style=style)
    canvas = Size(w=round(frame.canvas.w), h=round(frame.canvas.h))
    fitted = fit(layer, canvas, stroke_em=of.stroke_em)
    size = fitted.size * min(1.0, tallest * frame.canvas.h / fitted.cap_height)
    layer = layer.model_copy(update={"style": proportioned(style, of, size)})
    if layer.style.outline is not None:  # takes room itself
        size = min(size, fit(layer, canvas, stroke_em=of.stroke_em).size)
        layer = layer.model_copy(update={"style": proportioned(style, of, size)})
    if layer.style.outline is not None or size < fitted.size:
        layer = layer.model_copy(update={"style": layer.style.model_copy(update={"size": size})})
        fitted = fit(layer, canvas, stroke_em=of.stroke_em)
    return settle(layer, fitted), fitted


def _subtext(
    copy: Copy, room: Rect, headline: FittedText, frame: Frame, of: Ensemble, fit: Fit
) -> tuple[TextLayer, FittedText]:
    canvas = Size(w=round(frame.canvas.w), h=round(frame.canvas.h))
    height = room.h - headline.ink.h - _GAP * headline.size
    box = Rect(room.x, room.y, room.w, max(1.0, height))
    style = subtext_style(of, plate=copy.plate)
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
    of: Ensemble,
    tilt: float,
) -> Setting:
    """One below the other, together in the middle of the room (or against its outer side), then tilted as one."""
    gap = _GAP * headline.size
    height = sum(fitted.ink.h for _, fitted in lines) + gap * (len(lines) - 1)
    width = max(fitted.ink.w for _, fitted in lines)
    spare = max(0.0, room.h - height)
    y = room.y + spare * {TextPlacement.TOP: 0.25, TextPlacement.BOTTOM: 0.75}.get(placement, 0.5)
    aside = {TextPlacement.LEFT: 0.0, TextPlacement.TOP: 0.0, TextPlacement.BOTTOM: 0.0}.get(placement, 0.5)
    x = room.x + max(0.0, room.w - width) * (aside if of.look.words.align == "left" else 0.5)
    group = Rect(x, y, width, height)
    layers: list[TextLayer] = []
    inks: list[Rect] = []
    for layer, fitted in lines:
        left = group.x if of.look.words.align == "left" else group.center[0] - fitted.ink.w / 2
        box = _turned(Rect(left, y, fitted.ink.w, fitted.ink.h), group.center, tilt)
        y += fitted.ink.h + gap
        style = layer.style.model_copy(update={"rotation": tilt})
        layers.append(layer.model_copy(update={"bbox": box.box, "style": style}))
        inks.append(box)
    notes = tuple(note for _, fitted in lines for note in fitted.notes)
    return Setting(tuple(layers), tuple(inks), headline.cap_height, notes)


def _turned(box: Rect, pivot: tuple[float, float], degrees: float) -> Rect:
    """The box whose center is turned around the pivot; it turns around its own center when it is drawn."""
    angle = math.radians(degrees)
    dx, dy = box.center[0] - pivot[0], box.center[1] - pivot[1]
    x, y = (
        pivot[0] + math.cos(angle) * dx + math.sin(angle) * dy,
        pivot[1] - math.sin(angle) * dx + math.cos(angle) * dy,
    )
    return Rect(x - box.w / 2, y - box.h / 2, box.w, box.h)
