"""The creator's words in the slots of a copied layout: letters as large as the copied ones wherever there is room.

A slot keeps the edge its lines hang on; at its open side it may take what is free beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from common.catalog import Size
from common.errors import Code, PermanentError
from common.layout import TextLayer
from compositor.compose.block import Fit, Setting
from compositor.compose.copied.rooms import Rooms, beside, with_half
from compositor.compose.copied.sharing import Places, captions, stressed, ways
from compositor.compose.copied.slots import CAPITALS, Slot
from compositor.compose.frame import Frame
from compositor.geometry import Rect
from compositor.text.block import FittedText, settle

AIR = 0.012
"""Of the canvas's shorter side, between words and its edge."""
SMALL = 0.72
"""Of the copied letters: smaller ones may break into one more line."""
LARGER = 1.3
"""Times the copied letters, at most, where few words have many lines' room."""

Fitted = tuple[TextLayer, FittedText]


@dataclass(frozen=True, slots=True)
class Filled:
    """Words in front of the person, and words behind."""

    front: Setting
    behind: Setting
    lines_behind: tuple[Rect, ...] = ()

    @property
    def inks(self) -> tuple[Rect, ...]:
        return (*self.front.ink, *self.behind.ink)

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.front.notes, *self.behind.notes)))


@dataclass(frozen=True)
class Filling:
    """`head` is kept free beside words, never below them where the copied ones lay over it."""

    places: Places
    frame: Frame
    canvas: Size
    fit: Fit
    head: Rect | None = None

    def filled(self, headline: Sequence[str], subtext: str) -> Filled | None:
        """None where they would be too small to read, or nothing is free for the subtext."""
        title = self._title(headline)
        caption = self._caption(title, subtext) if title and subtext else None
        if not title or (subtext and not caption):
            return None
        found = [*title, caption] if caption else title
        return Filled(
            _setting([one for slot, one in found if not slot.behind], title),
            _setting([one for slot, one in found if slot.behind], title),
            tuple(line for slot, (_, fitted) in found if slot.behind for line in _lines(fitted)),
        )

    def _title(self, words: Sequence[str]) -> list[tuple[Slot, Fitted]]:
        """Of the likeliest ways to share the words out, the one whose letters come nearest to the copied ones."""
        tried = (self._set(parts) for parts in ways(words, self.places.headline))
        found = [one for one in tried if one]
        return max(found, key=_closeness) if found else []

    def _set(self, parts: Sequence[str]) -> list[tuple[Slot, Fitted]] | None:
        asked = [(slot, part) for slot, part in zip(self.places.headline, parts, strict=True) if part]
        found = [
            (slot, self._largest(slot, part, self._taken(slot, [one for one, _ in asked]))) for slot, part in asked
        ]
        return None if any(one is None for _, one in found) else [(slot, one) for slot, one in found if one]

    def _caption(self, title: Sequence[tuple[Slot, Fitted]], subtext: str) -> tuple[Slot, Fitted] | None:
        inks = [(slot, Rect.of(one.bbox)) for slot, (_, one) in title]
        taken = [ink for _, ink in inks]
        slot = beside(self.places.subtext, taken) if self.places.subtext else self._free(captions(inks), taken)
        found = slot and self._largest(slot, subtext, [*taken, *self._heads(slot)])
        return (slot, found) if slot and found else None

    def _free(self, slots: Sequence[Slot], inks: Sequence[Rect]) -> Slot | None:
        """The first that lies where words may be and on nothing."""
        safe, taken = self.frame.safe, [*inks, *([self.head] if self.head else [])]
        inside = (slot for slot in slots if slot.room.y >= safe.y and slot.room.bottom <= safe.bottom)
        return next((slot for slot in inside if not any(slot.room.meets(one) for one in taken)), None)

    def _taken(self, slot: Slot, used: Sequence[Slot]) -> list[Rect]:
        """Others take their half of what is free between."""
        others = [*used, *([self.places.subtext] if self.places.subtext else ())]
        halves = [with_half(one.room, slot) for one in others if one is not slot]
        return [*halves, *self._heads(slot)]

    def _heads(self, slot: Slot) -> list[Rect]:
        return [self.head] if self.head and not slot.behind else []

    def _largest(self, slot: Slot, text: str, taken: Sequence[Rect]) -> Fitted | None:
        """In the slot's room and what is free beside it, then in one more line."""
        rooms = Rooms(self.frame)
        wide = rooms.around(slot, taken)
        found = self._measured(slot, text, wide)
        if slot.behind or (found is not None and found[1].cap_height >= SMALL * _capitals(slot)):
            return found  # a second line behind somebody would be hidden
        broken = self._measured(slot, text, rooms.taller(slot, wide, taken), more_lines=1)
        return max((one for one in (found, broken) if one), key=lambda one: one[1].cap_height, default=None)

    def _measured(self, slot: Slot, text: str, room: Rect, more_lines: int = 0) -> Fitted | None:
        accents = stressed(slot, text.split())
        lines = min(6, slot.lines + more_lines)
        style = slot.style.model_copy(update={"max_lines": lines, "accent_words": accents, "size": None, "lines": ()})
        layer = TextLayer(role=slot.role, content=text, bbox=room.box, style=style)
        try:
            fitted = self.fit(layer, self.canvas)
        except PermanentError as error:
            if error.code is not Code.TEXT_DOES_NOT_FIT:
                raise
            return None
        most = LARGER * _capitals(slot)
        if fitted.cap_height > most:
            size = fitted.size * most / fitted.cap_height
            layer = layer.model_copy(update={"style": style.model_copy(update={"size": size})})
            fitted = self.fit(layer, self.canvas)
        moved = self._moved_inside(layer, fitted)
        if moved is not layer:
            layer, fitted = moved, self.fit(moved, self.canvas)
        return _tight(settle(layer, fitted), fitted), fitted

    def _moved_inside(self, layer: TextLayer, fitted: FittedText) -> TextLayer:
        """Tilted words reach over their box: it is moved until all of them are on the canvas, where that can be."""
        ink, room = Rect.of(fitted.bbox), Rect.of(layer.bbox)
        air = AIR * min(self.canvas.w, self.canvas.h)
        dx = max(air - ink.x, 0.0) or min(self.canvas.w - air - ink.right, 0.0)
        dy = max(air - ink.y, 0.0) or min(self.canvas.h - air - ink.bottom, 0.0)
        return layer if not (dx or dy) else layer.model_copy(update={"bbox": room.moved(dx, dy).box})


def _setting(found: Sequence[Fitted], title: Sequence[tuple[Slot, Fitted]]) -> Setting:
    notes = tuple(note for _, one in found for note in one.notes)
    cap = min(one.cap_height for _, (_, one) in title)
    return Setting(tuple(layer for layer, _ in found), tuple(Rect.of(one.bbox) for _, one in found), cap, notes)


def _tight(layer: TextLayer, fitted: FittedText) -> TextLayer:
    """No wider than its ink, so that the words stand where they stood and the rest of the room is free."""
    _, y, _, height = layer.bbox
    return layer.model_copy(update={"bbox": (fitted.ink.x, y, fitted.ink.w, height)})


def _closeness(title: Sequence[tuple[Slot, Fitted]]) -> float:
    """The worst of the slots counts; letters as large as the copied ones are large enough."""
    return min(min(1.0, fitted.cap_height / _capitals(slot)) for slot, (_, fitted) in title)


def _capitals(slot: Slot) -> float:
    """The height of the copied letters: that of a line without its strokes and plate."""
    plate = slot.style.plate
    bare = slot.height - 2 * slot.style.stroke
    return bare / (1 + 2 * plate.pad / CAPITALS) if plate else bare


def _lines(fitted: FittedText) -> list[Rect]:
    return [fitted.turned(line.ink) for line in fitted.lines]
