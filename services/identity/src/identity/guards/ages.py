"""Whether somebody may be a child: the port behind which an engine guesses ages, and how little is made of a guess.

No age leaves this file. A guess is years off (its makers: 4.5 on average), so only a clear one says `minor`, and one
that is merely young says `minor_possible`, which asks and refuses nothing.
"""

from typing import Protocol

from common.screening import AgeVerdict
from identity.faces import Face, Rgb

CLEARLY = 11.0
"""Years. Of 44 photographed adults nobody was guessed younger than 16 (docs/safety.md)."""
POSSIBLY = 15.0
SMALLEST = 60.0
"""Pixels of a face's width below which nothing is guessed."""


class AgeGuess(Protocol):
    made_by: str
    license: str

    def years(self, rgb: Rgb, face: Face) -> float: ...


def age_of(rgb: Rgb, face: Face | None, engine: AgeGuess | None) -> AgeVerdict:
    if engine is None or face is None or face.box.w < SMALLEST:
        return "unchecked"
    years = engine.years(rgb, face)
    return "minor" if years < CLEARLY else "minor_possible" if years < POSSIBLY else "adult"
