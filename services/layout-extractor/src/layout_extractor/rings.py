"""What a ring runs around: what was there before it, a scene and a thing in it. A round logo has a flat color there."""

import cv2
import numpy as np
from numpy.typing import NDArray

from layout_extractor.closeups import Closeup
from layout_extractor.outlines import filled_up

Mask = NDArray[np.bool_]

BANDS = frozenset({"ring", "frame"})
SAME = 0.09
"""OKLab distance within which pixels have one color."""
FILLED = 0.45
"""Of what a ring runs around, that one flat color takes which is none of the scene's."""


def is_emblem(view: Closeup, band: Mask) -> bool:
    """`band` (h, w) is a ring's or a frame's."""
    whole = filled_up(band)
    inside = cv2.erode((whole & ~band).astype(np.uint8), np.ones((5, 5), np.uint8)) == 1
    near, far = (cv2.dilate(whole.astype(np.uint8), np.ones((size, size), np.uint8)) == 1 for size in (5, 17))
    if not inside.any() or not (far & ~near).any():
        return False
    colors, outside = view.lab[inside], np.median(view.lab[far & ~near], axis=0)
    bins, where = np.unique((colors / SAME).round().astype(np.int8), axis=0, return_inverse=True)
    most = np.median(colors[where.ravel() == np.bincount(where.ravel(), minlength=len(bins)).argmax()], axis=0)
    share = float((np.linalg.norm(colors - most, axis=1) < SAME).mean())
    return share >= FILLED and float(np.linalg.norm(most - outside)) > SAME
