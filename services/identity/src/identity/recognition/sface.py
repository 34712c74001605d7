"""`FaceRecognition` by OpenCV's SFace (Zhong et al. 2021), whose weights (Apache-2.0) the operator brings along."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from identity.faces import Face, Rgb
from identity.geometry import aligned_112, warped
from identity.recognition.embeddings import Bands, Embedding, cosine, five_of, maker

SIDE: Final = 112
LICENSE: Final = "OpenCV's SFace as brought along by the operator; the published model is Apache-2.0."
BANDS: Final = Bands(other=0.36, same=0.45, strict=0.55)
"""OpenCV calls two faces one person's from a cosine of 0.363."""


class SFaceRecognition:
    """Loads the model at once. Raises FileNotFoundError for none, ValueError for a file that is no such model."""

    license = LICENSE
    bands = BANDS

    def __init__(self, model: Path) -> None:
        if not model.is_file():
            raise FileNotFoundError(f"There is no SFace model at {model}.")
        self.made_by = maker("sface", model)
        try:
            self._model = cv2.FaceRecognizerSF.create(str(model), "")
            self._features(np.zeros((SIDE, SIDE, 3), np.uint8))
        except cv2.error as error:
            raise ValueError(f"{model} cannot be used as an SFace model: {error.err}") from error

    def embedding(self, rgb: Rgb, face: Face) -> Embedding:
        return Embedding(self._features(warped(rgb, aligned_112(five_of(face)), SIDE)), self.made_by)

    def similarity(self, one: Embedding, other: Embedding) -> float:
        return cosine(one, other)

    def _features(self, crop: Rgb) -> np.typing.NDArray[np.float32]:
        found = self._model.feature(np.ascontiguousarray(crop[..., ::-1]))
        return np.array(found, np.float32).ravel()
