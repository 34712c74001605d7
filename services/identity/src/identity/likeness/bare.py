"""Which pixels could be the skin of the person whose face is known, and the tone of those that are of one color."""

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.faces import Rgb
from identity.likeness.skin import Tone, hues, linear, luminance_of, tone_of

TURN, PALER, STRONGER = 90.0, 0.35, 3.2
"""Degrees of hue beside the face's, and how much weaker and stronger a color may be."""
STRONGEST = 58.0
"""As strong as skin of any tone gets at the common brightness, however pale the face is."""
UNEVEN = 7.0
"""Median distance of its pixels' colors from their middle above which it is no skin."""


def could_be_skin(rgb: Rgb, where: NDArray[np.bool_], face: Tone, light: tuple[float, float]) -> NDArray[np.bool_]:
    """Those pixels of `where` that could be skin beside that face, in a `light` from so much to so much of its own."""
    ys, xs = np.nonzero(where)
    found: NDArray[np.bool_] = np.zeros(where.shape, np.bool_)
    if len(ys) == 0:
        return found
    lit = luminance_of(linear(rgb[ys, xs])) / max(face.luminance, 1e-4)
    (a, b), own = hues(rgb[ys, xs]).T, face.hue
    strength, turn = np.hypot(a, b), np.degrees(np.arctan2(b, a) - np.arctan2(own[1], own[0]))
    near = np.abs((turn + 180) % 360 - 180) < TURN
    usual = float(np.hypot(*own))
    strong = (strength > PALER * usual) & (strength < max(STRONGER * usual, STRONGEST))
    found[ys, xs] = near & strong & (lit > light[0]) & (lit < light[1])
    return found


def even_tone(pixels: NDArray[np.uint8]) -> Tone | None:
    """None where (n, 3) pixels are patterned or few."""
    if len(pixels) == 0:
        return None
    colors = hues(pixels)
    uneven = np.median(np.abs(colors - np.median(colors, axis=0)), axis=0).max()
    return tone_of(pixels) if uneven <= UNEVEN else None


def filled(rgb: Rgb, corners: NDArray[np.floating]) -> NDArray[np.bool_]:
    """What of a picture lies inside of a polygon (n, 2)."""
    mask = np.zeros(rgb.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(corners).astype(np.int32)], 1)
    return mask > 0
