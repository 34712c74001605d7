"""A person steps into a graded picture: a part of its grade, so that they belong there, and no more than skin can take.

The scene is painted from the copied colors and has the grade already; a picture that a model draws whole has been told.
"""

from collections.abc import Iterator
from math import sqrt

from common.layout import ColorGrade, FaceTones
from common.tonality import FaceTone
from compositor.ops import OPS, parse

BELIEVED = 0.5
SHARE = 0.5
"""Of what was done to the copied picture: whoever is put into it has some light of the place by then."""
BOUNDS: dict[str, tuple[float, float]] = {
    "blacks": (0.0, 0.06),
    "contrast": (-0.2, 0.25),
    "cool": (0.0, 0.25),
    "saturation": (-0.25, 0.15),
    "warm": (0.0, 0.3),
}
"""The least and most of each by itself: beyond, skin looks painted."""
COLORLESS = -1.0
"""A black and white picture is one all over."""
SEEN = 0.02
"""Less of an operation nobody sees."""
GRAY = 0.01
PER_CONTRAST = 0.14
"""Of lightness, that full contrast adds between the ends of a usual face."""


def belonging(grade: ColorGrade | None, tone: FaceTone | None = None) -> tuple[str, ...]:
    """Operations for a cut-out. What is not in the table, or not believed, is left out. Contrast and color bring `tone`
    of its face nearer to the copied one's, unless somebody wrote how much of them they want.

    Raises `validation_failed` for what is no operation.
    """
    amounts = {op.partition(":")[0]: parse(op, OPS)[1] for op in grade.ops} if grade else {}
    if amounts.get("saturation") == COLORLESS:
        return ("saturation:-1",)
    sure = (grade.sure if grade else None) or {}
    alike = dict(_alike(grade.face, tone)) if grade and grade.face and tone else {}
    read = {name: amount for name, amount in amounts.items() if name not in alike or name not in sure}
    known = {name: amount for name, amount in read.items() if name in BOUNDS and sure.get(name, 1.0) >= BELIEVED}
    done = {name: _bounded(name, amount, len(known | alike)) for name, amount in (alike | known).items()}
    return tuple(f"{name}:{amount:.2f}" for name, amount in done.items() if abs(amount) >= SEEN)


def _alike(face: FaceTones, tone: FaceTone) -> Iterator[tuple[str, float]]:
    """What makes a face as contrasty and as colorful as another; who it is and how light its skin does not matter."""
    yield "saturation", face.color / max(GRAY, tone.color) - 1
    if _bent(tone.light) > _bent(tone.dark):  # of a face in the dark, more of it leaves less to see
        yield "contrast", (face.contrast - (tone.light - tone.dark)) / PER_CONTRAST


def _bent(level: float) -> float:
    """By how much full contrast moves a lightness."""
    return level * level * (3 - 2 * level) - level


def _bounded(name: str, amount: float, together: int) -> float:
    """Several operations share what skin takes."""
    least, most = (limit / sqrt(together) for limit in BOUNDS[name])
    return max(least, min(most, SHARE * amount))
