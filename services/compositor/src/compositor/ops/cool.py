"""White balance towards the blue hour."""

from compositor.ops.curves import curved
from compositor.ops.operation import Canvas, Op


def _apply(picture: Canvas, amount: float) -> Canvas:
    return curved(
        picture,
        lambda red: red ** (1 + 0.25 * amount),
        lambda green: green,
        lambda blue: blue ** (1 - 0.20 * amount),
    )


COOL = Op(_apply, 0, 1)
