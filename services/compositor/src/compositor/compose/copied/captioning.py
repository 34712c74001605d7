"""The creator's subtext: in the copied one's place, else along the title, as it is tilted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from compositor.compose.copied.measuring import Fitted, Measuring
from compositor.compose.copied.rooms import beside
from compositor.compose.copied.sharing import Places, captions, tilted
from compositor.compose.copied.slots import Slot
from compositor.compose.frame import Frame
from compositor.geometry import Rect

Title = list[tuple[Slot, Fitted]]


@dataclass(frozen=True)
class Captioning:
    """`person` is what a person is beside a line: the `head`, and the body where the line does not lie over it."""

    places: Places
    frame: Frame
    measuring: Measuring
    head: Rect | None
    person: Callable[[Slot], Sequence[Rect]]
    signs: tuple[Rect, ...]
    above: bool = True
    """Whether it may stand above the title, where nothing is free below."""

    def caption(self, title: Title, subtext: str) -> tuple[Slot, Fitted] | None:
        """None where nothing is free for it."""
        taken = [Rect.of(one.bbox) for _, (_, one) in title]
        mine = self.places.subtext
        slot = beside(mine, taken, self._gap(mine)) if mine else self._free(title)
        found = slot and self.measuring.largest(slot, subtext, [*taken, *self.person(slot)])
        return (slot, found) if slot and found else None

    def _gap(self, caption: Slot) -> float:
        """Between the title and a subtext below it: the copied one, or half a line of either."""
        above = [slot.room.bottom for slot in self.places.headline if slot.room.center[1] < caption.room.center[1]]
        least = min(slot.height for slot in (*self.places.headline, caption))
        return max(0.0, min(caption.room.y - max(above, default=0.0), least / 2))

    def _free(self, title: Title) -> Slot | None:
        """Right below the title or right above it, where words may be and nothing else is."""
        safe, ends = self.frame.safe, (title[-1], title[0])
        below_above = list(zip(ends, captions([(slot, one) for slot, (_, one) in title]), strict=True))
        for (_, (_, hugged)), slot in below_above if self.above else below_above[:1]:
            others = [Rect.of(one.bbox) for _, (_, one) in title if one is not hugged]
            taken = [*others, *([self.head] if self.head else [])]
            inside = slot.room.y >= safe.y and slot.room.bottom <= safe.bottom
            if inside and not any(slot.room.meets(one) for one in taken):
                return tilted(self._opened(slot), hugged)
        return None

    def _opened(self, slot: Slot) -> Slot:
        """A tilted line that hangs on an edge is open at the other one: its middle is not where the room's is."""
        if not slot.style.rotation or slot.style.align == "center":
            return slot
        room, safe = slot.room, self.frame.safe
        near = [one for one in (*self.person(slot), *self.signs) if one.y < room.bottom and room.y < one.bottom]
        left = max([safe.x, *(one.right for one in near if one.center[0] < room.x)])
        right = min([safe.right, *(one.x for one in near if one.center[0] > room.right)])
        ends = (room.x, max(room.right, right)) if slot.style.align == "left" else (min(room.x, left), room.right)
        return replace(slot, room=Rect.between(ends[0], room.y, ends[1], room.bottom), loud=True)
