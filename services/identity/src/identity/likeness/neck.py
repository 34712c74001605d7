"""The bare neck right below the jaw, or nothing: a collar, a scarf, hair and a beard are not asked for their color.

A neck begins where the face ends and is all of one color; what is elsewhere, patterned, or of a hue that no skin
beside this face could have is left out, and so is a neck of which too little is bare.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.landmarks import CHIN, FOREHEAD, OVAL
from identity.faces import Rgb
from identity.likeness.skin import Tone, hues, linear, luminance_of, tone_of

JAW = (172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397)
NARROWER = 0.85
BELOW, THROAT, DOWN = 0.05, 0.22, 0.40
"""Face heights below the jaw: where a neck begins, where it is still bare in a shirt, where it ends."""
BARE = 0.25
"""Share of the throat that has to be seen."""
LIGHT = (0.10, 1.4)
"""Of the face's: a neck lies in the chin's shadow."""
TURN, PALER, STRONGER = 90.0, 0.35, 3.2
"""Degrees of hue beside the face's, and how much weaker and stronger a color may be."""
STRONGEST = 58.0
"""As strong as skin of any tone gets at the common brightness, however pale the face is."""
UNEVEN = 7.0
"""Median distance of its pixels' colors from their middle above which it is no skin."""


def neck_tone(rgb: Rgb, points: NDArray[np.floating], person: NDArray[np.bool_], face: Tone) -> Tone | None:
    throat, area = _below_the_jaw(rgb, points, THROAT), _below_the_jaw(rgb, points, DOWN)
    skin = cv2.morphologyEx(_could_be(rgb, area & person, face).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3)))
    _, labels = cv2.connectedComponents(skin)
    seen = np.bincount(labels[throat & (skin > 0)].ravel(), minlength=1)
    if len(seen) < 2 or seen.max() < BARE * throat.sum():  # noqa: PLR2004 - nothing but the background
        return None
    pixels = rgb[labels == seen.argmax()]
    colors = hues(pixels)
    uneven = np.median(np.abs(colors - np.median(colors, axis=0)), axis=0).max()
    return tone_of(pixels) if uneven <= UNEVEN else None


def _below_the_jaw(rgb: Rgb, points: NDArray[np.floating], to: float) -> NDArray[np.bool_]:
    down = points[CHIN] - points[FOREHEAD]
    jaw = points[CHIN] + (points[list(JAW)] - points[CHIN]) * NARROWER
    area = _filled(rgb, np.concatenate([jaw + down * BELOW, jaw[::-1] + down * to]))
    return area & ~_filled(rgb, points[list(OVAL)] + down * BELOW)


def _filled(rgb: Rgb, corners: NDArray[np.floating]) -> NDArray[np.bool_]:
    mask = np.zeros(rgb.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(corners).astype(np.int32)], 1)
    return mask > 0


def _could_be(rgb: Rgb, where: NDArray[np.bool_], face: Tone) -> NDArray[np.bool_]:
    """Those pixels that could be skin beside that face."""
    ys, xs = np.nonzero(where)
    found: NDArray[np.bool_] = np.zeros(where.shape, np.bool_)
    if len(ys) == 0:
        return found
    light = luminance_of(linear(rgb[ys, xs])) / max(face.luminance, 1e-4)
    (a, b), own = hues(rgb[ys, xs]).T, face.hue
    strength, turn = np.hypot(a, b), np.degrees(np.arctan2(b, a) - np.arctan2(own[1], own[0]))
    near = np.abs((turn + 180) % 360 - 180) < TURN
    usual = float(np.hypot(*own))
    strong = (strength > PALER * usual) & (strength < max(STRONGER * usual, STRONGEST))
    found[ys, xs] = near & strong & (light > LIGHT[0]) & (light < LIGHT[1])
    return found
