"""Checks a creator understands, each with a range that is good, and the score they add up to.

Quality gates, not a predicted click rate: public evidence for the latter is correlational and contradictory. A row says
what is measured, which values are full marks, where marks end, and how much the row weighs. `must` rows are promises of
the placement solver: breaking one caps the score.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """Full marks at `good` and beyond, none at `bad`; linear between."""

    name: str
    weight: float
    bad: float
    good: float
    too_much: tuple[float, float] | None = None
    """(still good, bad again) for measures of which there can be too much."""
    must: bool = False

    def mark(self, value: float) -> float:
        """0 to 1."""
        rising = _between(value, self.bad, self.good)
        if self.too_much is None:
            return rising
        return min(rising, _between(value, self.too_much[1], self.too_much[0]))


# Full marks are for the best that was seen, not for good enough: variants of one job have to differ in score.
CHECKS: tuple[Check, ...] = (
    Check("legibility_contrast", 22, bad=1.5, good=9.0),
    Check("cap_height_at_168", 20, bad=4.0, good=20.0),
    Check("face_height_share", 16, bad=0.05, good=0.5, too_much=(0.75, 1.1)),
    Check("attention_on_subject_and_words", 12, bad=0.15, good=0.75),
    Check("colorfulness", 10, bad=5.0, good=70.0, too_much=(125.0, 190.0)),
    Check("clutter", 10, bad=0.34, good=0.08),
    Check("words", 10, bad=12.0, good=3.0),
    Check("text_in_reserved_zones", 0, bad=0.01, good=0.0, must=True),
    Check("text_on_face", 0, bad=0.01, good=0.0, must=True),
    Check("text_outside_canvas", 0, bad=0.01, good=0.0, must=True),
)
BROKEN_PROMISE = 40.0
"""The most a thumbnail can score whose words lie on a face or under a platform's button."""


def score(values: dict[str, float]) -> float:
    """0 to 100 over the checks that have a value."""
    rows = [row for row in CHECKS if row.name in values]
    total = sum(row.weight for row in rows)
    points = sum(row.weight * row.mark(values[row.name]) for row in rows)
    result = 100 * points / total if total else 0.0
    broken = any(row.must and row.mark(values[row.name]) < 1 for row in rows)
    return round(min(result, BROKEN_PROMISE) if broken else result, 1)


def _between(value: float, bad: float, good: float) -> float:
    return min(1.0, max(0.0, (value - bad) / (good - bad)))
