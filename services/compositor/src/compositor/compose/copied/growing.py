"""Rooms for a title of more or fewer words than the copied one: what is free above and below its lines is theirs.

Its block stays where it hung: from the top of the canvas, on its bottom, or in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from compositor.compose.copied.slots import Slot, columns_of
from compositor.compose.frame import Frame
from compositor.geometry import Rect, enclosing, free_rects

TIGHT, LOOSE = 0.4, 0.8
"""Of a line, at most, between lines that need room, and that have it."""
A_NUMBER = 3
"""Letters of a line that stays one, at most."""
LOUDER = 1.45
"""Times its height, for the room of a title that is a single line."""
MOSTLY = 0.8
"""Of the room of all lines, that nothing is in the way of."""
HUNG = 0.6
"""Of what is free below a block, what is free above one that hangs from the top."""
OVER = 0.25
"""Of the lower one's height, that plates below each other may share."""
BETWEEN = 0.15
"""Of a line, between a block and what is above or below it."""


@dataclass(frozen=True)
class Growing:
    """`taken` is where a title may not go, `below` what has to stay free under it."""

    frame: Frame
    taken: tuple[Rect, ...]
    below: float = 0.0

    def roomier(self, slots: Sequence[Slot], more: int) -> tuple[Slot, ...]:
        """Every slot with `more` lines, as high as the copied ones where there is room."""
        found = list(slots)
        for stack in stacks_of(slots):
            old = [slots[place] for place in stack]
            taller = [_taller(slot, more) for slot in old]
            free = self._free(slots, stack)
            gaps = _gaps(taller, free.h)
            high = min(free.h, _height(taller, gaps))
            top = hung(enclosing(slot.room for slot in old), high, free, self.frame)
            for place, slot in zip(stack, _laid(taller, gaps, high, top), strict=True):
                found[place] = slot
        return tuple(found)

    def louder(self, slots: Sequence[Slot], count: int) -> tuple[Slot, ...]:
        """Slots for `count` words, fewer than there are lines, in the room of all of them; none where that is split."""
        whole = enclosing(slot.room for slot in slots)
        block = next(iter(free_rects(whole, self.taken)), whole)
        stacks = [list(range(len(slots)))] if count == 1 else stacks_of(slots)
        if any(slot.behind for slot in slots) or len(stacks) > 1 or block.area < MOSTLY * whole.area:
            return ()
        largest = sorted(stacks[0], key=lambda place: (-_tall(slots[place]), -slots[place].room.area))[:count]
        kept = [
            replace(slots[place], lines=1, tall=_tall(slots[place]), home=block, loud=True) for place in sorted(largest)
        ]
        free, single = self._free(slots, stacks[0], kept=0.0), block.h < LOUDER * max(_tall(slot) for slot in slots)
        high = min(free.h, block.h * (LOUDER if single else 1.0))
        top = hung(block, high, free, self.frame) if single else max(free.y, block.center[1] - high / 2)
        laid = _laid(kept, _gaps(kept, 0.0), high, top)
        align = "center" if len(stacks_of(slots)) > 1 else None
        return tuple(_across(slot, block, align) for slot in laid)

    def _free(self, slots: Sequence[Slot], stack: Sequence[int], kept: float = 1.0) -> Rect:
        """The block with what is free above and below it; `kept` is the share of it that stays whatever is below."""
        block, safe = enclosing(slots[place].room for place in stack), self.frame.safe
        air = BETWEEN * max(slots[place].height for place in stack)
        others = [slot.room for place, slot in enumerate(slots) if place not in stack]
        column = [
            one for one in (*self.taken, *others, *self.frame.islands) if one.x < block.right and block.x < one.right
        ]
        above = [one.bottom + air for one in column if one.center[1] < block.center[1]]
        under = [one.y - air for one in column if one.center[1] >= block.center[1]]
        top = min(block.y, max([safe.y, *above]))
        bottom = max(block.y + kept * block.h, min([safe.bottom, *under]) - self.below)
        return Rect.between(block.x, top, block.right, bottom)


def _taller(slot: Slot, more: int) -> Slot:
    lines = slot.lines if slot.letters <= A_NUMBER else slot.lines + more
    return replace(slot, lines=lines, tall=_tall(slot), home=slot.room)


def stacks_of(slots: Sequence[Slot]) -> list[list[int]]:
    """Places of slots that stand below each other and apart, from the top; the others, and those behind, are alone."""
    found: list[list[int]] = []
    for column in columns_of([slot.room for slot in slots]):
        places = sorted(column, key=lambda place: slots[place].room.y)
        apart = all(_is_below(slots[one].room, slots[two].room) for one, two in pairwise(places))
        whole = apart and not any(slots[place].behind for place in places)
        found += [places] if whole else [[place] for place in places if not slots[place].behind]
    return found


def _is_below(above: Rect, below: Rect) -> bool:
    return above.bottom - below.y <= OVER * min(above.h, below.h)


def hung(block: Rect, height: float, free: Rect, frame: Frame) -> float:
    """The top of a block that is `height` high by now."""
    above, below = block.y - frame.safe.y, frame.safe.bottom - block.bottom
    if above <= HUNG * below:
        y = block.y
    elif below <= HUNG * above:
        y = block.bottom - height
    else:
        y = block.center[1] - height / 2
    return max(free.y, min(y, free.bottom - height))


def _tall(slot: Slot) -> float:
    return slot.tall or slot.height


def _height(slots: Sequence[Slot], gaps: Sequence[float]) -> float:
    return sum(slot.lines * _tall(slot) for slot in slots) + sum(gaps)


def _gaps(slots: Sequence[Slot], height: float) -> list[float]:
    """As between the copied lines, or as much of that as `height` has room for, down to what lines need."""
    found = [
        max(0.0, min(below.room.y - above.room.bottom, LOOSE * min(_tall(above), _tall(below))))
        for above, below in pairwise(slots)
    ]
    least = [
        min(gap, TIGHT * min(_tall(one), _tall(two))) for gap, (one, two) in zip(found, pairwise(slots), strict=True)
    ]
    spare, wanted = height - _height(slots, least), sum(found) - sum(least)
    share = max(0.0, min(1.0, spare / wanted)) if wanted else 0.0
    return [low + share * (gap - low) for gap, low in zip(found, least, strict=True)]


def _laid(slots: Sequence[Slot], gaps: Sequence[float], height: float, top: float) -> list[Slot]:
    """Below each other from `top`, together as high as that."""
    factor, y, found = height / _height(slots, gaps), top, list[Slot]()
    for slot, gap in zip(slots, [*gaps, 0.0], strict=True):
        high = slot.lines * _tall(slot) * factor
        found.append(replace(slot, room=Rect(slot.room.x, y, slot.room.w, high)))
        y += high + gap * factor
    return found


def _across(slot: Slot, block: Rect, align: Literal["center"] | None) -> Slot:
    style = slot.style.model_copy(update={"align": align or slot.style.align})
    return replace(slot, style=style, room=Rect(block.x, slot.room.y, block.w, slot.room.h))
