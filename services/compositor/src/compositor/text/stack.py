"""Lines above each other, in ems: how far apart, how wide and tall together, and what size that allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import radians, tan

from common.fonts.face import Ink
from common.layout import Plate, TextStyle
from compositor.text.lines import Line

# Baseline to baseline is the cap height plus this; where tails meet accents, at least `_CLEAR` stays between them.
_GAP = 0.15
_CLEAR = 0.04
_BETWEEN_PLATES = 0.06


@dataclass(frozen=True)
class Stack:
    """The first line's baseline is 0, y grows downwards."""

    lines: tuple[Line, ...]
    baselines: tuple[float, ...]
    cap: float
    plate: Plate | None

    @cached_property
    def inks(self) -> tuple[Ink, ...]:
        return tuple(line.ink.moved(0, base) for line, base in zip(self.lines, self.baselines, strict=True))

    @cached_property
    def plates(self) -> tuple[Ink, ...]:
        """The rectangles of the plates, without slant: as high as capitals are, higher where the ink is."""
        if self.plate is None:
            return ()
        high = [
            _plate_of(line, base, self.cap, self.plate.pad)
            for line, base in zip(self.lines, self.baselines, strict=True)
        ]
        return tuple(high) if self.plate.per_line else (_union(high),)

    @property
    def lean(self) -> float:
        """By how much slanted plates stick out on either side."""
        return max((lean(plate, self.plate) for plate in self.plates), default=0.0)

    @cached_property
    def opaque(self) -> Ink:
        """Ink and plates together; lines are measured from their own left edge."""
        width = max(ink.right - ink.left for ink in self.inks)
        plated = max((plate.right - plate.left + 2 * self.lean for plate in self.plates), default=0.0)
        top = min(box.top for box in (*self.inks, *self.plates))
        bottom = max(box.bottom for box in (*self.inks, *self.plates))
        return Ink(0, top, max(width, plated), bottom)

    def size_in(self, w: float, h: float, edge_px: float, edge_em: float) -> float:
        """The largest size that keeps ink, edges and plates inside w x h."""
        inked = _union(self.inks)
        width = max(ink.right - ink.left for ink in self.inks)
        letters = _largest(
            w - 2 * edge_px, h - 2 * edge_px, width + 2 * edge_em, inked.bottom - inked.top + 2 * edge_em
        )
        everything = _largest(w, h, self.opaque.right, self.opaque.bottom - self.opaque.top)
        return min(letters, everything, max(0.0, h / self.cap))


def stacked(lines: Sequence[Line], cap: float, style: TextStyle) -> Stack:
    baselines = [0.0]
    for above, below in pairwise(lines):
        baselines.append(baselines[-1] + _distance(above, below, cap, style))
    return Stack(tuple(lines), tuple(baselines), cap, style.plate)


def lean(plate: Ink, look: Plate | None) -> float:
    return abs(tan(radians(look.slant))) * (plate.bottom - plate.top) / 2 if look else 0.0


def _distance(above: Line, below: Line, cap: float, style: TextStyle) -> float:
    if style.plate is not None and style.plate.per_line:
        low, high = _plate_of(above, 0, cap, style.plate.pad), _plate_of(below, 0, cap, style.plate.pad)
        return (low.bottom - high.top + _BETWEEN_PLATES) * style.leading
    return max((cap + _GAP) * style.leading, above.ink.bottom - below.ink.top + _CLEAR)


def _plate_of(line: Line, base: float, cap: float, pad: float) -> Ink:
    letters = Ink(line.ink.left, min(line.ink.top, -cap), line.ink.right, max(line.ink.bottom, 0.0))
    return letters.grown(pad).moved(0, base)


def _union(boxes: Sequence[Ink]) -> Ink:
    found = boxes[0]
    for box in boxes[1:]:
        found = found.union(box)
    return found


def _largest(w: float, h: float, wide: float, tall: float) -> float:
    return max(0.0, min(w / wide, h / tall))
