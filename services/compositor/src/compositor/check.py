"""A LayoutSpec from outside is judged before a pixel is touched: every fault gets a sentence."""

import math
from collections.abc import Iterator

from common.errors import Code, PermanentError
from common.layout import Box, ImageLayer, LayoutSpec
from compositor import ops

LONGEST_SIDE = 4096
_FAR = 4.0
"""Boxes may reach this many canvases beyond the canvas; further out is a slip of the keyboard."""


def check_spec(spec: LayoutSpec) -> None:
    """Raises `PermanentError(validation_failed)` or, for the canvas, `size_out_of_range`."""
    width, height = spec.canvas.w, spec.canvas.h
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
        message = f"A canvas has sides of 1 to {LONGEST_SIDE} pixels, not {width}x{height}."
        raise PermanentError(Code.SIZE_OUT_OF_RANGE, message)
    for number, layer in enumerate(spec.layers, start=1):
        for fault in _faults(layer.bbox, width, height) if layer.bbox else ():
            raise PermanentError(Code.VALIDATION_FAILED, f"Layer {number} ({layer.type}): {fault}")
        if isinstance(layer, ImageLayer):
            ops.check(layer.ops)
    if spec.grade is not None:
        ops.check(spec.grade.ops)


def _faults(box: Box, width: int, height: int) -> Iterator[str]:
    if not all(math.isfinite(side) for side in box):
        yield "its box has to be four finite numbers."
    elif box[2] <= 0 or box[3] <= 0:
        yield f"its box has no area ({box[2]:g} x {box[3]:g})."
    elif max(abs(side) for side in box) > _FAR * max(width, height):
        yield "its box lies far outside the canvas."
