"""Everybody in packaged photographs: face, silhouette, palms and eyes, in two halves by photograph."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from skimage import data

from identity.detection.blazeface import BlazeFace
from identity.detection.eyes import Eye, IrisLandmarks
from identity.detection.facemesh import BlazeFaceMesh
from identity.detection.landmarks import CHIN, FOREHEAD
from identity.detection.palms import Palms
from identity.faces import Alpha, Box, Face, Mesh, Points, Rgb
from identity.matting import PersonMatting
from identity.matting.planes import fitted, resized_rgb

CALIBRATED_ON, MEASURED_ON = ("sample1", "sample4", "sample6"), ("astronaut", "sample2", "sample3", "sample5")
"""Chosen before anything was measured on them, so that either half has necks, hands and open eyes."""
LONGEST = 1024
SMALLEST = 80.0
"""Pixels from forehead to chin."""
SURE = 0.5


@dataclass(frozen=True)
class Person:
    """`rgb` is what the judge works on; `close` is the face at the photograph's own size, `eyes` and `points` in it."""

    photo: str
    rgb: Rgb
    mesh: Mesh
    alpha: Alpha
    palms: list[Box]
    close: Rgb
    points: Points
    eyes: tuple[Eye, Eye]


class Everybody:
    def __init__(self, assets: Path) -> None:
        models = assets / "models"
        self._photos = assets / "photos"
        self._detection, self._mesh, self._palms = BlazeFace(models), BlazeFaceMesh(models), Palms(models)
        self._matting, self._irises = PersonMatting(models), IrisLandmarks(models)

    def of(self, photos: tuple[str, ...]) -> list[Person]:
        return [person for photo in photos for person in self._people(photo)]

    def _people(self, photo: str) -> Iterator[Person]:
        large = data.astronaut() if photo == "astronaut" else _read(self._photos / f"{photo}.jpg")
        rgb = resized_rgb(large, fitted(large.shape, LONGEST))
        found = self._detection.faces(rgb)
        for face in found:
            mesh = self._mesh.mesh(rgb, face)
            if mesh.presence > SURE and np.linalg.norm(mesh.points[CHIN] - mesh.points[FOREHEAD]) > SMALLEST:
                yield self._person(photo, large, rgb, face, mesh, [one.box for one in found if one is not face])

    def _person(self, photo: str, large: Rgb, rgb: Rgb, face: Face, mesh: Mesh, others: list[Box]) -> Person:
        alpha = self._matting.alpha(rgb, face.box, others)
        palms = self._palms.around(rgb, face.box, others)
        x0, y0, x1, y1 = face.box.scaled(large.shape[1] / rgb.shape[1]).region((1.0, 1.0, 1.0, 1.2), large.shape)
        close = np.ascontiguousarray(large[y0:y1, x0:x1])
        points = mesh.points * np.float32(large.shape[1] / rgb.shape[1]) - np.array([x0, y0], np.float32)
        return Person(photo, rgb, mesh, alpha, palms, close, points, self._irises.eyes(close, points))


def _read(path: Path) -> Rgb:
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR_RGB), np.uint8)
