"""Whether a face in a picture is the very pixels of a selfie: pasted, not drawn."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.landmarks import five_points
from identity.faces import Points, Rgb
from identity.geometry import aligned_112, warped

SIDE = 112
FINE, COARSE = 1.5, 4.0
"""Sigmas between which a face's detail is its own photograph's: light and expression are coarser, grain is finer."""
SAME_PIXELS = 0.955
"""Correlation of two aligned faces' detail. Copies in other light, lit from one side, halved, blurred and squeezed were
at 0.958 and above, two frames of one video of one man at 0.943 and below.
"""

Crop: TypeAlias = NDArray[np.float32]
"""(112, 112): the detail of an aligned face in gray, of mean 0 and length 1."""


def crop_of(rgb: Rgb, points: Points) -> Crop:
    """`points` are the mesh's, in pixels of `rgb`."""
    face = cv2.cvtColor(warped(rgb, aligned_112(five_points(points)), SIDE), cv2.COLOR_RGB2GRAY)
    gray = face.astype(np.float32)
    gray = np.asarray(cv2.GaussianBlur(gray, (0, 0), FINE) - cv2.GaussianBlur(gray, (0, 0), COARSE), np.float32)
    gray -= gray.mean()
    return gray / max(float(np.linalg.norm(gray)), 1e-6)


def is_copy(one: Crop, other: Crop) -> bool:
    return float((one * other).sum()) >= SAME_PIXELS
