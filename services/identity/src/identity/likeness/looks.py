"""What must stay as it is in a face, measured: the color of the eyes, a beard, and how much texture the skin has.

Everything is read from the face laid upright on 256 pixels, in linear light brought to one skin tone, so that two
photographs of one person in two lights agree.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.landmarks import LEFT_EYE, LEFT_LIDS, RIGHT_EYE, RIGHT_LIDS, five_points
from identity.faces import Points, Rgb
from identity.geometry import aligned_112, warped
from identity.likeness.skin import linear

SIDE = 256
IRIS = 0.093
"""Radius of an iris as a share of the distance between the eyes: 11.7 of 63 mm, halved (Hashemi et al. 2015)."""
FEWEST = 25
CHEEKS = (50, 280, 101, 330, 205, 425)
JAW = (18, 83, 313, 200, 176, 400, 140, 369)
"""Chin, below the lower lip, and the jaw beside it: where a beard is, whatever the mouth does."""
PATCH = 9
FINE = 1.6
"""Sigma in pixels of 256: pores and fine lines are finer, shading is coarser."""

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True, slots=True)
class Looks:
    """`eye_distance` in the picture's own pixels says how far it can be believed. `iris` is (3,) linear light relative
    to the skin, None where no iris is open to see. `jaw` is the lower face's light relative to the cheeks'. `texture`
    is fine detail of the skin relative to that around the eyes.
    """

    eye_distance: float
    iris: tuple[float, float, float] | None
    jaw: float
    texture: float


def looks_of(rgb: Rgb, points: Points) -> Looks:
    """`points` are the mesh's, in pixels of `rgb`."""
    there = aligned_112(five_points(points)) * (SIDE / 112)
    face = warped(rgb, there, SIDE)
    here = points @ there[:, :2].T + there[:, 2]
    light = linear(face)
    cheeks = _patches(here, CHEEKS)
    skin = np.maximum(np.median(light[cheeks], axis=0), 1e-4)
    eyes = [points[list(eye)].mean(0) for eye in (LEFT_EYE, RIGHT_EYE)]
    return Looks(
        eye_distance=float(np.linalg.norm(eyes[1] - eyes[0])),
        iris=_irises(light / skin, here),
        jaw=float(np.median(light[_patches(here, JAW)] @ _LUMINANCE) / (skin @ _LUMINANCE)),
        texture=_texture(face, cheeks, here),
    )


def _patches(points: Points, which: tuple[int, ...]) -> NDArray[np.bool_]:
    mask = np.zeros((SIDE, SIDE), np.uint8)
    for x, y in points[list(which)]:
        cv2.circle(mask, (round(float(x)), round(float(y))), PATCH, 1, -1)
    return mask > 0


def _irises(light: NDArray[np.float64], points: Points) -> tuple[float, float, float] | None:
    """Of both eyes together: the ring between pupil and white, where the lids leave it open."""
    eyes = ((LEFT_EYE, LEFT_LIDS), (RIGHT_EYE, RIGHT_LIDS))
    distance = np.linalg.norm(points[list(RIGHT_EYE)].mean(0) - points[list(LEFT_EYE)].mean(0))
    seen = np.concatenate([_iris(light, points, corners, lids, IRIS * float(distance)) for corners, lids in eyes])
    if len(seen) < FEWEST:
        return None
    red, green, blue = np.median(seen, axis=0)
    return float(red), float(green), float(blue)


def _iris(
    light: NDArray[np.float64], points: Points, corners: tuple[int, int], lids: tuple[int, int], radius: float
) -> NDArray[np.float64]:
    left, right, above, below = (points[place] for place in (*corners, *lids))
    opening = float(np.linalg.norm(below - above))
    if opening < radius:
        return np.empty((0, 3))
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    open_eye = (y > above[1] + 0.12 * opening) & (y < below[1] - 0.08 * opening) & (x > left[0]) & (x < right[0])
    center = _darkest(light @ _LUMINANCE, (left + right) / 2, (above + below) / 2, radius)
    away = np.hypot(x - center[0], y - center[1])
    ring = open_eye & (away > 0.45 * radius) & (away < 0.9 * radius)
    found = light[ring]
    bright = found @ _LUMINANCE
    return found[bright <= np.percentile(bright, 80)] if len(found) else found  # without what the lamp leaves there


def _darkest(
    luminance: NDArray[np.float64], across: NDArray[np.floating], down: NDArray[np.floating], radius: float
) -> tuple[float, float]:
    """Where along the eye a disk is darkest: eyes do not always look straight ahead."""
    blurred = cv2.GaussianBlur(luminance, (0, 0), radius / 2)
    y = float(down[1])
    places = across[0] + np.linspace(-radius, radius, 9)
    rows = [float(blurred[int(np.clip(y, 0, SIDE - 1)), int(np.clip(x, 0, SIDE - 1))]) for x in places]
    return float(places[int(np.argmin(rows))]), y


def _texture(face: Rgb, cheeks: NDArray[np.bool_], points: Points) -> float:
    """A blurred picture loses detail everywhere; a beauty filter leaves the eyes sharp and takes it from the skin."""
    gray = np.asarray(cv2.cvtColor(face, cv2.COLOR_RGB2GRAY), np.float32)
    fine = np.abs(gray - cv2.GaussianBlur(gray, (0, 0), FINE))
    eyes = _patches(points, (*LEFT_EYE, *RIGHT_EYE, *LEFT_LIDS, *RIGHT_LIDS))
    return float(fine[cheeks].mean() / max(float(fine[eyes].mean()), 1e-3))
