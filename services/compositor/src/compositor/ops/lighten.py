"""Lifted mid-tones: black and white stay where they are."""

from compositor.ops.curves import curved
from compositor.ops.operation import Canvas, Op


def _apply(picture: Canvas, amount: float) -> Canvas:
    return curved(picture, lambda level: level ** (1 / (1 + amount)))


LIGHTEN = Op(_apply, 0, 2)
