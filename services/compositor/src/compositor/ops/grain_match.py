"""Give a clean cut-out the noise of the place it stands in. The amount is how much of the difference is made up."""

import cv2
import numpy as np

from compositor.ops.grain import grained
from compositor.ops.operation import Canvas, Op
from compositor.pixels import Rgb

_LAPLACIAN = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)


def noise_of(rgb: Rgb) -> float:
    """Sigma in levels, after Immerkær 1996 ("Fast Noise Variance Estimation"), with the median against edges."""
    gray = cv2.cvtColor(rgb[::2], cv2.COLOR_RGB2GRAY)
    response = np.abs(cv2.filter2D(gray.astype(np.float32), -1, _LAPLACIAN))
    return float(np.median(response)) / 0.6745 / 6


def _apply(picture: Canvas, amount: float) -> Canvas:
    if picture.behind is None or not amount:
        return picture
    missing = noise_of(picture.behind) ** 2 - noise_of(picture.rgb) ** 2
    return picture.with_rgb(grained(picture.rgb, amount * missing**0.5)) if missing > 1 else picture


GRAIN_MATCH = Op(_apply, 0, 1)
