"""Balanced line breaks: of all ways to set pieces in n lines, the one whose longest line is shortest.

Dynamic programming over the pieces; ties go to the smaller sum of squares, so that no line is left an orphan.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

Span = tuple[int, int]
Width = Callable[[int, int], float]

_TIE = 4  # decimals of an em that make a difference


def balanced(count: int, lines: int, width: Width) -> tuple[Span, ...]:
    """Spans `(first, past_last)` of `count` pieces in exactly `lines` lines; `width(i, j)` measures pieces i to j."""
    measured = lru_cache(maxsize=None)(width)
    # best[j]: pieces 0 to j in the lines so far, as (longest, sum of squares, spans)
    best: list[tuple[float, float, tuple[Span, ...]] | None] = [(0.0, 0.0, ()), *[None] * count]
    for line in range(1, lines + 1):
        best = [_best_ending_at(j, line, best, measured) for j in range(count + 1)]
    found = best[count]
    assert found is not None, "more lines than pieces"
    return found[2]


def _best_ending_at(
    j: int, line: int, before: Sequence[tuple[float, float, tuple[Span, ...]] | None], width: Width
) -> tuple[float, float, tuple[Span, ...]] | None:
    found: tuple[float, float, tuple[Span, ...]] | None = None
    for i in range(line - 1, j):
        prior = before[i]
        if prior is None:
            continue
        size = width(i, j)
        if found is not None and size > found[0] + 10**-_TIE:
            continue
        longest, squares = max(prior[0], size), prior[1] + size * size
        if found is None or (round(longest, _TIE), squares) < (round(found[0], _TIE), found[1]):
            found = longest, squares, (*prior[2], (i, j))
    return found
