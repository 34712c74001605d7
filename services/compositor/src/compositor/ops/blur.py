"""Gaussian blur; the amount is sigma in canvas pixels."""

from compositor.ops.operation import Canvas, Op
from compositor.pixels import blurred


def _apply(picture: Canvas, sigma: float) -> Canvas:
    return picture.with_rgb(blurred(picture.rgb, sigma))


BLUR = Op(_apply, 0, 400)
