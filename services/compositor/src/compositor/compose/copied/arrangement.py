"""Where words and a head stand to each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.layout import Role, TextLayer
from compositor.compose.copied.slots import reach
from compositor.geometry import Rect, enclosing

NEXT_TO = 1.6
"""Line heights within which a small line belongs to the words above or below it."""
APART = 0.3
"""Of a head: words that overlap less of it stand beside or above it."""

LEVEL = 0.5
"""Of the lower one's height, that words beside each other share."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Words and a head, if there was one, in pixels of one canvas."""

    words: tuple[TextLayer, ...]
    head: Rect | None

    @property
    def block(self) -> Rect:
        """Of the words that count: small print elsewhere moves along."""
        read = [word for word in self.words if word.role is not Role.LABEL]
        return enclosing(reach(word) for word in read or self.words)

    @property
    def whole(self) -> Rect:
        return self.block.joined(self.head) if self.head else self.block

    @property
    def stands_beside(self) -> bool:
        return bool(self.head) and _apart(self.block.x, self.block.right, self.head.x, self.head.right)

    @property
    def stands_over(self) -> bool:
        """Above or below the head, and not at both sides of it."""
        over = bool(self.head) and _apart(self.block.y, self.block.bottom, self.head.y, self.head.bottom)
        return over and not self.stands_around

    @property
    def stands_around(self) -> bool:
        """At both sides of the head, or above and below it."""
        if not self.head:
            return False
        middle = self.head.center[0]
        sides = {reach(word).center[0] < middle for word in self.words if _beside(word, self.head)}
        return len(sides) > 1 or self.block.holds(self.head)


def reading_order(rooms: Sequence[Rect]) -> list[int]:
    """Places of `rooms`, row by row from the top and each row from the left: what stands level is one row."""
    rows: list[list[int]] = []
    for place in sorted(range(len(rooms)), key=lambda one: rooms[one].center[1]):
        row = rows[-1] if rows and _is_level(rooms[rows[-1][0]], rooms[place]) else None
        if row is None:
            rows.append([place])
        else:
            row.append(place)
    return [place for row in rows for place in sorted(row, key=lambda one: rooms[one].x)]


def with_captions(words: Sequence[TextLayer]) -> tuple[TextLayer, ...]:
    """Small print right above or below the title is its subtext; elsewhere it is a watermark, or part of the scene."""
    titles = [reach(word) for word in words if word.role is Role.HEADLINE]
    return tuple(
        word.model_copy(update={"role": Role.SUBTEXT})
        if word.role is Role.LABEL and any(_next_to(reach(word), title) for title in titles)
        else word
        for word in words
    )


def _next_to(small: Rect, title: Rect) -> bool:
    gap = max(small.y - title.bottom, title.y - small.bottom)
    return gap < NEXT_TO * small.h and small.x < title.right and title.x < small.right


def _beside(word: TextLayer, head: Rect) -> bool:
    room = reach(word)
    return word.role is not Role.LABEL and _apart(room.x, room.right, head.x, head.right)


def _is_level(one: Rect, other: Rect) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.y, other.y)
    return shared > LEVEL * min(one.h, other.h) and not one.meets(other)


def _apart(low: float, high: float, other_low: float, other_high: float) -> bool:
    return min(high, other_high) - max(low, other_low) < APART * (other_high - other_low)
