"""MediaPipe's iris landmarks (Apache-2.0): where the iris is and how far the lids are open, on 64 pixels around an eye.

Ablavatski et al., "Real-time Pupil Tracking from Monocular Video for Digital Puppetry", 2020. Trained on left eyes: the
right one is shown to it mirrored.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from identity.detection.landmarks import LEFT_EYE, RIGHT_EYE
from identity.detection.tflite import TfliteModel
from identity.faces import Points, Rgb
from identity.geometry import square_around, warped

SIDE = 64
MARGIN = 2.3
"""The crop is the eye's width grown by this, as the model was trained."""
OPENING = 16
"""The first of the model's contour points go around the opening between the lids."""


@dataclass(frozen=True, slots=True)
class Eye:
    """`center` (2,) and `radius` of the iris and the `opening` between the lids (16, 2), in pixels of the picture."""

    center: Points
    radius: float
    opening: Points


class IrisLandmarks:
    def __init__(self, models: Path) -> None:
        self._model = TfliteModel(models / "iris_landmark.tflite")

    def eyes(self, rgb: Rgb, points: Points) -> tuple[Eye, Eye]:
        """The picture's left and right one; `points` are the mesh's."""
        left, right = (points[list(corners)] for corners in (LEFT_EYE, RIGHT_EYE))
        return self._eye(rgb, left, mirrored=False), self._eye(rgb, right, mirrored=True)

    def _eye(self, rgb: Rgb, corners: Points, *, mirrored: bool) -> Eye:
        (x, y), across = corners.mean(0), corners[1] - corners[0]
        size, turn = (
            MARGIN * float(np.linalg.norm(across)),
            math.degrees(math.atan2(float(across[1]), float(across[0]))),
        )
        there = square_around((float(x), float(y)), size, turn, SIDE)
        crop = warped(rgb, there, SIDE)
        outputs = self._model((crop[:, ::-1] if mirrored else crop)[None].astype(np.float32) / 255)
        iris, contour = (found.reshape(-1, 3)[:, :2] for found in sorted(outputs, key=lambda output: output.size))
        back = np.asarray(cv2.invertAffineTransform(there), np.float64)
        seen = np.concatenate([iris, contour[:OPENING]])
        placed = (seen * [-1, 1] + [SIDE - 1, 0] if mirrored else seen) @ back[:, :2].T + back[:, 2]
        rim = np.linalg.norm(placed[1:5] - placed[0], axis=1)
        return Eye(placed[0], float(rim.mean()), placed[5:])
