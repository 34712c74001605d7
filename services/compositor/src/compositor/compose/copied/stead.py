"""The creator's person in the stead of the copied one, its head where the other's was and as large; words behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from common.brief import FacePosition
from common.direction import Crop
from compositor.compose.copied.slots import Slot
from compositor.compose.frame import Frame
from compositor.compose.person import Person
from compositor.compose.placing import OVERLAP, Placement, Wish, place, placed_at
from compositor.compose.room import covered
from compositor.geometry import Rect

LARGER = 1.35
"""A head may be this much larger than the copied one, so that a photo that ends early reaches the canvas's edge."""
COVERED = 0.02
"""Of a face, by words, at most."""
HIDDEN = 0.4
"""Of words behind the person, at most."""
HIDDEN_LETTER = 0.72
"""Of each of their letters: more of it, and another word is read."""
NARROW = 0.4
"""Of its height, the width of a letter."""
FEET = 0.45
"""Of their height, that a head may hide of words behind it."""
LOWER = 0.3
"""Of a head, that it may go down for two lines behind it."""
NECK = 0.05
"""Of a head, that is seen below it then."""
ASIDE = (0.15, 0.3, 0.45)
"""Of a head's width, that it may give way to words beside it."""
CROPS: tuple[Crop, ...] = ("medium", "wide")


def instead(person: Person, head: Rect, frame: Frame) -> Placement:
    """A head that its photo cuts at one side stands with that side outwards."""
    cut = person.head_is_cut
    turned = cut is not None and (head.center[0] < frame.canvas.center[0]) != (cut == "left")
    return _at(person.mirrored() if turned else person, head, frame, flip=turned)


def lowered(person: Person, head: Rect, frame: Frame) -> Placement:
    """Farther down, while the chin can be seen whole."""
    room = frame.clear.bottom - NECK * head.h - head.bottom
    return instead(person, head.moved(0, max(0.0, min(LOWER * head.h, room))), frame)


def aside(person: Person, head: Rect, words: Rect, frame: Frame) -> Iterator[Placement]:
    """A little away from words that are in its way, while it is seen whole."""
    rightwards = head.center[0] > words.center[0]
    room = frame.clear.right - head.right if rightwards else head.x - frame.clear.x
    for share in ASIDE:
        if (step := share * head.w) <= room:
            yield instead(person, head.moved(step if rightwards else -step, 0), frame)


def raised(slots: Sequence[Slot], head: Rect, safe: Rect, lines: int = 1) -> tuple[Slot, ...]:
    """Words that stood behind a head, higher and smaller, so that it hides the feet of the last line alone."""
    top = min(safe.y, *(slot.room.y for slot in slots))
    return tuple(_above(slot, head, top, lines) if slot.behind else slot for slot in slots)


def _above(slot: Slot, head: Rect, top: float, lines: int) -> Slot:
    room = slot.room
    height = min(slot.height, max(0.0, head.y - top) / (lines - FEET))
    bottom = head.y + FEET * height
    if lines == slot.lines and room.bottom <= bottom:
        return slot
    higher = Rect(room.x, bottom - lines * height, room.w, lines * height)
    return replace(slot, room=higher, lines=lines)


def elsewhere(person: Person, words: Rect, frame: Frame) -> Iterator[Placement]:
    """Where nobody stood: beside the words, else wherever heads go."""
    left = words.center[0] > frame.canvas.center[0]
    sides = (FacePosition.LEFT, FacePosition.RIGHT) if left else (FacePosition.RIGHT, FacePosition.LEFT)
    for side, crop in product((*sides, FacePosition.CENTER), CROPS):
        yield place(person, frame, Wish(side, crop, stacked=False))


def is_seen(placed: Placement, inks: Sequence[Rect]) -> bool:
    """Words may touch hair, never the face."""
    return sum(ink.clipped(placed.face).area for ink in inks) <= COVERED * placed.face.area


def shows_enough(person: Person, placed: Placement, lines: Sequence[Rect]) -> bool:
    """Lines behind a head can be read where most of them looks out, and a part of each letter."""
    return all(
        covered(person, placed, line) <= HIDDEN
        and all(covered(person, placed, letter) <= HIDDEN_LETTER for letter in _letters(line))
        for line in lines
    )


def _letters(line: Rect) -> Iterator[Rect]:
    """As wide as a narrow letter, each half over the next."""
    width = NARROW * line.h
    for step in range(max(1, round(2 * line.w / width) - 1)):
        yield Rect(line.x + step * width / 2, line.y, width, line.h)


def _at(person: Person, head: Rect, frame: Frame, *, flip: bool) -> Placement:
    """Larger where the photo would end above the canvas's edge, then lower, while the chin can be seen whole."""
    factor = head.h / person.head.h
    reach = frame.canvas.bottom + OVERLAP
    below = person.bottom - person.head.y
    needed = (reach - head.y) / below
    if "bottom" in person.cut_edges:
        factor = min(max(factor, needed), LARGER * factor)
    top = max(head.y, reach - below * factor) if "bottom" in person.cut_edges else head.y
    top = min(top, max(head.y, frame.clear.bottom - person.head.h * factor))
    corner = head.center[0] - person.head.center[0] * factor, top - person.head.y * factor
    return placed_at(corner, person, frame, factor, flip=flip)
