"""A line of pieces set from left to right: where each run starts and where the ink lies, in ems."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from common.fonts.face import Face, Ink
from compositor.text.bidi import visual_order
from compositor.text.pieces import Piece, Run

_WORD_SPACE = 0.24  # where a font has no space of its own


@dataclass(frozen=True)
class SetRun:
    run: Run
    x: float


@dataclass(frozen=True)
class _Gap:
    """A word space among the runs of a line."""

    advance: float
    level: int


@dataclass(frozen=True)
class Line:
    pieces: tuple[Piece, ...]
    runs: tuple[SetRun, ...]
    ink: Ink

    @cached_property
    def text(self) -> str:
        return _joined([(piece.text, piece.glued) for piece in self.pieces])

    @cached_property
    def source(self) -> str:
        """The line as the creator wrote it, for `style.lines`."""
        return _joined([(piece.source, piece.glued) for piece in self.pieces])

    @cached_property
    def is_all_caps(self) -> bool:
        return self.text.isupper() or not any(char.isalpha() for char in self.text)


def set_line(pieces: Sequence[Piece], face: Face) -> Line:
    items: list[Run | _Gap] = []
    for i, piece in enumerate(pieces):
        if i and not piece.glued:
            items.append(_Gap(word_space(face), piece.space_level))
        items.extend(piece.runs)
    x, runs, ink = 0.0, list[SetRun](), None
    for item in visual_order(items):
        if isinstance(item, Run):
            runs.append(SetRun(item, x))
            box = item.ink
            ink = box.moved(x, 0).union(ink) if box else ink
        x += item.advance
    return Line(tuple(pieces), tuple(runs), ink or Ink(0, -face.cap_height, x, 0))


def word_space(face: Face) -> float:
    """In ems; headlines are set tighter than the text their fonts were spaced for."""
    return min(face.shape(" ").advance, 0.3) if face.covers(" ") else _WORD_SPACE


def span_width(pieces: Sequence[Piece], face: Face) -> Callable[[int, int], float]:
    """Ink width of pieces i to j on one line, in ems and constant time."""
    space = word_space(face)
    advances = [sum(run.advance for run in piece.runs) for piece in pieces]
    starts = list(accumulate((0.0 if piece.glued else space) + a for piece, a in zip(pieces, advances, strict=True)))
    inks = [set_line((piece,), face).ink for piece in pieces]

    def width(i: int, j: int) -> float:
        lead = starts[i] - advances[i] + inks[i].left
        return starts[j - 1] - advances[j - 1] + inks[j - 1].right - lead

    return width


def _joined(parts: Sequence[tuple[str, bool]]) -> str:
    return "".join(text if glued or i == 0 else f" {text}" for i, (text, glued) in enumerate(parts))
