"""An S-curve around middle gray; a negative amount flattens."""

from compositor.ops.curves import Levels, curved
from compositor.ops.operation import Canvas, Op


def _apply(picture: Canvas, amount: float) -> Canvas:
    def curve(level: Levels) -> Levels:
        smooth = level * level * (3 - 2 * level)
        return level + (smooth - level) * amount

    return curved(picture, curve)


CONTRAST = Op(_apply, -1, 1.5)
