"""Colors as floats, and ramps between them in OKLab, where halfway between blue and yellow is not grey mud."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from common.color import rgb_of
from gen_studio.paint.canvas import Canvas, Field, Floats, Patch
from gen_studio.paint.soft import soft

_STEPS = 1024
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
Float64s = NDArray[np.float64]


def rgb(color: str) -> Floats:
    """`#rrggbb` as three floats from 0 to 1."""
    return np.array(rgb_of(color), np.float32) / np.float32(255)


def mix(one: str, other: str, amount: float) -> str:
    """The color `amount` of the way from `one` to `other`, through OKLab."""
    blend = _lab(one) * (1 - amount) + _lab(other) * amount
    red, green, blue = (round(float(value) * 255) for value in _srgb(blend[None])[0])
    return f"#{red:02x}{green:02x}{blue:02x}"


def is_pale(color: str) -> bool:
    """Paper rather than paint: light falls on it as shadow, not as glow."""
    return bool(_lab(color)[0] > 0.7)  # noqa: PLR2004 - OKLab lightness


def ramp(*stops: tuple[float, str]) -> "Ramp":
    return Ramp(stops)


class Ramp:
    """A gradient: positions from 0 to 1, ascending, with their colors."""

    def __init__(self, stops: Sequence[tuple[float, str]]) -> None:
        positions = [position for position, _ in stops]
        labs = np.array([_lab(color) for _, color in stops])
        steps = np.linspace(0, 1, _STEPS)
        table = np.stack([np.interp(steps, positions, labs[:, channel]) for channel in range(3)], axis=1)
        self._table = _srgb(table).astype(np.float32).T.copy()

    def __call__(self, values: Floats) -> Floats:
        """(rows, columns) from 0 to 1 to color planes."""
        index = (np.clip(values, 0, 1) * np.float32(_STEPS - 1) + np.float32(0.5)).astype(np.int32)
        return np.stack([np.take(plane, index) for plane in self._table])

    def along(self, canvas: Canvas, field: Field) -> Field:
        """A smooth wash of color: the ramp read along a field that has no edges."""
        return soft(canvas, self.over(field))

    def over(self, field: Field) -> Field:
        def colors(patch: Patch) -> Floats:
            return self(np.broadcast_to(field(patch), patch.shape))

        return colors


def _lab(color: str) -> Float64s:
    values = np.array(rgb_of(color), np.float64) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB's knee
    return _TO_LAB @ np.cbrt(_TO_LMS @ linear)


def _srgb(labs: Float64s) -> Float64s:
    linear = (labs @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)  # noqa: PLR2004
