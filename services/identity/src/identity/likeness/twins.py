"""Whether a face in a picture is the very pixels of a selfie: pasted, not drawn."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.landmarks import five_points
from identity.faces import Points, Rgb
from identity.geometry import aligned_112, warped

SIDE = 112
SAME_PIXELS = 0.975
"""Correlation of two aligned faces. Re-encoded and resized copies stay above, two photographs of one person below."""

Crop: TypeAlias = NDArray[np.float32]
"""(112, 112): an aligned face in gray, of mean 0 and length 1."""


def crop_of(rgb: Rgb, points: Points) -> Crop:
    """`points` are the mesh's, in pixels of `rgb`."""
    face = cv2.cvtColor(warped(rgb, aligned_112(five_points(points)), SIDE), cv2.COLOR_RGB2GRAY)
    gray = np.asarray(cv2.GaussianBlur(face, (0, 0), 1.5), np.float32)
    gray -= gray.mean()
    return gray / max(float(np.linalg.norm(gray)), 1e-6)


def is_copy(one: Crop, other: Crop) -> bool:
    return float((one * other).sum()) >= SAME_PIXELS
