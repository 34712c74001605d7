"""What can be measured on one face, as numbers; `verdicts` says what they mean."""

import math
from dataclasses import asdict, dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection import landmarks
from identity.faces import Mesh, Rgb
from identity.geometry import aligned_112, warped
from identity.selfies.covering import Covering, covering
from identity.selfies.depicted import Depiction, depiction

SIDE = 112
"""All light and sharpness is measured on the aligned crop, so that it does not depend on the photo's size."""
EVEN = 128.0
"""Brightness of an evenly lit face."""
NEUTRAL_PITCH = -5.0
"""What the mesh says of a head that looks straight ahead."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Angles in degrees: yaw to the right of the picture, pitch up and roll clockwise are positive.
    `eye_distance` is in the selfie's pixels, as if the face looked into the camera. Brightness is 0 to 255.
    """

    eye_distance: float
    yaw: float
    pitch: float
    roll: float
    presence: float
    sharpness: float
    """Variance of the Laplacian, as if the face were evenly lit."""
    noise: float
    """Sigma in gray levels, as if the face were evenly lit."""
    brightness: float
    blown_out: float
    """Share of the face that is pure white."""
    side_light: float
    """How much brighter the right half of the face is, -1 to 1."""
    eyes_open: float
    """Height of the eyes over their width; about 0.3 is open, below 0.12 shut."""
    mouth_open: float
    """Height of the open mouth over its width."""
    smile: float
    """How far the corners of the mouth are above its middle, in eye distances."""
    outside: float
    """Share of the face's outline that is not in the picture."""
    headroom: float
    """Room above the forehead in face heights; hair needs about a quarter."""
    covering: Covering = field(default_factory=Covering)
    depiction: Depiction = field(default_factory=Depiction)

    def numbers(self) -> dict[str, float]:
        """All of them by name, rounded for a file."""
        everything = asdict(self)
        everything |= everything.pop("covering") | everything.pop("depiction")
        return {name: round(float(value), 4) for name, value in everything.items()}


def measure(rgb: Rgb, mesh: Mesh) -> Measures:
    """Positions of `mesh` are pixels of `rgb`."""
    yaw, pitch, roll = _angles(mesh)
    eyes = _eye_distance(mesh)
    # the picture's edge goes on outside it: a black border would be the sharpest thing on a blurred face
    crop = warped(rgb, aligned_112(landmarks.five_points(mesh.points)), SIDE, cv2.BORDER_REPLICATE)
    gray = np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.float32)
    middle = gray[24:104, 20:92]
    brightness = float(middle.mean())
    gain = EVEN / max(brightness, 10.0)
    return Measures(
        eye_distance=eyes,
        yaw=yaw,
        pitch=pitch,
        roll=roll,
        presence=mesh.presence,
        sharpness=float(cv2.Laplacian(gray, cv2.CV_32F).var()) * gain**2,
        noise=_noise(middle) * gain,
        brightness=brightness,
        blown_out=float((middle > 250).mean()),  # noqa: PLR2004 - as good as white
        side_light=_side_light(middle),
        eyes_open=_eyes_open(mesh),
        mouth_open=_ratio(mesh, landmarks.LIPS, landmarks.MOUTH),
        smile=_smile(mesh, eyes),
        outside=_outside(rgb, mesh),
        headroom=_headroom(mesh),
        covering=covering(rgb, mesh),
        depiction=depiction(rgb, crop[16:108, 16:96]),
    )


def _solid(mesh: Mesh) -> NDArray[np.floating]:
    return np.column_stack([mesh.points, mesh.depth])


def _angles(mesh: Mesh) -> tuple[float, float, float]:
    """From the head's own axes: eye to eye, forehead to chin."""
    solid = _solid(mesh)
    across = solid[landmarks.OUTER_RIGHT] - solid[landmarks.OUTER_LEFT]
    down = solid[landmarks.CHIN] - solid[landmarks.FOREHEAD]
    yaw = math.atan2(across[2], math.hypot(across[0], across[1]))
    pitch = -math.atan2(down[2], math.hypot(down[0], down[1]))
    roll = math.atan2(across[1], across[0])
    return math.degrees(yaw), math.degrees(pitch) - NEUTRAL_PITCH, math.degrees(roll)


def _eye_distance(mesh: Mesh) -> float:
    solid = _solid(mesh)
    left, right = (solid[list(eye)].mean(0) for eye in (landmarks.LEFT_EYE, landmarks.RIGHT_EYE))
    return float(np.linalg.norm(right - left))


def _ratio(mesh: Mesh, height: tuple[int, int], width: tuple[int, int]) -> float:
    high, wide = (float(np.linalg.norm(mesh.points[b] - mesh.points[a])) for a, b in (height, width))
    return high / max(wide, 1e-6)


def _eyes_open(mesh: Mesh) -> float:
    """The wider one: a turned head hides the other."""
    left = _ratio(mesh, landmarks.LEFT_LIDS, landmarks.LEFT_EYE)
    return max(left, _ratio(mesh, landmarks.RIGHT_LIDS, landmarks.RIGHT_EYE))


def _smile(mesh: Mesh, eyes: float) -> float:
    points = mesh.points
    down = points[landmarks.CHIN] - points[landmarks.FOREHEAD]
    corners, middle = points[list(landmarks.MOUTH)].mean(0), points[list(landmarks.LIPS)].mean(0)
    return -float((corners - middle) @ down / np.linalg.norm(down)) / max(eyes, 1e-6)


def _noise(gray: NDArray[np.floating]) -> float:
    """Immerkaer, "Fast Noise Variance Estimation" (1996): sigma in gray levels, edges largely cancel out."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    response = np.abs(cv2.filter2D(gray, -1, kernel))
    return float(np.median(response) / 0.6745 / 6)


def _side_light(gray: NDArray[np.floating]) -> float:
    left, right = np.hsplit(gray, 2)
    return float((right.mean() - left.mean()) / max(right.mean() + left.mean(), 1.0))


def _outside(rgb: Rgb, mesh: Mesh) -> float:
    h, w = rgb.shape[:2]
    outline = mesh.points[list(landmarks.OVAL)]
    inside = (outline >= 0).all(1) & (outline < (w, h)).all(1)
    return float(1 - inside.mean())


def _headroom(mesh: Mesh) -> float:
    forehead, chin = mesh.points[landmarks.FOREHEAD], mesh.points[landmarks.CHIN]
    return float(forehead[1] / max(np.linalg.norm(chin - forehead), 1e-6))
