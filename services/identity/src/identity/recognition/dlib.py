"""`FaceRecognition` by dlib's network, with the weights that face-api.js packs into 6 MB. Nothing but numpy runs it."""

from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from identity.faces import Face, Rgb
from identity.geometry import DLIB_150, aligned, warped
from identity.networks import weights
from identity.networks.residual import SIDE, ResidualNetwork
from identity.recognition.embeddings import Bands, Embedding, five_of, maker, vectors

WEIGHTS: Final = "face_recognition_model"
LICENSE: Final = "dlib's face recognition network by Davis King, public domain (CC0), as packed by face-api.js (MIT)."
BANDS: Final = Bands(other=0.40, same=0.50, strict=0.55)
"""Similarity is 1 minus the distance. Its author calls two faces less than 0.6 apart the same person; measured on
photographs here (docs/faces.md), one person stayed within 0.47, and strangers were never nearer than 0.48.
"""


class DlibRecognition:
    license = LICENSE
    bands = BANDS

    def __init__(self, models: Path) -> None:
        packed = models / f"{WEIGHTS}.bin"
        if not packed.exists():
            raise FileNotFoundError(f"The model {packed} is missing; `./thumbworks doctor` says how to fetch it.")
        self._models = models
        self.made_by = maker("dlib", packed)

    def embedding(self, rgb: Rgb, face: Face) -> Embedding:
        chip = warped(rgb, aligned(five_of(face), DLIB_150), SIDE)
        return Embedding(self._network(chip), self.made_by)

    def similarity(self, one: Embedding, other: Embedding) -> float:
        a, b = vectors(one, other)
        return 1.0 - float(np.linalg.norm(a - b))

    @cached_property
    def _network(self) -> ResidualNetwork:
        """Loaded at first use: a cold start need not wait for it."""
        return ResidualNetwork(weights.read(self._models, WEIGHTS))
