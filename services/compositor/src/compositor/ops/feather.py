"""Soften the edge of a cut-out; the amount is sigma in canvas pixels."""

from compositor.ops.operation import Canvas, Op
from compositor.pixels import blurred


def _apply(picture: Canvas, sigma: float) -> Canvas:
    return picture if picture.alpha is None else picture.with_alpha(blurred(picture.alpha, sigma))


FEATHER = Op(_apply, 0, 40)
