"""Split toning as in cinemas: shadows lean to teal, lights to orange, so that skin stands out from its surroundings."""

from compositor.ops.curves import Levels, curved
from compositor.ops.operation import Canvas, Op


def _lean(level: Levels, in_shadows: float, in_lights: float) -> Levels:
    """Black and white keep their places: the lean fades out at both ends."""
    ends = 4 * level * (1 - level)
    return level + ends * ((1 - level) * in_shadows + level * in_lights)


def _apply(picture: Canvas, amount: float) -> Canvas:
    return curved(
        picture,
        lambda red: _lean(red, -0.10 * amount, 0.10 * amount),
        lambda green: _lean(green, 0.02 * amount, 0.02 * amount),
        lambda blue: _lean(blue, 0.09 * amount, -0.11 * amount),
    )


TEAL_ORANGE = Op(_apply, 0, 1)
