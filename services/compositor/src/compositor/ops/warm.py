"""White balance towards candle light."""

from compositor.ops.curves import curved
from compositor.ops.operation import Canvas, Op


def _apply(picture: Canvas, amount: float) -> Canvas:
    return curved(
        picture,
        lambda red: red ** (1 - 0.18 * amount),
        lambda green: green ** (1 - 0.02 * amount),
        lambda blue: blue ** (1 + 0.30 * amount),
    )


WARM = Op(_apply, 0, 1)
