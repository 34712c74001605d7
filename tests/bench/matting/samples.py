"""A known person with loose hair, before grounds that are known too: what a cut-out should be is known to the pixel."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

from identity.detection.blazeface import BlazeFace
from identity.detection.facemesh import BlazeFaceMesh
from identity.faces import Box, Points, Rgb
from identity.selfies.inspection import Inspector

ACCEPTED = Path(__file__).parents[2] / "golden/identity/astronaut-alpha.png"
SIDE = 2400
HAIRS = 1500
STEPS = 24
GROUNDS = ("coffee", "rocket", "grass", "white", "green", "black")
COLORS: dict[str, tuple[int, int, int]] = {"white": (244, 244, 242), "green": (40, 190, 80), "black": (10, 10, 12)}
ROOT = 0.1
"""How far inside the outline a drawn hair takes its color from the photographed hair, in face widths."""

Plane = NDArray[np.floating]


@dataclass(frozen=True)
class Person:
    """`colors` are straight, (h, w, 3); `alpha` is 0 to 1; `head` is where hair may be."""

    colors: Plane
    alpha: Plane
    head: NDArray[np.bool_]
    face: Box
    points: Points

    def before(self, ground: Plane) -> Rgb:
        share = self.alpha[..., None]
        return np.clip(self.colors * share + ground * (1 - share) + 0.5, 0, 255).astype(np.uint8)


def person(models: Path) -> Person:
    """The astronaut by her accepted alpha, enlarged, with an edge of known softness and drawn hair around the head."""
    photo = data.astronaut()
    seen = Inspector(BlazeFace(models), BlazeFaceMesh(models)).inspect(photo)
    assert seen.face
    assert seen.mesh
    accepted = np.asarray(cv2.imread(str(ACCEPTED), cv2.IMREAD_GRAYSCALE), np.uint8)
    scale = SIDE / photo.shape[0]
    solid = cv2.resize(accepted, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC) / np.float32(255)
    body = np.clip((solid - 0.5) * 4 + 0.5, 0, 1)
    face = seen.face.box.scaled(scale)
    middle = np.array(face.center)
    colors = _outwards(photo, accepted)
    strands, tones = _hair(body > 0.5, colors, middle, face.w)
    hair = strands[..., None]
    alpha = 1 - (1 - body) * (1 - strands)
    both = (tones * hair + colors * body[..., None] * (1 - hair)) / np.maximum(alpha, 1e-3)[..., None]
    return Person(both.astype(np.float32), alpha, _around(middle, face.w), face, seen.mesh.points * np.float32(scale))


def grounds() -> Iterator[tuple[str, Plane]]:
    for name in GROUNDS:
        yield name, _ground(name)


def opposite(ground: Plane) -> Plane:
    """Where a halo is seen best: white on what was dark, black on what was bright."""
    return np.full_like(ground, 255.0 if ground.mean() < 128 else 0.0)


def _ground(name: str) -> Plane:
    if name in COLORS:
        return np.zeros((SIDE, SIDE, 3), np.float32) + np.array(COLORS[name], np.float32)
    picture = getattr(data, name)()
    colored = np.repeat(picture[..., None], 3, 2) if picture.ndim == 2 else picture[..., :3]
    side = min(colored.shape[:2])
    return cv2.resize(colored[:side, :side], (SIDE, SIDE), interpolation=cv2.INTER_CUBIC).astype(np.float32)


def _outwards(rgb: Rgb, alpha: NDArray[np.uint8]) -> Plane:
    """Solid colors carried outwards, so that a soft pixel's own color is known, and enlarged."""
    near = cv2.inpaint(rgb, (alpha < 250).astype(np.uint8), 3, cv2.INPAINT_NS)
    return cv2.resize(near, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC).astype(np.float32)


def _hair(solid: NDArray[np.bool_], rgb: Plane, middle: Points, width: float) -> tuple[Plane, Plane]:
    """Alpha and colors of curved hairs from the outline of the head outwards, each as the hair it comes out of."""
    chance = np.random.default_rng(5)
    alpha, colors = np.zeros((SIDE, SIDE), np.uint8), rgb.copy()
    roots = _crown(solid, middle, width)
    for root in roots[chance.integers(0, len(roots), HAIRS)]:
        line = _line(root, middle, width, chance)
        x, y = np.round(root + (middle - root) / np.linalg.norm(middle - root) * ROOT * width).astype(int)
        thick, tone = int(chance.integers(1, 3)), rgb[y, x] * chance.uniform(0.6, 1.1)
        cover = int(chance.integers(90, 256))
        cv2.polylines(alpha, [line], isClosed=False, color=cover, thickness=thick, lineType=cv2.LINE_AA)
        cv2.polylines(colors, [line], isClosed=False, color=tuple(float(c) for c in tone), thickness=thick + 2)
    return cv2.GaussianBlur(alpha, (0, 0), 0.7) / np.float32(255), colors


def _line(root: Points, middle: Points, width: float, chance: np.random.Generator) -> NDArray[np.int32]:
    away = (root - middle) / max(np.linalg.norm(root - middle), 1e-6)
    angle = np.arctan2(away[1], away[0]) + chance.normal(0, 0.5) + np.cumsum(np.full(STEPS, chance.normal(0, 0.06)))
    step = width * chance.gamma(3, 0.045) / STEPS
    path = np.cumsum(np.stack([np.cos(angle), np.sin(angle)], -1) * step, 0)
    return np.round(root - away * 0.05 * width + path).astype(np.int32)


def _crown(solid: NDArray[np.bool_], middle: Points, width: float) -> Points:
    """The outline of the hair, from one temple over the crown to the other, (n, 2)."""
    found, _ = cv2.findContours(solid.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    points = max(found, key=len)[:, 0].astype(np.float64)
    x, y = points.T
    return points[(np.abs(x - middle[0]) < width) & (y < middle[1]) & (y > 8)]


def _around(middle: Points, width: float) -> NDArray[np.bool_]:
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    return (np.abs(x - middle[0]) < 1.5 * width) & (y < middle[1] + 0.3 * width)
