"""What of a soft alpha is no hair: a haze of the ground's own dark spots, and specks.

A single hair is thin and a curl hangs together with the head. A wide, faint patch that stands off from everything firm,
where the networks see nobody, and that has no strands in it or none of the hair's color, is ground.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.faces import Alpha
from identity.matting.planes import Mask, Plane

FIRM, FAINT = 0.8, 0.06
OFF, WIDE = 0.03, 0.02
"""Face widths: how far from what is firm a haze begins, and how thick it is at least, both sides of its middle."""
HAZY, NOBODY = 0.6, 0.5
"""Mean alpha, and mean of what the networks say, below which a patch may be haze."""
SMOOTH, STRANDS = 0.2, 3.0
"""How much of its alpha a patch moves within that many pixels, below which there are no strands in it: drawn hair moved
by 0.22 and more, a wall's dark spots by 0.18 and less.
"""
NO_HAIR = 0.1
"""Share of hair by color, on average, below which a patch has none."""
SPECK = 8
"""Of 255. What hangs together with the person only by less does not."""


def without_haze(alpha: Plane, human: Plane, share: Plane, face_width: float) -> Plane:
    """All (h, w), 0 to 1. `share` is how much hair a pixel's color says it has."""
    off = cv2.distanceTransform((alpha < FIRM).astype(np.uint8), cv2.DIST_L2, 5) > max(2.0, OFF * face_width)
    soft = (off & (alpha > FAINT)).astype(np.uint8)
    side = 2 * max(1, round(WIDE * face_width)) + 1
    wide = cv2.morphologyEx(soft, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    count, found = cv2.connectedComponents(wide, connectivity=4)
    labels, strands = np.asarray(found, np.int32), np.abs(alpha - cv2.GaussianBlur(alpha, (0, 0), STRANDS))
    faint, seen, moved, hair = (_means(plane, labels, count) for plane in (alpha, human, strands, share))
    haze = (faint < HAZY) & (seen < NOBODY) & ((moved < SMOOTH * faint) | (hair < NO_HAIR))
    haze[0] = False
    around = cv2.dilate(haze[labels].astype(np.uint8), np.ones((side, side), np.uint8)) * soft
    return np.where(around > 0, 0, alpha).astype(np.float32)


def without_specks(alpha: Alpha) -> Alpha:
    """Only what hangs together with the largest part."""
    seen: Mask = alpha > SPECK
    count, labels, stats, _ = cv2.connectedComponentsWithStats(seen.astype(np.uint8), connectivity=8)
    if count <= 2:  # noqa: PLR2004 - the ground and one part
        return alpha
    person = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    near = cv2.dilate((labels == person).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.where(near, alpha, 0).astype(np.uint8)


def _means(plane: Plane, labels: NDArray[np.int32], count: int) -> Plane:
    size = np.maximum(np.bincount(labels.ravel(), minlength=count), 1)
    return (np.bincount(labels.ravel(), plane.ravel(), minlength=count) / size).astype(np.float32)
