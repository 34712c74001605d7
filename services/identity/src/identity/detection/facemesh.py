"""MediaPipe's face mesh (Apache-2.0): 468 landmarks on a 192-pixel crop turned so that the eyes are level.

Kartynnik et al., "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs", 2019.
"""

import math
from pathlib import Path

import cv2
import numpy as np

from identity.detection.landmarks import LEFT_EYE, RIGHT_EYE
from identity.detection.tflite import Tensor, TfliteModel
from identity.faces import Face, Mesh, Rgb
from identity.geometry import square_around, warped

SIDE = 192
MARGIN = 1.5
"""The crop is the detector's box grown by this, as the model was trained."""
SURE = 0.5
RETURN_ABOVE = 8.0
"""Degrees. BlazeFace's eye line lags behind on heads lying sideways; the mesh's own does not."""


class BlazeFaceMesh:
    """`FaceMesh` by face_landmark.tflite. Its presence is the lesser of a face's and its mirror image's: wood and cups
    with letters on them are taken for a face one way round, and not the other.
    """

    def __init__(self, models: Path) -> None:
        self._model = TfliteModel(models / "face_landmark.tflite")

    def mesh(self, rgb: Rgb, face: Face) -> Mesh:
        first = self._read(rgb, face, face.roll)
        turns = [turn for turn in (_roll(first), 0.0) if abs(_turn(turn - face.roll)) > RETURN_ABOVE]
        if first.presence > SURE:
            turns = turns[:1] if abs(_turn(_roll(first) - face.roll)) > RETURN_ABOVE else []
        return max([first, *(self._read(rgb, face, turn) for turn in turns)], key=lambda m: m.presence)

    def _read(self, rgb: Rgb, face: Face, degrees: float) -> Mesh:
        size = max(face.box.w, face.box.h) * MARGIN
        there = square_around(face.box.center, size, degrees, SIDE)
        crop = warped(rgb, there, SIDE)
        raw, presence = self._seen(crop)
        if presence > SURE:
            presence = min(presence, self._seen(crop[:, ::-1])[1])
        back = np.asarray(cv2.invertAffineTransform(there), np.float64)
        points = raw[:, :2] @ back[:, :2].T + back[:, 2]
        depth = raw[:, 2] * (size / SIDE)
        return Mesh(points.astype(np.float32), depth.astype(np.float32), presence)

    def _seen(self, crop: Rgb) -> tuple[Tensor, float]:
        """(468, 3) in the crop's pixels, and how sure the network is of them."""
        outputs = self._model(crop[None].astype(np.float32) / 255)
        presence = min(outputs, key=lambda output: output.size)
        sure = 1 / (1 + math.exp(-float(presence.ravel()[0])))
        return max(outputs, key=lambda output: output.size).reshape(-1, 3), sure


def _roll(mesh: Mesh) -> float:
    left, right = (mesh.points[list(eye)].mean(0) for eye in (LEFT_EYE, RIGHT_EYE))
    return math.degrees(math.atan2(float(right[1] - left[1]), float(right[0] - left[0])))


def _turn(degrees: float) -> float:
    """The same turn between -180 and 180."""
    return (degrees + 180) % 360 - 180
