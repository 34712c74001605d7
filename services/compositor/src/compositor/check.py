"""A LayoutSpec from outside is judged before a pixel is touched: every fault gets a sentence."""

import math
from collections.abc import Iterator

from common.errors import Code, PermanentError
from common.layout import Box, ImageLayer, Layer, LayoutSpec
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
        for fault in _faults(layer, width, height):
            raise PermanentError(Code.VALIDATION_FAILED, f"Layer {number} ({layer.type}): {fault}")
        if isinstance(layer, ImageLayer):
            ops.check(layer.ops)
    if spec.grade is not None:
        ops.check(spec.grade.ops)


def _faults(layer: Layer, width: int, height: int) -> Iterator[str]:
    if layer.bbox is not None:
        yield from _box_faults(layer.bbox, width, height)
    if not all(math.isfinite(number) for number in _numbers(layer)):
        yield "every length has to be a finite number."


def _box_faults(box: Box, width: int, height: int) -> Iterator[str]:
    if not all(math.isfinite(side) for side in box):
        yield "its box has to be four finite numbers."
    elif box[2] <= 0 or box[3] <= 0:
        yield f"its box has no area ({box[2]:g} x {box[3]:g})."
    elif max(abs(side) for side in box) > _FAR * max(width, height):
        yield "its box lies far outside the canvas."


def _numbers(layer: Layer) -> Iterator[float]:
    """Every float of the layer's own fields and styles."""
    stack: list[object] = [layer.model_dump(exclude={"content", "ops"})]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack.extend(value.values())  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
        elif isinstance(value, list | tuple):
            stack.extend(value)  # pyright: ignore[reportUnknownArgumentType]
        elif isinstance(value, float):
            yield value
