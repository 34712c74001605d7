"""Right-to-left text: the level of each character and the visual order of runs.

The parts of UAX #9 that text without explicit controls needs (the brief strips those): base direction (P2, P3), weak
types (W1, W2, W4 to W7), neutrals (N1, N2), implicit levels (I1, I2) and reordering (L2). HarfBuzz mirrors brackets.
"""

import unicodedata
from collections.abc import Sequence
from typing import Protocol, TypeVar

_RIGHT = frozenset({"R", "AL"})
_NUMBER = frozenset({"EN", "AN"})


class Leveled(Protocol):
    @property
    def level(self) -> int: ...


Item = TypeVar("Item", bound=Leveled)


def base_level(text: str) -> int:
    """1 when the first strong character is of a right-to-left script, else 0."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind == "L":
            return 0
        if kind in _RIGHT:
            return 1
    return 0


def levels(text: str) -> list[int]:
    """The embedding level of every character; odd levels read from right to left."""
    base = base_level(text)
    if base == 0 and not any(unicodedata.bidirectional(char) in _RIGHT for char in text):
        return [0] * len(text)
    return [_implicit(kind, base) for kind in _without_neutrals(_strengthened(text, base), base)]


def visual_order(runs: Sequence[Item]) -> list[Item]:
    """Runs of one line from left to right (rule L2)."""
    ordered = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        start = 0
        while start < len(ordered):
            end = start
            while end < len(ordered) and ordered[end].level >= level:
                end += 1
            ordered[start:end] = reversed(ordered[start:end])
            start = max(end, start + 1)
    return ordered


def _strengthened(text: str, base: int) -> list[str]:
    """Each character as L, R, EN, AN or ON (neutral)."""
    kinds = _weak(text, base)
    for i, kind in enumerate(kinds):
        if kind in {"ES", "CS"} and 0 < i < len(kinds) - 1 and _joins(kinds[i - 1], kind, kinds[i + 1]):
            kinds[i] = kinds[i - 1]
    _lend_to_signs(kinds)
    strong = _strong(base)
    for i, kind in enumerate(kinds):
        if kind in {"L", "R", "AL"}:
            strong = "L" if kind == "L" else "R"
            kinds[i] = strong
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"
        elif kind not in _NUMBER:
            kinds[i] = "ON"
    return kinds


def _weak(text: str, base: int) -> list[str]:
    """Marks take the kind of what they stand on (W1); digits after Arabic letters are Arabic numbers (W2)."""
    kinds = [unicodedata.bidirectional(char) for char in text]
    strong = _strong(base)
    for i, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[i] = kinds[i - 1] if i else strong
        if kinds[i] in {"L", "R", "AL"}:
            strong = kinds[i]
        elif kinds[i] == "EN" and strong == "AL":
            kinds[i] = "AN"
    return kinds


def _joins(before: str, separator: str, after: str) -> bool:
    """Whether a separator belongs to the number round it, as in 1,000 or 3:1 (W4)."""
    return before == after and (before == "EN" or (before == "AN" and separator == "CS"))


def _lend_to_signs(kinds: list[str]) -> None:
    """Signs beside a European number are part of it, as in $5 or 50% (W5)."""
    for way in (range(len(kinds)), range(len(kinds) - 1, -1, -1)):
        before = "ON"
        for i in way:
            if kinds[i] == "ET" and before == "EN":
                kinds[i] = "EN"
            before = kinds[i]


def _without_neutrals(kinds: list[str], base: int) -> list[str]:
    """Neutrals between like directions take it, others take the paragraph's; numbers count as R."""
    found = list(kinds)
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and found[end] == "ON":
            end += 1
        if end > start:
            before = _side(found[start - 1]) if start else _strong(base)
            after = _side(found[end]) if end < len(found) else _strong(base)
            found[start:end] = [before if before == after else _strong(base)] * (end - start)
        start = end + 1
    return found


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _strong(base: int) -> str:
    return "R" if base else "L"


def _implicit(kind: str, base: int) -> int:
    if kind == "L":
        return 2 if base else 0
    return 1 if kind == "R" else 2
