"""How soft a picture's sharpest edges are, as the sigma of the blur that would make them so.

Blurring an edge once more by a known amount flattens it by a factor that tells how soft it was before (Hu and de Haan,
"Low cost robust blur estimator", ICIP 2006).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

SMOOTH = 1.0
"""Sigma against noise; more where there is grain."""
PER_GRAIN = 0.2
AGAIN = 2.0
"""Of the sigma against noise: the blur that is added."""
SOFT = 3.0
"""Pixels from which a coarser look tells more."""
SHARPEST = 0.8
"""Quantile of the edges' ratios that is believed: shadows and bokeh are soft in pictures in focus, too."""
STRONGEST = 0.985
LEAST_SLOPE = 0.8
"""Levels a pixel: weaker edges say nothing, and a flat picture is not a blurred one."""
FEWEST = 60


def softness(gray: NDArray[np.float32], where: NDArray[np.bool_], grain: float = 0.0) -> float:
    """In pixels; 0 where nothing has edges. `where` marks what is looked at, `grain` is its noise in levels."""
    smooth = SMOOTH + min(2.0, PER_GRAIN * grain)
    found = _looked(gray, where, smooth)
    return _looked(gray, where, 2 * smooth) or found if found > SOFT else found


def _looked(gray: NDArray[np.float32], where: NDArray[np.bool_], smooth: float) -> float:
    """At edges of one scale."""
    reach = 2 * round(3 * smooth) + 1
    inner = cv2.erode(where.astype(np.uint8), np.ones((reach, reach), np.uint8)).astype(bool)
    if np.count_nonzero(inner) < FEWEST:
        return 0.0
    once = _blurred(gray, smooth)
    slope, flattened = _slope(once), _slope(_blurred(once, AGAIN * smooth))
    edges = inner & (slope >= max(LEAST_SLOPE, float(np.quantile(slope[inner], STRONGEST))))
    if np.count_nonzero(edges) < FEWEST:
        return 0.0
    ratio = float(np.quantile(slope[edges] / np.maximum(flattened[edges], 1e-3), SHARPEST))
    total = (AGAIN * smooth) ** 2 / max(1e-3, ratio**2 - 1)
    return float(np.sqrt(max(0.0, total - smooth**2)))


def _blurred(plane: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma), np.float32)


def _slope(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    across, down = (cv2.Sobel(plane, cv2.CV_32F, *axis, ksize=3, scale=1 / 8) for axis in ((1, 0), (0, 1)))
    return np.asarray(np.hypot(across, down), np.float32)
