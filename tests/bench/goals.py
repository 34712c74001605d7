"""Goals that are the same on every machine: shares of what was known. Times and memory are printed, never judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Goal:
    """`value` and `least` from 0 to 1."""

    name: str
    value: float
    least: float = 1.0

    @property
    def is_met(self) -> bool:
        return self.value >= self.least

    def __str__(self) -> str:
        return f"{self.name:<38} {self.value:7.3f}   goal {self.least:.2f}   {'met' if self.is_met else 'MISSED'}"


def share(hits: Sequence[bool]) -> float:
    """Nothing to find is no success."""
    return sum(hits) / len(hits) if hits else 0.0


def must_be_met(goals: Iterable[Goal]) -> None:
    """Ends a bench with a failing status that names what was missed."""
    missed = [str(goal) for goal in goals if not goal.is_met]
    if missed:
        pytest.fail("\n".join(("goals missed:", *missed)), pytrace=False)
