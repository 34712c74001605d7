"""The rim that a flat shape wears: one color around it, as wide everywhere, that ends at once."""

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import hex_of
from layout_extractor.closeups import Closeup
from layout_extractor.clusters import distance_to
from layout_extractor.outlines import filled_up
from layout_extractor.stickers import Band

Mask = NDArray[np.bool_]

REACH = 28
"""Pixels beside the shape, as far as rims go."""
EDGE = 2
"""Pixels in which the shape's own smoothed edge ends."""
LEAST = 3
SAME = 0.09
"""OKLab distance within which pixels have the rim's color."""
STEADY = 0.04
"""OKLab distance between a rim's inner and outer half: light fades, a rim does not."""
ALL_AROUND = 0.75
ENDS = 0.4
"""Of what is beside the shape, on which the rim has to end: something behind it may have its color."""
SMOOTHED = 0.5
"""Of the pixels in which the shape's own edge ends, that are the shape's."""


def rim_of(view: Closeup, mask: Mask) -> Band | None:
    """`mask` (h, w) is the shape in `view`. None for one without a rim."""
    away = cv2.distanceTransform((~filled_up(mask)).astype(np.uint8), cv2.DIST_L2, 5)
    first = (away > EDGE) & (away <= EDGE + 2)
    if not first.any():
        return None
    color = np.median(view.lab[first], axis=0)
    near = distance_to(view.lab, color) < SAME
    rings = [(away > step) & (away <= step + 1) for step in range(REACH)]
    shares = np.array([float(near[ring].mean()) if ring.any() else 0.0 for ring in rings])
    most = float(shares[EDGE : EDGE + 2].max())
    end = next((step for step in range(LEAST, REACH) if shares[step] < most - ENDS), None)
    if end is None or most < ALL_AROUND:
        return None
    outer = near & (away > max(EDGE, end - 3)) & (away <= end - 1)
    if outer.any() and np.linalg.norm(np.median(view.lab[outer], axis=0) - color) > STEADY:
        return None
    red, green, blue = (int(level) for level in np.median(view.pixels[first & near], axis=0))
    width = (EDGE - SMOOTHED + float(shares[EDGE : end + 1].sum()) / most) / view.scale
    return Band(round(width, 1), hex_of((red, green, blue)), round(most, 2))
