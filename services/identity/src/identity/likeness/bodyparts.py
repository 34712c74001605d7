"""Where a person's skin shows in a picture: the face by its mesh, the neck below the chin, hands far from the head.

Everything is measured in face heights on a copy in which the face is `WORKING` pixels high. What is not found beyond
doubt is not guessed: a collar, a beard or a sleeve of skin's color leaves its part out (the neck: `neck.py`).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.landmarks import CHIN, FOREHEAD
from identity.faces import Alpha, Mesh, Rgb
from identity.likeness.neck import neck_tone
from identity.likeness.skin import Tone, color_distance, is_skin, tone_of

WORKING = 160.0
CHEEKS_AND_FOREHEAD = (50, 280, 205, 425, 101, 330, 151)
PLACES = tuple((place,) for place in (50, 280, 205, 425, 101, 330, 151, 108, 337, 207, 427, 199, 170, 395, 187, 411))
"""Cheeks, forehead, chin and jaw, a place each."""
FEWEST = 12
PATCH = 0.06
INSIDE = 200
FAR_FROM_HEAD = 1.5
HAND = (0.06, 1.2)
"""Area of a hand or forearm, in squared face heights."""
SURELY_CLOTHES = 22.0
"""Hands were never as far from their face in color; an orange sleeve is."""


@dataclass(frozen=True, slots=True)
class Parts:
    """`places` are tones of single places of the face, which no lamp lights alike."""

    face: Tone | None = None
    places: tuple[Tone, ...] = ()
    neck: Tone | None = None
    hands: Tone | None = None


def face_tone(rgb: Rgb, mesh: Mesh) -> Tone | None:
    small, points = _working(rgb, mesh)
    return tone_of(small[_patches(small, points)])


def parts(rgb: Rgb, mesh: Mesh, alpha: Alpha) -> Parts:
    """`alpha` is the person's, as large as `rgb`."""
    small, points = _working(rgb, mesh)
    size = (small.shape[1], small.shape[0])
    person = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)) >= INSIDE
    skin = is_skin(small) & person
    face = tone_of(small[_patches(small, points)])
    if face is None:
        return Parts()
    places = tuple(tone for place in PLACES if (tone := tone_of(small[_patches(small, points, place)], FEWEST)))
    return Parts(face, places, neck_tone(small, points, person, face), _hands(small, points, skin, face))


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


def _hands(rgb: Rgb, points: NDArray[np.floating], skin: NDArray[np.bool_], face: Tone) -> Tone | None:
    """The largest patch of skin away from the head that has a hand's size and could be this person's."""
    height = _height(points)
    far = np.ones(rgb.shape[:2], np.uint8)
    middle = (points[CHIN] + points[FOREHEAD]) / 2
    cv2.circle(far, (round(float(middle[0])), round(float(middle[1]))), round(FAR_FROM_HEAD * height), 0, -1)
    brush = np.ones((max(3, round(0.06 * height)),) * 2, np.uint8)
    loose = cv2.morphologyEx((skin & (far > 0)).astype(np.uint8), cv2.MORPH_OPEN, brush)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(loose)
    smallest, largest = (share * height**2 for share in HAND)
    areas = {label: int(stats[label, cv2.CC_STAT_AREA]) for label in range(1, count)}
    for label in sorted(areas, key=lambda label: -areas[label]):
        tone = tone_of(rgb[labels == label]) if smallest <= areas[label] <= largest else None
        if tone and color_distance(face, tone) < SURELY_CLOTHES:
            return tone
    return None
