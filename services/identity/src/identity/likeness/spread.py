"""How far apart two photographs of one person may be, and what that says about a drawn one.

One selfie does not tell how its owner looks in another light. What is farther from it than usual is then `unsure`, up
to what photographs of one person were seen to differ; only what is beyond that is another person's. Selfies in several
lights say themselves how far their owner's pictures are apart.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeVar

Look = TypeVar("Look")
Verdict = Literal["within", "unsure", "beyond"]

MORE = 1.25
"""Of the selfies' own spread: a drawn picture's light may be one more."""


@dataclass(frozen=True, slots=True)
class Spread:
    """`usual` is what another copy, camera or lamp does; `most`, what two photographs of one person were apart."""

    usual: float
    most: float

    def verdict(self, value: float, among: Iterable[float] = ()) -> Verdict:
        """`among` are the selfies' distances from each other."""
        own = max(among, default=0.0)
        if value <= max(self.usual, min(own, self.most)):
            return "within"
        known = own > self.usual
        return "beyond" if value > (min(MORE * own, self.most) if known else self.most) else "unsure"


def apart(looks: Sequence[Look], distance: Callable[[Look, Look], float]) -> list[float]:
    """Every two selfies' distance."""
    return [distance(one, other) for one, other in combinations(looks, 2)]
