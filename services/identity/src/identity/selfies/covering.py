"""What lies over a face: dark or mirrored lenses, a mask, a hand.

Skin is compared with skin: the eye and the mouth are where a face has its strongest contrasts, and the skin
below the eyes and around the mouth has the color of the cheeks. Whatever covers them is plainer, and usually of
another color. Regions are the mesh's, on the aligned crop at twice its size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection import landmarks
from identity.faces import Mesh, Points, Rgb
from identity.geometry import aligned_112, warped

ZOOM, SIDE = 2.0, 224
LEAST_PIXELS = 12
"""A region smaller than this cannot be seen, as the far cheek of a turned head."""
GRAY, UNKNOWN = 6.0, 1.5
"""Chroma (CIELAB) below which skin is that of a black-and-white photo; nobody knows how red its lips are."""

Lab = NDArray[np.floating]
"""(n, 3), CIELAB of a region's pixels."""


@dataclass(frozen=True, slots=True)
class Covering:
    """Contrasts are spreads of lightness over the skin's own; tints are distances in CIELAB's a and b."""

    eye_contrast: float = 1.0
    """Of the clearer eye: 0.14 or more where an eye can be seen, 0.1 or less behind lenses and hands."""
    lens_darkness: float = 0.0
    """How much darker than the cheek the skin below the eyes is, 0 to 1; of the lighter side."""
    lens_tint: float = 0.0
    """How far its color is from the cheek's; of the nearer side."""
    mouth_contrast: float = 1.0
    """Of the lips: 0.09 or more where they can be seen."""
    mouth_tint: float = 0.0
    """How far the skin around the mouth is from the skin below the eyes."""
    mouth_darkness: float = 0.0
    """How much darker that skin is, 0 to 1."""
    lip_redness: float = UNKNOWN
    """How much redder the lips are than what is around them."""


def covering(rgb: Rgb, mesh: Mesh) -> Covering:
    """Nothing said is a face with nothing over it."""
    there = aligned_112(landmarks.five_points(mesh.points)) * ZOOM
    crop = warped(rgb, there, SIDE, cv2.BORDER_REPLICATE)
    lab = np.asarray(cv2.cvtColor(crop.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    return _compared(_Regions(lab, mesh.points @ there[:, :2].T + there[:, 2]))


class _Regions:
    """Pixels of a region by the landmarks around it."""

    def __init__(self, lab: NDArray[np.floating], points: Points) -> None:
        self._lab, self._points = lab, points

    def inside(self, outline: Sequence[int], without: Sequence[int] = ()) -> Lab:
        mask = np.zeros(self._lab.shape[:2], np.uint8)
        for corners, value in ((outline, 1), (without, 0)):
            if corners:
                cv2.fillPoly(mask, [np.round(self._points[list(corners)]).astype(np.int32)], value)
        return self._lab[mask > 0]


def _compared(regions: _Regions) -> Covering:
    eyes = [regions.inside(eye) for eye in (landmarks.LEFT_EYELIDS, landmarks.RIGHT_EYELIDS)]
    below = [regions.inside(skin) for skin in (landmarks.BELOW_LEFT_EYE, landmarks.BELOW_RIGHT_EYE)]
    cheeks = [regions.inside(cheek) for cheek in (landmarks.LEFT_CHEEK, landmarks.RIGHT_CHEEK)]
    lips = regions.inside(landmarks.LIP_LINE)
    around = [regions.inside(area, landmarks.LIP_LINE) for area in (landmarks.MUZZLE, landmarks.CHIN_SKIN)]
    if min(map(len, (*eyes, *below, *cheeks, lips, *around))) < LEAST_PIXELS:
        return Covering()
    pairs = [(_middle(a), _middle(b)) for a, b in zip(below, cheeks, strict=True)]
    light = max(10.0, *(float(skin[0]) for pair in pairs for skin in pair))
    upper = np.mean([a for a, _ in pairs], axis=0)
    return Covering(
        eye_contrast=max(float(eye[:, 0].std()) for eye in eyes) / light,
        lens_darkness=min(1 - float(a[0] / max(b[0], 1.0)) for a, b in pairs),
        lens_tint=min(_tint(a, b) for a, b in pairs),
        mouth_contrast=float(lips[:, 0].std()) / max(float(upper[0]), 10.0),
        mouth_tint=min(_tint(_middle(area), upper) for area in around),
        mouth_darkness=min(1 - float(_middle(area)[0] / max(upper[0], 10.0)) for area in around),
        lip_redness=_redness(lips, around) if np.hypot(*upper[1:]) > GRAY else UNKNOWN,
    )


def _middle(pixels: Lab) -> Lab:
    return np.median(pixels, axis=0)


def _tint(one: Lab, other: Lab) -> float:
    return float(np.hypot(*(one - other)[1:]))


def _redness(lips: Lab, around: Sequence[Lab]) -> float:
    return float(_middle(lips)[1] - np.mean([_middle(area)[1] for area in around]))
