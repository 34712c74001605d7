"""Photographs whose faces are known, and pictures that have none, from packages; and what is made from them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from skimage import data

from identity.faces import Points, Rgb

CANVAS = 1280, 720
GRAY = 118


@dataclass(frozen=True)
class Sample:
    """`faces` are the middles of the faces, (n, 2), in pixels; `widths` how wide they are."""

    name: str
    rgb: Rgb
    faces: Points
    widths: np.ndarray


PHOTOS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "sample1.jpg": ((0.249, 0.384, 0.106), (0.487, 0.426, 0.108), (0.809, 0.261, 0.091)),
    "sample3.jpg": ((0.368, 0.351, 0.132), (0.633, 0.284, 0.149), (0.835, 0.333, 0.122)),
    "sample6.jpg": ((0.193, 0.416, 0.127), (0.398, 0.321, 0.129), (0.663, 0.302, 0.124), (0.82, 0.276, 0.128)),
}
"""Of the package's photographs: middle and width of each face, as shares of the picture's width and height."""
PORTRAITS: dict[str, tuple[float, float, float]] = {"astronaut": (0.441, 0.241, 0.193), "camera": (0.451, 0.315, 0.138)}
FACELESS = ("brick", "cell", "chelsea", "clock", "coffee", "coins", "colorwheel", "grass", "gravel", "horse",
            "hubble_deep_field", "immunohistochemistry", "logo", "microaneurysms", "moon", "page", "retina", "rocket",
            "text", "checkerboard")  # fmt: skip
"""A cat is among them."""


def photographs(folder: Path) -> list[Sample]:
    """At 1280 by 720: portraits of scikit-image, groups of the package that `folder` holds."""
    portraits = [_known(name, colored(getattr(data, name)()), (face,)) for name, face in PORTRAITS.items()]
    groups = [_known(name, _read(folder / name), faces) for name, faces in PHOTOS.items()]
    return [moved(sample, 1.0, 0) for sample in (*portraits, *groups)]


def faceless() -> Iterator[tuple[str, Rgb]]:
    for name in FACELESS:
        yield name, colored(np.asarray(getattr(data, name)()))


def sweeps(folder: Path) -> Iterator[tuple[str, list[Sample]]]:
    """Everybody smaller, turned, darker, brighter, grainier, softer."""
    everybody = photographs(folder)
    yield "as they are", everybody
    for scale in (0.75, 0.5, 0.35):
        yield f"at {scale:.0%} of their size", [moved(sample, scale, 0) for sample in everybody]
    for degrees in (-30, -15, 15, 30):
        yield f"turned by {degrees} degrees", [moved(sample, 0.7, degrees) for sample in everybody]
    for name, light in LIGHTS.items():
        yield name, [Sample(one.name, light(one.rgb), one.faces, one.widths) for one in everybody]


def colored(picture: np.ndarray) -> Rgb:
    """RGB bytes of whatever a package holds."""
    bytes_ = picture.astype(np.uint8) * (255 if picture.dtype == bool else 1)
    return np.repeat(bytes_[..., None], 3, axis=2) if bytes_.ndim == 2 else np.ascontiguousarray(bytes_[..., :3])


def moved(sample: Sample, scale: float, degrees: float) -> Sample:
    """On a gray canvas of 1280 by 720, fitted into it, then scaled and turned about its middle."""
    height, width = sample.rgb.shape[:2]
    scale *= min(CANVAS[0] / width, CANVAS[1] / height)
    there = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, scale)
    there[:, 2] += np.array(CANVAS) / 2 - np.array([width, height]) / 2
    rgb = _averaged(sample.rgb, there, scale)
    return Sample(sample.name, rgb, sample.faces @ there[:, :2].T + there[:, 2], sample.widths * scale)


def _averaged(rgb: Rgb, there: np.ndarray, scale: float) -> Rgb:
    """Softened before it is reduced, as a lens would."""
    soft = cv2.GaussianBlur(rgb, (0, 0), 0.4 / scale) if scale < 1 else rgb
    way = cv2.INTER_LINEAR if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.warpAffine(soft, there, CANVAS, flags=way, borderValue=(GRAY, GRAY, GRAY)), np.uint8)


def _known(name: str, rgb: Rgb, faces: tuple[tuple[float, float, float], ...]) -> Sample:
    height, width = rgb.shape[:2]
    rows = np.array(faces)
    return Sample(name, rgb, rows[:, :2] * (width, height), rows[:, 2] * width)


def _read(path: Path) -> Rgb:
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR_RGB), np.uint8)


def _from_the_left(rgb: Rgb) -> Rgb:
    return (rgb * np.linspace(1.0, 0.2, rgb.shape[1])[None, :, None]).astype(np.uint8)


def _grainy(rgb: Rgb) -> Rgb:
    return np.clip(rgb + np.random.default_rng(0).normal(0, 20, rgb.shape), 0, 255).astype(np.uint8)


LIGHTS: dict[str, Callable[[Rgb], Rgb]] = {
    "at half the light": lambda rgb: (rgb * 0.5).astype(np.uint8),
    "at a quarter of the light": lambda rgb: (rgb * 0.25).astype(np.uint8),
    "at one and a half of the light": lambda rgb: np.clip(rgb * 1.5, 0, 255).astype(np.uint8),
    "lit from the left": _from_the_left,
    "grainy": _grainy,
    "soft": lambda rgb: np.asarray(cv2.GaussianBlur(rgb, (0, 0), 2.0), np.uint8),
    "black and white": lambda rgb: colored(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)),
}
