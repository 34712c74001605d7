"""Which of the creator's words go into which slot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from common.color import delta_e
from common.layout import Role
from compositor.compose.copied.slots import SAME_FILL, Slot
from compositor.geometry import Rect, enclosing
from compositor.text.block import FittedText

CANDIDATES = 8
"""Ways to share words out that are measured, the likeliest first."""
SECOND = 0.4
"""Of the largest letters: smaller lines set like them with letters this large belong to the title, not below it."""
CAPTION = 0.72
"""Of the largest letters: a last line smaller than this is a caption where there is none other."""
A_NUMBER = 3
"""Letters of one, at most."""
BELOW = 0.36
"""Height of a subtext the copied layout had no place for, of the words above it."""
GAP = 0.45
"""Between them, of its height."""
SQUEEZED = 0.76
"""A title that makes room for a subtext."""


@dataclass(frozen=True, slots=True)
class Places:
    """Slots for the headline in reading order, and the one for the subtext: None where there is none, or no subtext."""

    headline: tuple[Slot, ...]
    subtext: Slot | None


def places_of(slots: Sequence[Slot], subtext: str, headline: Sequence[str] = ()) -> Places:
    """A title of two sizes is one title; its subtext goes to the smallest line that is not part of it.

    Where words of `headline` stood between two others, as VS does, it is read from side to side.
    """
    heads = [slot for slot in slots if slot.role is Role.HEADLINE]
    others = [slot for slot in slots if slot.role is Role.SUBTEXT]
    if subtext and not others and _is_caption(heads):
        heads, others = heads[:-1], heads[-1:]
    counted = _leading(heads, others)
    free = [slot for slot in others if slot is not counted]
    sub = min(free, key=_letters, default=None) if subtext else None
    rest = [slot for slot in others if slot is not sub]
    title = _leading(heads, rest)
    second = [slot for slot in rest if title and _continues(title, slot)]
    mine = [slot for slot in slots if any(slot is one for one in (*heads, *second))]
    across = sorted(mine, key=lambda slot: slot.room.x)
    if any(_is_said(slot, headline[1:-1]) for slot in across[1:-1]):
        mine = across
    return Places(tuple(replace(slot, role=Role.HEADLINE) for slot in mine), sub)


def _is_caption(heads: Sequence[Slot]) -> bool:
    """Whether the last line of a title is so much smaller, and in another color, that a subtext may have it."""
    if len(heads) < 2:  # noqa: PLR2004 - a title and what is below it
        return False
    last, largest = heads[-1], max(heads, key=_letters)
    apart = delta_e(last.style.fill or "#ffffff", largest.style.fill or "#ffffff") >= SAME_FILL
    return apart and _letters(last) < CAPTION * _letters(largest) and last.room.y >= largest.room.bottom


def _is_said(slot: Slot, words: Sequence[str]) -> bool:
    """Whether it is one of the words."""
    return len(slot.words) == 1 and slot.words[0].casefold() in {word.casefold() for word in words}


def _leading(heads: Sequence[Slot], others: Sequence[Slot]) -> Slot | None:
    """The largest line of a title; a number alone is none: what it counts is the title."""
    leading = max(heads, key=_letters, default=None)
    if leading is None or leading.letters > A_NUMBER:
        return leading
    return max((slot for slot in (*heads, *others) if slot.letters > A_NUMBER), key=_letters, default=leading)


def _letters(slot: Slot) -> float:
    return slot.capitals


def _continues(title: Slot, slot: Slot) -> bool:
    """A caption in small letters below capitals is none of the title, however large it is."""
    return slot.height >= SECOND * title.height and slot.style.case == title.style.case


def captions(title: Sequence[tuple[Slot, FittedText]]) -> tuple[Slot, Slot]:
    """Lines in the title's letters for a subtext that has no place: right below its last ink, right above its first.

    Of tilted words as they are before they are tilted.
    """
    (first, top), (last, bottom) = ((slot, one.ink) for slot, one in (title[0], title[-1]))
    above, below = BELOW * min(first.height, top.h), BELOW * min(last.height, bottom.h)
    return (
        _caption(last, Rect(bottom.x, bottom.bottom + GAP * below, bottom.w, below)),
        _caption(first, Rect(top.x, top.y - (1 + GAP) * above, top.w, above)),
    )


def _caption(title: Slot, room: Rect) -> Slot:
    style = title.style.model_copy(update={"stroke": title.style.stroke * BELOW, "plate": None, "accent_words": ()})
    return replace(title, room=room, style=style, lines=1, role=Role.SUBTEXT, behind=False, tall=0.0, loud=False)


def tilted(slot: Slot, along: FittedText) -> Slot:
    """Turned around what the words `along` it are turned around."""
    (x, y), (to_x, to_y) = slot.room.center, along.turn(*slot.room.center)
    return replace(slot, room=slot.room.moved(to_x - x, to_y - y))


def squeezed(places: Places) -> tuple[Places, Places]:
    """The title in smaller letters: at the top of its room, at the bottom."""
    block = enclosing(slot.room for slot in places.headline)
    return (
        replace(places, headline=tuple(_smaller(slot, block.y) for slot in places.headline)),
        replace(places, headline=tuple(_smaller(slot, block.bottom) for slot in places.headline)),
    )


def lifted(places: Places, safe: Rect, head: Rect | None) -> Places | None:
    """The title moved up until a subtext has room below it: None where it need not be, or where something is above."""
    rooms = [slot.room for slot in places.headline]
    block, last = enclosing(rooms), places.headline[-1]
    up = block.bottom + BELOW * (1 + GAP) * last.height - safe.bottom
    higher = [room.moved(0, -up) for room in rooms]
    meets = head is not None and any(
        new.meets(head) and not old.meets(head) for new, old in zip(higher, rooms, strict=True)
    )
    if up <= 0 or block.y - up < safe.y or meets or any(slot.behind for slot in places.headline):
        return None
    moved = (replace(slot, room=room) for slot, room in zip(places.headline, higher, strict=True))
    return replace(places, headline=tuple(moved))


def _smaller(slot: Slot, level: float) -> Slot:
    room, w, h = slot.room, SQUEEZED * slot.room.w, SQUEEZED * slot.room.h
    x = {"left": room.x, "right": room.right - w, "center": room.center[0] - w / 2}[slot.style.align]
    return replace(slot, room=Rect(x, level + (room.y - level) * SQUEEZED, w, h))


def ways(words: Sequence[str], slots: Sequence[Slot]) -> list[list[str]]:
    """Ways to share the words out, the one nearest to the copied letters first; every word once, in order.

    Few words leave the smallest slots empty.
    """
    if len(words) < len(slots):
        largest = sorted(range(len(slots)), key=lambda place: -slots[place].height)[: max(1, len(words))]
        kept = ways(words, [slots[place] for place in sorted(largest)])
        return [_spread(parts, sorted(largest), len(slots)) for parts in kept]
    found = sorted(_splits(words, len(slots)), key=lambda parts: _unlike(parts, slots, words))
    return found[:CANDIDATES]


def _spread(parts: Sequence[str], places: Sequence[int], count: int) -> list[str]:
    at = dict(zip(places, parts, strict=True))
    return [at.get(place, "") for place in range(count)]


def _splits(words: Sequence[str], count: int) -> Iterator[list[str]]:
    for cuts in combinations(range(1, len(words)), count - 1):
        ends = (0, *cuts, len(words))
        yield [" ".join(words[first:last]) for first, last in pairwise(ends)]


def _unlike(parts: Sequence[str], slots: Sequence[Slot], words: Sequence[str]) -> float:
    """How far the shares of letters are from the copied ones; a word that both titles have stays where it was."""
    mine, theirs = sum(len(part.replace(" ", "")) for part in parts), sum(slot.letters for slot in slots)
    pairs = list(zip(parts, slots, strict=True))
    moved = sum(_is_said(slot, words) and part.casefold() != slot.words[0].casefold() for part, slot in pairs)
    return moved + sum(
        abs(len(part.replace(" ", "")) / max(1, mine) - slot.letters / max(1, theirs)) for part, slot in pairs
    )


def stressed(slot: Slot, words: Sequence[str]) -> tuple[int, ...]:
    """Words in the accent color, as many of them and as far along the line as in the copied one."""
    old, accents = len(slot.words), slot.style.accent_words
    if not accents or not old or not words:
        return ()
    if len(words) == old:
        return accents
    count = max(1, round(len(accents) / old * len(words)))
    first = round(min(accents) / max(1, old - len(accents)) * (len(words) - count)) if old > len(accents) else 0
    return tuple(range(first, min(len(words), first + count)))
