"""The bare neck right below the jaw, or nothing: a collar, a scarf, hair and a beard are not asked for their color.

A neck begins where the face ends and is all of one color; what is elsewhere, patterned, or of a hue that no skin
beside this face could have is left out, and so is a neck of which too little is bare.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.landmarks import CHIN, FOREHEAD, OVAL
from identity.faces import Rgb
from identity.likeness.bare import could_be_skin, even_tone, filled
from identity.likeness.skin import Tone

JAW = (172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397)
NARROWER = 0.85
BELOW, THROAT, DOWN = 0.05, 0.22, 0.40
"""Face heights below the jaw: where a neck begins, where it is still bare in a shirt, where it ends."""
BARE = 0.25
"""Share of the throat that has to be seen."""
LIGHT = (0.10, 1.4)
"""Of the face's: a neck lies in the chin's shadow."""


def neck_tone(rgb: Rgb, points: NDArray[np.floating], person: NDArray[np.bool_], face: Tone) -> Tone | None:
    throat, area = _below_the_jaw(rgb, points, THROAT), _below_the_jaw(rgb, points, DOWN)
    skin = cv2.morphologyEx(
        could_be_skin(rgb, area & person, face, LIGHT).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3))
    )
    _, labels = cv2.connectedComponents(skin)
    seen = np.bincount(labels[throat & (skin > 0)].ravel(), minlength=1)
    if len(seen) < 2 or seen.max() < BARE * throat.sum():  # noqa: PLR2004 - nothing but the background
        return None
    return even_tone(rgb[labels == seen.argmax()])


def _below_the_jaw(rgb: Rgb, points: NDArray[np.floating], to: float) -> NDArray[np.bool_]:
    down = points[CHIN] - points[FOREHEAD]
    jaw = points[CHIN] + (points[list(JAW)] - points[CHIN]) * NARROWER
    area = filled(rgb, np.concatenate([jaw + down * BELOW, jaw[::-1] + down * to]))
    return area & ~filled(rgb, points[list(OVAL)] + down * BELOW)
