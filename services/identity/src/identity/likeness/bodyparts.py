"""Where a person's skin shows in a picture: the face by its mesh, the neck below the chin, hands where palms are.

Everything is measured in face heights on a copy in which the face is `WORKING` pixels high. What is not found beyond
doubt is not guessed: a collar, a beard or a sleeve of skin's color leaves its part out (`neck.py`, `hand.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.landmarks import CHIN, FOREHEAD
from identity.faces import Alpha, Box, Mesh, Rgb
from identity.likeness.hand import hand_tone
from identity.likeness.neck import neck_tone
from identity.likeness.skin import Tone, tone_of

WORKING = 160.0
CHEEKS_AND_FOREHEAD = (50, 280, 205, 425, 101, 330, 151)
PLACES = tuple((place,) for place in (50, 280, 205, 425, 101, 330, 151, 108, 337, 207, 427, 199, 170, 395, 187, 411))
"""Cheeks, forehead, chin and jaw, a place each."""
FEWEST = 12
PATCH = 0.06
INSIDE = 200


@dataclass(frozen=True, slots=True)
class Parts:
    """`places` are tones of single places of the face, which no lamp lights alike."""

    face: Tone | None = None
    places: tuple[Tone, ...] = ()
    neck: Tone | None = None
    hands: tuple[Tone, ...] = ()


def face_tone(rgb: Rgb, mesh: Mesh) -> Tone | None:
    small, points = _working(rgb, mesh)
    return tone_of(small[_patches(small, points)])


def parts(rgb: Rgb, mesh: Mesh, alpha: Alpha, palms: Sequence[Box] = ()) -> Parts:
    """`alpha` is the person's, as large as `rgb`; `palms` are boxes in it, whoever's they are."""
    small, points = _working(rgb, mesh)
    size = (small.shape[1], small.shape[0])
    person = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)) >= INSIDE
    face = tone_of(small[_patches(small, points)])
    if face is None:
        return Parts()
    places = tuple(tone for place in PLACES if (tone := tone_of(small[_patches(small, points, place)], FEWEST)))
    scale = small.shape[1] / rgb.shape[1]
    found = (hand_tone(small, palm.scaled(scale), points, person, face) for palm in palms)
    hands = tuple(tone for tone in found if tone)
    return Parts(face, places, neck_tone(small, points, person, face), hands)


def _working(rgb: Rgb, mesh: Mesh) -> tuple[Rgb, NDArray[np.floating]]:
    scale = min(1.0, WORKING / max(_height(mesh.points), 1.0))
    if scale == 1.0:
        return rgb, mesh.points
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8), mesh.points * scale


def _height(points: NDArray[np.floating]) -> float:
    return float(np.linalg.norm(points[CHIN] - points[FOREHEAD]))


def _patches(
    rgb: Rgb, points: NDArray[np.floating], places: tuple[int, ...] = CHEEKS_AND_FOREHEAD
) -> NDArray[np.bool_]:
    mask, radius = np.zeros(rgb.shape[:2], np.uint8), max(2, round(PATCH * _height(points)))
    for x, y in points[list(places)]:
        cv2.circle(mask, (round(float(x)), round(float(y))), radius, 1, -1)
    return mask > 0
