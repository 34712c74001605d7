"""A person steps into a graded picture: a part of its grade, so that they belong there, and no more than skin can take.

The scene is painted from the copied colors and has the grade already; a picture that a model draws whole has been told.
"""

from collections.abc import Iterator

from common.layout import ColorGrade
from compositor.ops import OPS, parse

BELIEVED = 0.5
SHARE = 0.5
"""Of what was done to the copied picture: whoever is put into it has some light of the place by then."""
BOUNDS: dict[str, tuple[float, float]] = {
    "blacks": (0.0, 0.07),
    "contrast": (0.0, 0.25),
    "cool": (0.0, 0.25),
    "saturation": (-0.3, 0.15),
    "warm": (0.0, 0.3),
}
"""The least and most of each: beyond, skin looks painted."""
COLORLESS = -1.0
"""A black and white picture is one all over."""


def belonging(grade: ColorGrade | None) -> tuple[str, ...]:
    """Operations for a cut-out. What is not in the table, or not believed, is left out.

    Raises `validation_failed` for what is no operation.
    """
    return tuple(_bounded(grade)) if grade else ()


def _bounded(grade: ColorGrade) -> Iterator[str]:
    for op in grade.ops:
        name, (_, amount) = op.partition(":")[0], parse(op, OPS)
        if name == "saturation" and amount == COLORLESS:
            yield op
        elif name in BOUNDS and (grade.sure or {}).get(name, 1.0) >= BELIEVED:
            least, most = BOUNDS[name]
            yield f"{name}:{max(least, min(most, SHARE * amount)):.2f}"
