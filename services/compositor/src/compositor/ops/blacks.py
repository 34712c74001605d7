"""Lifted blacks, as in faded film; a negative amount crushes them. White stays where it is."""

from compositor.ops.curves import Levels, curved
from compositor.ops.operation import Canvas, Op


def _apply(picture: Canvas, amount: float) -> Canvas:
    def curve(level: Levels) -> Levels:
        return 1 - (1 - level) * (1 - amount)

    return curved(picture, curve)


BLACKS = Op(_apply, -0.5, 0.5)
