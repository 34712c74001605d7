"""What an image operation is, and the `name:amount` grammar of a layer's `ops`."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from common.errors import Code, PermanentError
from compositor.pixels import Mask, Rgb


@dataclass(frozen=True, slots=True)
class Canvas:
    """A layer's picture while operations run over it.

    `alpha` is missing on opaque pictures; `behind` is what the canvas shows where the picture will lie, the same size.
    """

    rgb: Rgb
    alpha: Mask | None = None
    behind: Rgb | None = None

    def with_rgb(self, rgb: Rgb) -> "Canvas":
        return replace(self, rgb=rgb)

    def with_alpha(self, alpha: Mask) -> "Canvas":
        return replace(self, alpha=alpha)


@dataclass(frozen=True, slots=True)
class Op:
    """`amount` is a strength, or a length in canvas pixels; outside `least..most` is an error, not a surprise."""

    apply: Callable[[Canvas, float], Canvas]
    least: float
    most: float
    neutral: float = 0.0


def parse(text: str, known: dict[str, Op]) -> tuple[Op, float]:
    """Raises `PermanentError(validation_failed)` that names the operation and what is allowed."""
    name, _, written = text.partition(":")
    op = known.get(name.strip())
    if op is None:
        names = ", ".join(sorted(known))
        raise PermanentError(Code.VALIDATION_FAILED, f"Unknown image operation {name!r}; known are {names}.")
    amount = _number(text, written)
    if not op.least <= amount <= op.most:
        limits = f"{op.least:g} to {op.most:g}"
        raise PermanentError(Code.VALIDATION_FAILED, f"Image operation {text!r} is outside {limits}.")
    return op, amount


def _number(text: str, written: str) -> float:
    try:
        amount = float(written)
    except ValueError as error:
        message = f"Image operation {text!r} needs a number: name:amount."
        raise PermanentError(Code.VALIDATION_FAILED, message) from error
    if not math.isfinite(amount):
        raise PermanentError(Code.VALIDATION_FAILED, f"Image operation {text!r} needs a finite number.")
    return amount
