"""One table of 256 values per channel: how the tone operations are drawn."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from compositor.ops.operation import Canvas
from compositor.pixels import as_u8

Levels = NDArray[np.floating]
Curve = Callable[[Levels], Levels]

LEVELS: Levels = np.linspace(0, 1, 256, dtype=np.float32)


def curved(picture: Canvas, red: Curve, green: Curve | None = None, blue: Curve | None = None) -> Canvas:
    """Levels 0 to 1 through a curve per channel; one curve alone serves all three."""
    channels = [curve(LEVELS) for curve in (red, green or red, blue or red)]
    table = as_u8(np.clip(np.stack(channels, axis=-1) * 255 + 0.5, 0, 255))
    return picture.with_rgb(as_u8(cv2.LUT(picture.rgb, table[None])))
