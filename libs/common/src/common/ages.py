"""Whether the person in some selfies may be a child: a verdict, never an age."""

from collections.abc import Iterable
from typing import Literal

AgeVerdict = Literal["adult", "minor_possible", "minor", "unchecked"]


def age_among(verdicts: Iterable[AgeVerdict]) -> AgeVerdict:
    """Of the one person that several selfies show: what most of those say that could be looked at."""
    seen = [age for age in verdicts if age != "unchecked"]
    if not seen:
        return "unchecked"
    if 2 * seen.count("minor") > len(seen):
        return "minor"
    return "adult" if 2 * seen.count("adult") >= len(seen) else "minor_possible"
