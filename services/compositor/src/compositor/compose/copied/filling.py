"""The creator's words in the slots of a copied layout: letters as large as the copied ones wherever there is room.

A slot keeps the edge its lines hang on; at its open side it may take what is free beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.catalog import Size
from common.errors import Code, PermanentError
from common.layout import TextLayer
from compositor.compose.block import Fit, Setting
from compositor.compose.copied.sharing import Places, below, stressed, ways
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
TOUCHING = 0.25
"""Of a slot's height: what reaches so far into it from above or below is not beside it."""

Fitted = tuple[TextLayer, FittedText]


@dataclass(frozen=True, slots=True)
class Filled:
    """Words in front of the person, and words behind."""

    front: Setting
    behind: Setting

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
        """None where they would be too small to read."""
        title = self._title(headline)
        caption = self._caption(title, subtext) if title and subtext else None
        if not title or (subtext and not caption):
            return None
        found = [*title, caption] if caption else title
        return Filled(
            _setting([one for slot, one in found if not slot.behind], title),
            _setting([one for slot, one in found if slot.behind], title),
        )

    def _title(self, words: Sequence[str]) -> list[tuple[Slot, Fitted]]:
        """Of the likeliest ways to share the words out, the one whose letters come nearest to the copied ones."""
        tried = (self._set(parts) for parts in ways(words, self.places.headline))
        found = [one for one in tried if one]
        return max(found, key=_closeness) if found else []

    def _set(self, parts: Sequence[str]) -> list[tuple[Slot, Fitted]] | None:
        asked = [(slot, part) for slot, part in zip(self.places.headline, parts, strict=True) if part]
        found = [(slot, self._largest(slot, part, self._taken(slot))) for slot, part in asked]
        return None if any(one is None for _, one in found) else [(slot, one) for slot, one in found if one]

    def _caption(self, title: Sequence[tuple[Slot, Fitted]], subtext: str) -> tuple[Slot, Fitted] | None:
        inks = [Rect.of(one.bbox) for _, (_, one) in title]
        last, (_, fitted) = title[-1]
        slot = self.places.subtext or below(last, Rect.of(fitted.bbox), self.frame.safe.bottom)
        found = self._largest(_beside(slot, inks), subtext, [*inks, *self._heads(slot)])
        return found and (slot, found)

    def _taken(self, slot: Slot) -> list[Rect]:
        places = (*self.places.headline, *((self.places.subtext,) if self.places.subtext else ()))
        return [*(one.room for one in places if one is not slot), *self._heads(slot)]

    def _heads(self, slot: Slot) -> list[Rect]:
        return [self.head] if self.head and not slot.behind else []

    def _largest(self, slot: Slot, text: str, taken: Sequence[Rect]) -> Fitted | None:
        """In the slot's room, in what is free beside it, then in one more line."""
        room = self._clear(slot.room)
        wide = self._widened(replace(slot, room=room), taken)
        found = self._measured(slot, text, wide)
        if found is not None and found[1].cap_height >= SMALL * _capitals(slot):
            return found
        broken = self._measured(slot, text, self._clear(_taller(slot, wide)), more_lines=1)
        return max((one for one in (found, broken) if one), key=lambda one: one[1].cap_height, default=None)

    def _widened(self, slot: Slot, taken: Sequence[Rect]) -> Rect:
        room, safe = slot.room, self.frame.safe
        near = [one for one in (*taken, *self.frame.islands) if _level_with(one, room)]
        left = max([min(safe.x, room.x), *(one.right for one in near if one.center[0] < room.x)])
        right = min([max(safe.right, room.right), *(one.x for one in near if one.center[0] > room.right)])
        left, right = min(left, room.x), max(right, room.right)
        if slot.style.rotation or slot.style.align == "center":  # a tilt turns around the middle of the box
            aside = min(room.x - left, right - room.right)
            return Rect.between(room.x - aside, room.y, room.right + aside, room.bottom)
        if slot.style.align == "left":
            return Rect.between(room.x, room.y, right, room.bottom)
        return Rect.between(left, room.y, room.right, room.bottom)

    def _clear(self, room: Rect) -> Rect:
        """Moved, then cut, to what can be seen off the islands; the side that loses least is cut."""
        clear = self.frame.clear
        x = min(max(room.x, clear.x), max(clear.x, clear.right - room.w))
        y = min(max(room.y, clear.y), max(clear.y, clear.bottom - room.h))
        kept = Rect(x, y, room.w, room.h).clipped(clear)
        for island in self.frame.islands:
            if kept.meets(island):
                kept = max(_parts(kept, island), key=lambda part: part.area)
        return kept

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


def _taller(slot: Slot, room: Rect) -> Rect:
    return Rect.between(room.x, room.y - 0.2 * slot.height, room.right, room.bottom + 0.2 * slot.height)


def _beside(slot: Slot, inks: Sequence[Rect]) -> Slot:
    """Below a title that became taller than the copied one."""
    over = [ink for ink in inks if ink.meets(slot.room)]
    if not over:
        return slot
    above = [ink for ink in over if ink.center[1] < slot.room.center[1]]
    down = max((ink.bottom for ink in above), default=slot.room.y) - slot.room.y
    return replace(slot, room=slot.room.moved(0, down))


def _level_with(one: Rect, room: Rect) -> bool:
    return min(one.bottom, room.bottom) - max(one.y, room.y) > TOUCHING * min(room.h, one.h)


def _parts(room: Rect, island: Rect) -> tuple[Rect, ...]:
    return (
        Rect.between(room.x, room.y, room.right, island.y),
        Rect.between(room.x, room.y, island.x, room.bottom),
        Rect.between(island.right, room.y, room.right, room.bottom),
        Rect.between(room.x, island.bottom, room.right, room.bottom),
    )
