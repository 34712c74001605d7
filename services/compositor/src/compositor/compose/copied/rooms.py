"""What room words may take: their own, what is free beside it, and a little above and below."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from compositor.compose.copied.slots import Slot
from compositor.compose.frame import Frame
from compositor.geometry import Rect, free_rects

MORE = 0.2
"""Of a line, above and below it, for one more."""
BETWEEN = 0.3
"""Of a line, between neighbors that both take of what is free."""
TOUCHING = 0.25
"""Of a slot's height: what reaches so far into it from above or below is not beside it."""


@dataclass(frozen=True)
class Rooms:
    """On the canvas of `frame`. `taken` is where words may not go: others' rooms with their half of the gaps, heads."""

    frame: Frame

    def around(self, slot: Slot, taken: Sequence[Rect]) -> Rect:
        """The slot's own room, and what is free at its open side."""
        room, safe = self._clear(slot.room), self.frame.safe
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

    def taller(self, slot: Slot, room: Rect, taken: Sequence[Rect]) -> Rect:
        """`room` with a little of what is above and below, for one more line."""
        more, safe = MORE * slot.height, self.frame.safe
        column = [one for one in taken if one.x < room.right and room.x < one.right]
        above = (one.bottom for one in column if one.center[1] < room.y)
        below = (one.y for one in column if one.center[1] > room.bottom)
        top = max(min(safe.y, room.y), room.y - more, *above)
        bottom = min(max(safe.bottom, room.bottom), room.bottom + more, *below)
        return self._clear(Rect.between(room.x, min(top, room.y), room.right, max(bottom, room.bottom)))

    def _clear(self, room: Rect) -> Rect:
        """Moved, then cut, to what can be seen off the islands; the side that loses least is cut."""
        clear = self.frame.clear
        x = min(max(room.x, clear.x), max(clear.x, clear.right - room.w))
        y = min(max(room.y, clear.y), max(clear.y, clear.bottom - room.h))
        kept = Rect(x, y, room.w, room.h).clipped(clear)
        return next(iter(free_rects(kept, self.frame.islands)), kept)


def with_half(other: Rect, slot: Slot) -> Rect:
    """`other` with its half of the gap to the slot's room, and half of the air between both."""
    room, air = slot.room, BETWEEN * slot.height
    across = max(room.x - other.right, other.x - room.right, 0.0)
    down = max(room.y - other.bottom, other.y - room.bottom, 0.0)
    dx, dy = min(across, (across + air) / 2), min(down, (down + air) / 2)
    return Rect.between(other.x - dx, other.y - dy, other.right + dx, other.bottom + dy)


def beside(slot: Slot, inks: Sequence[Rect], gap: float) -> Slot:
    """Below a title that became taller than the copied one, and `gap` apart from it."""
    room = slot.room
    above = [ink for ink in inks if ink.center[1] < room.center[1] and ink.x < room.right and room.x < ink.right]
    down = max((ink.bottom + gap for ink in above), default=room.y) - room.y
    return replace(slot, room=room.moved(0, max(0.0, down)))


def _level_with(one: Rect, room: Rect) -> bool:
    return min(one.bottom, room.bottom) - max(one.y, room.y) > TOUCHING * min(room.h, one.h)
