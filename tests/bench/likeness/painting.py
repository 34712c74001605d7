"""The same photographs in other light, and with necks, hands and irises of another color."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from tests.bench.likeness.people import Person

from identity.detection.eyes import Eye
from identity.detection.landmarks import CHIN, FOREHEAD, OVAL
from identity.faces import Box, Rgb
from identity.likeness.bare import filled
from identity.likeness.skin import Tone

Plane = NDArray[np.floating]

STEPS = 8, 12, 16, 20
"""How far skin is repainted, CIELAB's a and b at the common brightness."""
COMMON_LIGHTNESS = 61.7
COLORS: dict[str, tuple[int, int, int]] = {
    "blue": (80, 125, 180),
    "green": (100, 135, 85),
    "gray": (130, 135, 140),
    "brown": (88, 56, 34),
    "black": (35, 25, 20),
}
COVER = 0.85
"""How much of an iris' own color goes; its light and dark stay."""


def ways(tone: Tone) -> dict[str, Plane]:
    """Directions in which skin of a tone is repainted: its hue either way, stronger, paler."""
    along = np.array(tone.hue) / np.linalg.norm(tone.hue)
    across = np.array([-along[1], along[0]])
    return {"hue one way": across, "hue the other way": -across, "stronger": along, "paler": -along}


def repainted(rgb: Rgb, area: Plane, change: Plane) -> Rgb:
    """`area` is 0 to 1, `change` of a and b as at the common brightness."""
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    light = np.clip(lab[..., :1] / COMMON_LIGHTNESS, 0.2, 1.6)
    lab[..., 1:] += area[..., None] * change.astype(np.float32) * light
    return np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB) * 255 + 0.5, 0, 255).astype(np.uint8)


def below_the_face(face: Person) -> Plane:
    """Everything of the person below the jaw, neck and collar, with a soft border."""
    points = face.mesh.points
    down = points[CHIN] - points[FOREHEAD]
    chin, width = points[CHIN], float(np.linalg.norm(down))
    corners = np.array([[-1, -0.6], [1, -0.6], [1, 0.6], [-1, 0.6]]) * width + chin
    return _soft(filled(face.rgb, corners) & ~filled(face.rgb, points[list(OVAL)]) & (face.alpha > 0))


def around_the_palm(face: Person, palm: Box) -> Plane:
    wide = Box(palm.x - 0.35 * palm.w, palm.y - 0.35 * palm.h, 1.7 * palm.w, 1.7 * palm.h)
    corners = np.array(
        [[wide.x, wide.y], [wide.x + wide.w, wide.y], [wide.x + wide.w, wide.y + wide.h], [wide.x, wide.y + wide.h]]
    )
    return _soft(filled(face.rgb, corners) & ~filled(face.rgb, face.mesh.points[list(OVAL)]) & (face.alpha > 0))


def _soft(area: NDArray[np.bool_]) -> Plane:
    return np.asarray(cv2.GaussianBlur(area.astype(np.float32), (0, 0), 1.5), np.float32)


def with_irises(rgb: Rgb, eyes: Sequence[Eye], color: tuple[int, int, int]) -> Rgb:
    out = rgb.astype(np.float32)
    for eye in eyes:
        share = COVER * _iris(rgb, eye)[..., None]
        usual = np.median(out[share[..., 0] > COVER / 2], axis=0).mean()
        light = (out.mean(2, keepdims=True) / max(float(usual), 8.0)) ** 0.7
        out = out * (1 - share) + share * np.array(color, np.float32) * light
    return np.clip(out, 0, 255).astype(np.uint8)


def paint_distance(before: Rgb, after: Rgb, eyes: Sequence[Eye]) -> float:
    """How far paint moved the irises' middle color, CIELAB of the picture as it is."""
    area = np.max([_iris(before, eye) for eye in eyes], axis=0) > COVER / 2
    seen = [cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)[area] for rgb in (before, after)]
    return float(np.linalg.norm(np.median(seen[0], axis=0) - np.median(seen[1], axis=0)))


def _iris(rgb: Rgb, eye: Eye) -> Plane:
    y, x = np.mgrid[: rgb.shape[0], : rgb.shape[1]]
    away = np.hypot(x - eye.center[0], y - eye.center[1]) / eye.radius
    hull = np.asarray(cv2.convexHull(eye.opening.astype(np.float32)), np.float32)[:, 0]
    lids = cv2.GaussianBlur(filled(rgb, hull).astype(np.float32), (0, 0), 0.06 * eye.radius)
    return np.clip((1.02 - away) / 0.12, 0, 1) * np.clip((away - 0.3) / 0.15, 0, 1) * lids


def _jpeg(rgb: Rgb) -> Rgb:
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, 60])[1], cv2.IMREAD_COLOR))


def _times(*gain: float) -> Callable[[Rgb], Rgb]:
    return lambda rgb: np.clip(rgb * np.array(gain), 0, 255).astype(np.uint8)


def _grainy(rgb: Rgb) -> Rgb:
    return np.clip(rgb + np.random.default_rng(0).normal(0, 8, rgb.shape), 0, 255).astype(np.uint8)


LIGHTS: dict[str, Callable[[Rgb], Rgb]] = {
    "darker": _times(0.6, 0.6, 0.6),
    "brighter": _times(1.25, 1.25, 1.25),
    "warmer": _times(1.12, 1.0, 0.85),
    "cooler": _times(0.88, 1.0, 1.15),
    "soft": lambda rgb: np.asarray(cv2.GaussianBlur(rgb, (0, 0), 1.2), np.uint8),
    "squeezed": _jpeg,
    "grainy": _grainy,
}
