"""`FaceDetection` by the detector (SCRFD) of an InsightFace pack."""

from typing import Any

import numpy as np

from identity.faces import Box, Face, Rgb
from identity.insightface_pack import InsightFacePack

USUAL_SIZES = [(128, 128), (640, 640)]
THOROUGH_SIZES = [*USUAL_SIZES, (1280, 1280)]


class InsightFaceDetection:
    def __init__(self, pack: InsightFacePack) -> None:
        self._pack = pack

    def faces(self, rgb: Rgb, *, thorough: bool = False) -> list[Face]:
        sizes = THOROUGH_SIZES if thorough else USUAL_SIZES
        boxes, points = self._pack.detector.detect(np.ascontiguousarray(rgb[..., ::-1]), input_size=sizes)
        found = [_face(box, five) for box, five in zip(boxes, points, strict=True)]
        return sorted(found, key=lambda face: -face.score)


def _face(box: Any, five: Any) -> Face:
    """InsightFace's left is the picture's left; its mouth corners become the mouth's center."""
    x0, y0, x1, y1, score = (float(value) for value in box)
    points = np.asarray(five, np.float32)
    keypoints = np.vstack([points[:3], points[3:5].mean(0)])
    return Face(Box(x0, y0, x1 - x0, y1 - y0), keypoints, score, five=points)
