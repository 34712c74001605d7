"""`FaceRecognition` by the ArcFace model of an InsightFace pack."""

from pathlib import Path
from typing import Final

import numpy as np

from identity.faces import Face, Rgb
from identity.geometry import aligned_112, warped
from identity.insightface_pack import InsightFacePack
from identity.recognition.embeddings import Bands, Embedding, cosine, five_of, maker

BANDS: Final = Bands(other=0.35, same=0.50, strict=0.60)
"""Published cosines: DeepFace verifies buffalo_l from 0.45, InsightFace's own tools from 0.40 to 0.50."""


class InsightFaceRecognition:
    bands = BANDS

    def __init__(self, pack: InsightFacePack) -> None:
        self.license = pack.license
        self._model = pack.recognizer
        self.made_by = maker("insightface", Path(self._model.model_file))

    def embedding(self, rgb: Rgb, face: Face) -> Embedding:
        side = int(self._model.input_size[0])
        crop = warped(rgb, aligned_112(five_of(face)) * (side / 112), side)
        found = self._model.get_feat(np.ascontiguousarray(crop[..., ::-1]))
        return Embedding(np.asarray(found, np.float32).ravel(), self.made_by)

    def similarity(self, one: Embedding, other: Embedding) -> float:
        return cosine(one, other)
