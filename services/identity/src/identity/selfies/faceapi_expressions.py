"""`ExpressionReading` by face-api.js's network (MIT), a third of a megabyte, run in numpy."""

import math
from functools import cached_property
from pathlib import Path
from typing import Final, get_args

import numpy as np

from identity.detection import landmarks
from identity.faces import Mesh, Rgb
from identity.geometry import Affine, square_around, warped
from identity.networks import weights
from identity.networks.dense import SIDE, DenseNetwork
from identity.selfies.expressions import Expression, Expressions

WEIGHTS: Final = "face_expression_model"
LICENSE: Final = "face-api.js's expression network by Vincent Mühler, MIT."
MARGIN: Final = 1.2
"""The network was trained on the box from brows to chin grown by this."""


class FaceApiExpressions:
    license = LICENSE

    def __init__(self, models: Path) -> None:
        if not (models / f"{WEIGHTS}.bin").exists():
            raise FileNotFoundError(f"The model {WEIGHTS} is missing; `./thumbworks doctor` says how to fetch it.")
        self._models = models

    def expressions(self, rgb: Rgb, mesh: Mesh) -> Expressions:
        found = self._network(warped(rgb, crop(mesh), SIDE))
        return dict(zip(get_args(Expression), map(float, found), strict=True))

    @cached_property
    def _network(self) -> DenseNetwork:
        """Loaded at first use."""
        return DenseNetwork(weights.read(self._models, WEIGHTS))


def crop(mesh: Mesh) -> Affine:
    """The upright square around brows, cheeks and chin: a tilted head is stood straight, which reads better."""
    left, right = landmarks.five_points(mesh.points)[:2]
    across = (right - left) / np.linalg.norm(right - left)
    axes = np.stack([across, (-across[1], across[0])])
    upright = mesh.points[list(landmarks.OUTLINE)] @ axes.T
    low, high = upright.min(0), upright.max(0)
    x, y = ((low + high) / 2) @ axes
    return square_around((float(x), float(y)), float((high - low).max()) * MARGIN, _degrees(across), SIDE)


def _degrees(across: np.typing.NDArray[np.floating]) -> float:
    return math.degrees(math.atan2(float(across[1]), float(across[0])))
