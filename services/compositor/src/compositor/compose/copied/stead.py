"""The creator's person in the stead of the copied one: its head where the other's was, and as large."""

from collections.abc import Iterator, Sequence
from itertools import product

from common.brief import FacePosition
from common.direction import Crop
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
CROPS: tuple[Crop, ...] = ("medium", "wide")


def instead(person: Person, head: Rect, frame: Frame) -> Placement:
    """A head that its photo cuts at one side stands with that side outwards."""
    cut = person.head_is_cut
    turned = cut is not None and (head.center[0] < frame.canvas.center[0]) != (cut == "left")
    return _at(person.mirrored() if turned else person, head, frame, flip=turned)


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
