"""Balanced line breaks: of all ways to set pieces in n lines, the one whose longest line is shortest.

Dynamic programming over the pieces; ties go to the smaller sum of squares, so that no line is left an orphan.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int]
Width = Callable[[int, int], float]

# Differences below this many ems are ties. Side bearings make widths grow unevenly by less than the slack.
_TIE = 1e-4
_SLACK = 0.5


@dataclass(frozen=True)
class _Setting:
    """Pieces up to some point in some number of lines; `start` is where the last of them begins."""

    longest: float
    squares: float
    start: int


def balanced(count: int, most_lines: int, width: Width) -> Iterator[tuple[Span, ...]]:
    """Spans `(first, past_last)` of `count` pieces: the best in one line, in two, up to `most_lines`.

    `width(i, j)` measures pieces i to j and grows with j - i.
    """
    rows: list[list[_Setting | None]] = [[_Setting(0.0, 0.0, 0), *[None] * count]]
    for line in range(1, min(most_lines, count) + 1):
        rows.append([_best(j, rows[-1], width) if j >= line else None for j in range(count + 1)])
        yield tuple(reversed(list(_traced(rows, count))))


def _best(j: int, before: Sequence[_Setting | None], width: Width) -> _Setting | None:
    """The last line is tried from its shortest on, until it alone is longer than the best found."""
    found: _Setting | None = None
    for i in range(j - 1, -1, -1):
        size = width(i, j)
        if found is not None and size > found.longest + _SLACK:
            break
        prior = before[i]
        if prior is None:
            continue
        longest, squares = max(prior.longest, size), prior.squares + size * size
        if (
            found is None
            or longest < found.longest - _TIE
            or (longest < found.longest + _TIE and squares < found.squares)
        ):
            found = _Setting(longest, squares, i)
    return found


def _traced(rows: Sequence[Sequence[_Setting | None]], count: int) -> Iterator[Span]:
    """The spans from the last line to the first."""
    end = count
    for row in rows[:0:-1]:
        setting = row[end]
        assert setting is not None, "fewer lines than pieces always exist"
        yield setting.start, end
        end = setting.start
