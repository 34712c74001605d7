"""`FaceDetection` by an InsightFace model pack (SCRFD) that the operator brought along.

The package is an extra and no pack is ever downloaded: InsightFace's own weights are licensed for non-commercial
research only, so nobody gets them unasked. The pack's licence is shown where the engine is.
"""

import importlib
from pathlib import Path
from typing import Any

import numpy as np

from identity.faces import Box, Face, Rgb

USUAL_SIZES = [(128, 128), (640, 640)]
THOROUGH_SIZES = [*USUAL_SIZES, (1280, 1280)]
LICENSE_FILE = "MODEL.LICENSE"
ASSUMED_LICENSE = "InsightFace model pack without a MODEL.LICENSE: non-commercial research use only."


class InsightFaceDetection:
    """Loads the pack at once, so that a broken one is reported at start-up.

    Raises FileNotFoundError for a folder without models, ImportError when the extra is not installed.
    """

    def __init__(self, pack: Path) -> None:
        if not any(pack.glob("*.onnx")) and not (pack / "manifest.json").exists():
            raise FileNotFoundError(f"There is no InsightFace model pack in {pack}.")
        self.license = _license(pack)
        self._model = _detector(pack)

    def faces(self, rgb: Rgb, *, thorough: bool = False) -> list[Face]:
        sizes = THOROUGH_SIZES if thorough else USUAL_SIZES
        boxes, points = self._model.detect(np.ascontiguousarray(rgb[..., ::-1]), input_size=sizes)
        found = [_face(box, five) for box, five in zip(boxes, points, strict=True)]
        return sorted(found, key=lambda face: -face.score)


def _license(pack: Path) -> str:
    file = pack / LICENSE_FILE
    return file.read_text(encoding="utf-8", errors="replace").strip() if file.exists() else ASSUMED_LICENSE


def _detector(pack: Path) -> Any:
    try:
        insightface: Any = importlib.import_module("insightface.app")  # 4 s, and not installed by default
    except ImportError as error:
        raise ImportError("THUMBWORKS_INSIGHTFACE_DIR is set; install the extra: identity[insightface]") from error
    analysis = insightface.FaceAnalysis(
        name=str(pack.absolute()), allowed_modules=["detection"], providers=["CPUExecutionProvider"]
    )
    analysis.prepare(ctx_id=-1)
    return analysis.det_model


def _face(box: Any, five: Any) -> Face:
    """InsightFace's left is the picture's left; its mouth corners become the mouth's center."""
    x0, y0, x1, y1, score = (float(value) for value in box)
    points = np.asarray(five, np.float32)
    keypoints = np.vstack([points[:3], points[3:5].mean(0)])
    return Face(Box(x0, y0, x1 - x0, y1 - y0), keypoints, score, five=points)
