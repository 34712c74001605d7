"""A person steps into a graded picture: a part of its grade, so that they belong there, and no more than skin can take.

The scene is painted from the copied colors and has the grade already; a picture that a model draws whole has been told.
"""

from math import sqrt

from common.layout import ColorGrade
from compositor.ops import OPS, parse

BELIEVED = 0.5
SHARE = 0.5
"""Of what was done to the copied picture: whoever is put into it has some light of the place by then."""
BOUNDS: dict[str, tuple[float, float]] = {
    "blacks": (0.0, 0.06),
    "contrast": (0.0, 0.25),
    "cool": (0.0, 0.25),
    "saturation": (-0.25, 0.15),
    "warm": (0.0, 0.3),
}
"""The least and most of each by itself: beyond, skin looks painted."""
COLORLESS = -1.0
"""A black and white picture is one all over."""


def belonging(grade: ColorGrade | None) -> tuple[str, ...]:
    """Operations for a cut-out. What is not in the table, or not believed, is left out.

    Raises `validation_failed` for what is no operation.
    """
    amounts = {op.partition(":")[0]: parse(op, OPS)[1] for op in grade.ops} if grade else {}
    if amounts.get("saturation") == COLORLESS:
        return ("saturation:-1",)
    sure = (grade.sure if grade else None) or {}
    known = {name: amount for name, amount in amounts.items() if name in BOUNDS and sure.get(name, 1.0) >= BELIEVED}
    return tuple(f"{name}:{_bounded(name, amount, len(known)):.2f}" for name, amount in known.items())


def _bounded(name: str, amount: float, together: int) -> float:
    """Several operations share what skin takes."""
    least, most = (limit / sqrt(together) for limit in BOUNDS[name])
    return max(least, min(most, SHARE * amount))
