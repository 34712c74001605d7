"""Less light everywhere, black stays black."""

from compositor.ops.curves import curved
from compositor.ops.operation import Canvas, Op


def _apply(picture: Canvas, amount: float) -> Canvas:
    return curved(picture, lambda level: level * (1 - amount))


DARKEN = Op(_apply, 0, 1)
