"""Rectangles as arithmetic. Pixels of one canvas, x to the right and y down; nothing here rounds."""

from collections.abc import Iterable
from dataclasses import dataclass

from common.layout import Box


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    w: float
    h: float

    @classmethod
    def of(cls, box: Box) -> "Rect":
        return cls(*box)

    @classmethod
    def between(cls, left: float, top: float, right: float, bottom: float) -> "Rect":
        """Empty, never negative, where the sides cross."""
        return cls(left, top, max(0.0, right - left), max(0.0, bottom - top))

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    @property
    def area(self) -> float:
        return self.w * self.h

    @property
    def box(self) -> Box:
        return self.x, self.y, self.w, self.h

    def grown(self, by: float) -> "Rect":
        """By `by` on every side; a negative one shrinks."""
        return Rect.between(self.x - by, self.y - by, self.right + by, self.bottom + by)

    def moved(self, dx: float, dy: float) -> "Rect":
        return Rect(self.x + dx, self.y + dy, self.w, self.h)

    def scaled(self, factor: float) -> "Rect":
        """Around the origin: the same rectangle in pixels of another size."""
        return Rect(self.x * factor, self.y * factor, self.w * factor, self.h * factor)

    def clipped(self, to: "Rect") -> "Rect":
        return Rect.between(
            max(self.x, to.x), max(self.y, to.y), min(self.right, to.right), min(self.bottom, to.bottom)
        )

    def joined(self, other: "Rect") -> "Rect":
        return Rect.between(
            min(self.x, other.x), min(self.y, other.y), max(self.right, other.right), max(self.bottom, other.bottom)
        )

    def meets(self, other: "Rect") -> bool:
        """Shares area; touching edges do not count."""
        shared = self.clipped(other)
        return shared.w > 0 and shared.h > 0

    def holds(self, other: "Rect", slack: float = 1e-6) -> bool:
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def mirrored(self, width: float) -> "Rect":
        """In a picture of `width` seen in a mirror."""
        return Rect(width - self.right, self.y, self.w, self.h)


def enclosing(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle that holds all of one or more."""
    found = tuple(rects)
    return Rect.between(
        min(rect.x for rect in found),
        min(rect.y for rect in found),
        max(rect.right for rect in found),
        max(rect.bottom for rect in found),
    )


def free_rects(area: Rect, obstacles: Iterable[Rect]) -> list[Rect]:
    """Every largest rectangle of `area` that meets no obstacle, largest area first.

    Each obstacle cuts each rectangle it meets into the (up to four) strips beside it; strips inside others are
    dropped. With a handful of obstacles that is all maximal empty rectangles, in microseconds.
    """
    free = [area] if area.area > 0 else []
    for obstacle in obstacles:
        free = _maximal([strip for rect in free for strip in _beside(rect, obstacle)])
    return sorted(free, key=lambda rect: -rect.area)


def _beside(rect: Rect, obstacle: Rect) -> list[Rect]:
    if not rect.meets(obstacle):
        return [rect]
    strips = [
        Rect.between(rect.x, rect.y, obstacle.x, rect.bottom),
        Rect.between(obstacle.right, rect.y, rect.right, rect.bottom),
        Rect.between(rect.x, rect.y, rect.right, obstacle.y),
        Rect.between(rect.x, obstacle.bottom, rect.right, rect.bottom),
    ]
    return [strip for strip in strips if strip.area > 0]


def _maximal(rects: list[Rect]) -> list[Rect]:
    kept: list[Rect] = []
    for rect in sorted(set(rects), key=lambda rect: -rect.area):
        if not any(other.holds(rect) for other in kept):
            kept.append(rect)
    return kept
