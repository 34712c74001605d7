"""What must stay as it is in a face, measured: the color of the eyes, a beard, and how much texture the skin has.

Everything is read from the face laid upright on 256 pixels, in linear light brought to one skin tone, so that two
photographs of one person in two lights agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.eyes import Eye
from identity.detection.landmarks import LEFT_EYE, LEFT_LIDS, RIGHT_EYE, RIGHT_LIDS, five_points
from identity.faces import Points, Rgb
from identity.geometry import aligned_112, warped
from identity.likeness.irises import Iris, iris_color
from identity.likeness.skin import linear

SIDE = 256
EYES = 2 * SIDE
"""Eyes are looked at on a larger copy."""
CHEEKS = (50, 280, 101, 330, 205, 425)
JAW = (18, 83, 313, 200, 176, 400, 140, 369)
"""Chin, below the lower lip, and the jaw beside it: where a beard is, whatever the mouth does."""
PATCH = 9
FINE = 1.6
"""Sigma in pixels of 256: pores and fine lines are finer, shading is coarser."""

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True, slots=True)
class Looks:
    """`eye_distance` in the picture's own pixels says how far it can be believed. `iris` is None where no
    iris is open to see. `jaw` is the lower face's light relative to the cheeks'. `texture` is fine detail of the skin
    relative to that around the eyes.
    """

    eye_distance: float
    iris: Iris | None
    jaw: float
    texture: float


def looks_of(rgb: Rgb, points: Points, seen: Sequence[Eye]) -> Looks:
    """`points` are the mesh's and `seen` its eyes, in pixels of `rgb`."""
    there = aligned_112(five_points(points)) * (SIDE / 112)
    face = warped(rgb, there, SIDE)
    finer = aligned_112(five_points(points)) * (EYES / 112)
    here = points @ there[:, :2].T + there[:, 2]
    light = linear(face)
    cheeks = _patches(here, CHEEKS)
    skin = np.maximum(np.median(light[cheeks], axis=0), 1e-4)
    eyes = [points[list(eye)].mean(0) for eye in (LEFT_EYE, RIGHT_EYE)]
    return Looks(
        eye_distance=float(np.linalg.norm(eyes[1] - eyes[0])),
        iris=iris_color(linear(warped(rgb, finer, EYES)) / skin, [_moved(eye, finer) for eye in seen]),
        jaw=float(np.median(light[_patches(here, JAW)] @ _LUMINANCE) / (skin @ _LUMINANCE)),
        texture=_texture(face, cheeks, here),
    )


def _patches(points: Points, which: tuple[int, ...]) -> NDArray[np.bool_]:
    mask = np.zeros((SIDE, SIDE), np.uint8)
    for x, y in points[list(which)]:
        cv2.circle(mask, (round(float(x)), round(float(y))), PATCH, 1, -1)
    return mask > 0


def _moved(eye: Eye, there: NDArray[np.float64]) -> Eye:
    center, opening = (points @ there[:, :2].T + there[:, 2] for points in (eye.center, eye.opening))
    return Eye(center, eye.radius * float(np.hypot(there[0, 0], there[1, 0])), opening)


def _texture(face: Rgb, cheeks: NDArray[np.bool_], points: Points) -> float:
    """A blurred picture loses detail everywhere; a beauty filter leaves the eyes sharp and takes it from the skin."""
    gray = np.asarray(cv2.cvtColor(face, cv2.COLOR_RGB2GRAY), np.float32)
    fine = np.abs(gray - cv2.GaussianBlur(gray, (0, 0), FINE))
    eyes = _patches(points, (*LEFT_EYE, *RIGHT_EYE, *LEFT_LIDS, *RIGHT_LIDS))
    return float(fine[cheeks].mean() / max(float(fine[eyes].mean()), 1e-3))
