"""What a shape is, by its outline alone: only what geometry can say honestly."""

import cv2
import numpy as np
from numpy.typing import NDArray

from common.layout import ObjectKind

ROUND = 0.86
"""4 pi area over the square of the outline's length, which is 1 for a circle; pixels make it less."""
AS_WIDE = (0.84, 1.19)
FULL = 0.93
"""Of its upright or leaning rectangle, that a rectangle fills."""
CORNERS = range(6, 10)
"""Of an arrow: seven, and what pixels add or take."""
SOLID = (0.45, 0.88)
"""Of an arrow's convex hull, that it fills."""
HOLLOW = 0.85
FINE = 0.025
DEEP = 0.06
"""Of the hull's longer side, how deep the two notches of an arrow are."""


def kind_of(mask: NDArray[np.bool_]) -> ObjectKind | None:
    """None where the outline could be anything."""
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=cv2.contourArea, default=None)
    if outline is None or cv2.contourArea(outline) < 12:  # noqa: PLR2004 - pixels, too few for any outline
        return None
    area, length = cv2.contourArea(outline), cv2.arcLength(outline, closed=True)
    (_, (width, height), _) = cv2.minAreaRect(outline)
    if 4 * np.pi * area / length**2 > ROUND and AS_WIDE[0] < width / max(1.0, height) < AS_WIDE[1]:
        return "circle"
    if area > FULL * width * height:
        return "rectangle"
    return "arrow" if _is_arrow(np.asarray(outline, np.int32), area, length) else None


def is_hollow(mask: NDArray[np.bool_]) -> bool:
    """A ring or a frame."""
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros(mask.shape, np.uint8), outlines, -1, 1, cv2.FILLED)
    return bool(np.count_nonzero(mask) < HOLLOW * np.count_nonzero(filled))


def _is_arrow(outline: NDArray[np.int32], area: float, length: float) -> bool:
    """A few corners, and two notches of one depth on either side of a shaft."""
    corners = cv2.approxPolyDP(outline, FINE * length, closed=True)
    hull = cv2.convexHull(corners)
    filled = area / max(1.0, cv2.contourArea(hull))
    if len(corners) not in CORNERS or not SOLID[0] < filled < SOLID[1]:
        return False
    found = cv2.convexityDefects(corners, cv2.convexHull(corners, returnPoints=False))
    defects = np.asarray(found if np.ndim(found) else (), np.int32).reshape(-1, 4)
    longest = max(cv2.minAreaRect(outline)[1])
    depths = sorted((float(depth) / 256 / longest for depth in defects[:, 3]), reverse=True)
    deep = [depth for depth in depths if depth > DEEP]
    return len(deep) == 2 and deep[1] > 0.5 * deep[0]  # noqa: PLR2004 - the notches
