"""The creator's words in the slots of a copied layout, as large as the copied ones.

Fewer words get louder in the room of all lines; more of them get more lines before their letters become small.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from common.catalog import Size
from compositor.compose.block import Fit, Setting
from compositor.compose.copied.captioning import Captioning, Title
from compositor.compose.copied.growing import Growing, hung, stacks_of
from compositor.compose.copied.measuring import Fitted, Measuring, closeness, lines_of
from compositor.compose.copied.rooms import with_half
from compositor.compose.copied.sharing import BELOW, Places, ways
from compositor.compose.copied.slots import SAME_HEIGHT, Slot
from compositor.compose.frame import Frame
from compositor.geometry import Rect, enclosing

LARGE_ENOUGH = 0.78
"""Of the copied letters: smaller ones are tried in more lines."""
MORE_LINES = 3
WORTH_A_LINE = 1.1
"""Times the letters, that each more line has to bring."""
EVEN = 1.02


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
    """`head` is kept free beside words, never below them where the copied ones lay over it; `signs` when they grow.

    `body` is the person beside some words, None where they lie over it.
    """

    places: Places
    frame: Frame
    canvas: Size
    fit: Fit
    head: Rect | None = None
    signs: tuple[Rect, ...] = ()
    body: Callable[[Rect], Rect | None] = lambda _: None
    above: bool = True
    """Whether a subtext that has no place may stand above the title."""

    def filled(self, headline: Sequence[str], subtext: str, *, plain: bool = False) -> Filled | None:
        """In the copied lines alone where `plain`; None where they would be too small to read, or nothing is free for
        the subtext.
        """
        title = self._shared(headline, self.places.headline) if plain else self._title(headline, subtext)
        caption = self._captioning.caption(title, subtext) if title and subtext else None
        if not title or (subtext and not caption):
            return None
        found = [*title, caption] if caption else title
        return Filled(
            _setting([one for slot, one in found if not slot.behind], title),
            _setting([one for slot, one in found if slot.behind], title),
            tuple(line for slot, (_, fitted) in found if slot.behind for line in lines_of(fitted)),
        )

    def _title(self, words: Sequence[str], subtext: str) -> Title:
        """In the copied lines; with few words louder, with many in more lines, where that is worth it."""
        slots, growing = self.places.headline, self._growing(subtext)
        found = self._shared(words, slots)
        if louder := growing.louder(slots, min(len(words), len(slots))):
            loud = self._packed(self._shared(words, louder))
            found = loud if _smallest(loud) >= _smallest(found) else found
        for more in range(1, MORE_LINES + 1):
            if found and _closeness(found) >= LARGE_ENOUGH:
                break
            longer = self._packed(self._shared(words, growing.roomier(slots, more)))
            found = longer if longer and (not found or _closeness(longer) > WORTH_A_LINE * _closeness(found)) else found
        return found

    def _growing(self, subtext: str) -> Growing:
        """A subtext below the title moves along with it, one above it does not."""
        slots, caption = self.places.headline, self.places.subtext
        block, lowest = enclosing(slot.room for slot in slots), slots[-1].height
        kept = [*([self.head] if self.head else []), *self.signs]
        if not subtext or caption is None:
            return Growing(self.frame, tuple(kept), 2 * BELOW * lowest if subtext else 0.0)
        gap = caption.room.y - block.bottom
        if gap < 0:
            return Growing(self.frame, (*kept, caption.room))
        return Growing(self.frame, tuple(kept), caption.room.h + min(gap, lowest / 2))

    def _shared(self, words: Sequence[str], slots: Sequence[Slot]) -> Title:
        """Of the likeliest ways to share the words out, the one whose letters come nearest to the copied ones."""
        tried = (self._set(parts, slots) for parts in ways(words, slots))
        return self._evened(max((one for one in tried if one), key=_closeness, default=Title()))

    def _set(self, parts: Sequence[str], slots: Sequence[Slot], most: float | None = None) -> Title:
        asked = [(slot, part) for slot, part in zip(slots, parts, strict=True) if part]
        used = [slot for slot, _ in asked]
        found = [(slot, self._measuring.largest(slot, part, self._taken(slot, used), most)) for slot, part in asked]
        return [] if any(one is None for _, one in found) else [(slot, one) for slot, one in found if one]

    def _evened(self, title: Title) -> Title:
        """Lines that had letters of one size have it again."""
        found: Title = []
        used = [slot for slot, _ in title]
        for slot, one in title:
            alike = [other[1].cap_height for their, other in title if _is_as_large(their, slot)]
            least = min(alike)
            if one[1].cap_height > EVEN * least:
                one = self._measuring.largest(slot, one[0].content, self._taken(slot, used), least) or one  # noqa: PLW2901
            found.append((slot, one))
        return found

    def _packed(self, title: Title) -> Title:
        """Lines that have broken otherwise than their rooms were made for stand together, tilted ones as they are."""
        found = list(title)
        for stack in stacks_of([slot for slot, _ in title]):
            slots = [title[place][0] for place in stack]
            if any(slot.style.rotation for slot in slots):
                continue
            rooms, inks = enclosing(slot.room for slot in slots), [title[place][1][1].ink for place in stack]
            gaps = [max(0.0, two.room.y - one.room.bottom) for one, two in pairwise(slots)]
            high = sum(ink.h for ink in inks) + sum(gaps)
            home = enclosing(slot.home or slot.room for slot in slots)
            y = rooms.center[1] - high / 2 if slots[0].loud else hung(home, high, rooms, self.frame)
            for place, ink, gap in zip(stack, inks, [*gaps, 0.0], strict=True):
                found[place] = title[place][0], self._measuring.lifted(title[place][1], y)
                y += ink.h + gap
        return found

    @property
    def _captioning(self) -> Captioning:
        return Captioning(self.places, self.frame, self._measuring, self.head, self._heads, self.signs, self.above)

    @property
    def _measuring(self) -> Measuring:
        return Measuring(self.frame, self.canvas, self.fit)

    def _taken(self, slot: Slot, used: Sequence[Slot]) -> list[Rect]:
        """Others take their half of what is free between."""
        others = [*used, *([self.places.subtext] if self.places.subtext else ())]
        halves = [with_half(one.room, slot) for one in others if one is not slot]
        return [*halves, *self._heads(slot)]

    def _heads(self, slot: Slot) -> list[Rect]:
        """What a person is beside words."""
        if slot.behind:
            return []
        return [one for one in (self.head, self.body(slot.room)) if one]


def _setting(found: Sequence[Fitted], title: Title) -> Setting:
    notes = tuple(note for _, one in found for note in one.notes)
    cap = min(one.cap_height for _, (_, one) in title)
    return Setting(tuple(layer for layer, _ in found), tuple(Rect.of(one.bbox) for _, one in found), cap, notes)


def _closeness(title: Title) -> float:
    """The worst of the slots counts."""
    return min((closeness(slot, one) for slot, one in title), default=0.0)


def _smallest(title: Title) -> float:
    """Of the copied letters' heights, the least."""
    return min((one[1].cap_height / slot.capitals for slot, one in title), default=0.0)


def _is_as_large(one: Slot, other: Slot) -> bool:
    heights = sorted((one.capitals, other.capitals))
    return one.style.font == other.style.font and heights[1] < SAME_HEIGHT * heights[0]
