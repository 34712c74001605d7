"""The bare skin of a hand inside its palm's box, or nothing: a glove, a sleeve and what a hand holds are left out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.landmarks import OVAL
from identity.faces import Box, Points, Rgb
from identity.likeness.bare import could_be_skin, even_tone, filled
from identity.likeness.skin import Tone

LIGHT = (0.10, 2.0)
"""Of the face's: a hand may be nearer to the lamp."""
BARE = 0.15
"""Share of a palm's box that has to be skin."""
OWN = 0.5
"""Share of that box which has to be this person's and nobody else's."""


def hand_tone(rgb: Rgb, palm: Box, points: Points, person: NDArray[np.bool_], face: Tone) -> Tone | None:
    """`points` are the face's mesh, `person` is (h, w)."""
    box = _inside(palm, rgb.shape)
    if box.sum() == 0 or (box & person).sum() < OWN * box.sum():
        return None
    skin = could_be_skin(rgb, box & person & ~filled(rgb, points[list(OVAL)]), face, LIGHT).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((3, 3))))
    areas = stats[1:, cv2.CC_STAT_AREA]
    if len(areas) == 0 or areas.max() < BARE * box.sum():
        return None
    return even_tone(rgb[labels == 1 + areas.argmax()])


def _inside(palm: Box, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = np.zeros(shape[:2], np.bool_)
    left, top = max(0, round(palm.x)), max(0, round(palm.y))
    mask[top : max(0, round(palm.y + palm.h)), left : max(0, round(palm.x + palm.w))] = True
    return mask
