"""`AgeGuess` by the age network of face-api.js (MIT): the mean of three crops, because one alone jumps by years."""

from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from identity.faces import Face, Rgb
from identity.geometry import square_around, warped
from identity.networks import weights
from identity.networks.weights import Weights
from identity.networks.xception import SIDE, TinyXception

WEIGHTS: Final = "age_gender_model"
MARGINS: Final = (1.0, 1.2, 1.4)
"""Of the face's box. The network's other answer, a gender, is not asked for."""


class FaceApiAges:
    """Raises FileNotFoundError when the model is missing."""

    made_by = "face-api-1.7.15"
    license = "MIT"

    def __init__(self, models: Path) -> None:
        if not (models / f"{WEIGHTS}.bin").exists():
            raise FileNotFoundError(f"The model {WEIGHTS} is missing; `./thumbworks doctor` says how to fetch it.")
        self._models = models

    def years(self, rgb: Rgb, face: Face) -> float:
        return float(np.mean([self._years(rgb, face, margin) for margin in MARGINS]))

    def _years(self, rgb: Rgb, face: Face, margin: float) -> float:
        there = square_around(face.box.center, face.box.w * margin, face.roll, SIDE)
        features = self._network(warped(rgb, there, SIDE)).mean((0, 1))
        return (features @ self._weights["fc/age/weights"] + self._weights["fc/age/bias"]).item()

    @cached_property
    def _weights(self) -> Weights:
        return weights.read(self._models, WEIGHTS)

    @cached_property
    def _network(self) -> TinyXception:
        return TinyXception(self._weights)
