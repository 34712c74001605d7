"""Encoded pictures into pixels: all of them, or half of them each way where faces are only looked for.

A JPEG is decoded at half its size in less than half the time and a quarter of the memory; the same faces are found.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from common.errors import Code, PermanentError
from identity.faces import Face, Rgb

WORKING_SIDE: Final = 1280
"""Faces are found and read on a picture of this size; a face of 20 pixels in it can still be found."""
_UPRIGHT: Final = cv2.IMREAD_IGNORE_ORIENTATION
"""What is stored was turned upright before."""


@dataclass(frozen=True, slots=True)
class Glance:
    """A stored picture, `data`, as it is looked at: a pixel of `rgb` is `step` pixels of it each way."""

    data: bytes
    rgb: Rgb
    step: int = 1

    def closer(self, face: Face, least: float) -> tuple[Rgb, Face]:
        """The picture, and a face (given in stored pixels) in its pixels: all of them where else `least` is missed."""
        if self.step == 1:
            return self.rgb, face
        here = face.scaled(1 / self.step)
        return (self.rgb, here) if here.box.w >= least else (decoded(self.data), face)


def decoded(data: bytes) -> Rgb:
    """Selfies are stored upright and in sRGB. Raises `image_unreadable`."""
    return _read(data, cv2.IMREAD_COLOR_RGB)


def glanced(data: bytes, longest: int) -> Glance:
    """Halved where `longest`, the stored picture's longer side, leaves as much as is worked on. Raises as `decoded`."""
    if longest < 2 * WORKING_SIDE:
        return Glance(data, decoded(data))
    bgr = _read(data, cv2.IMREAD_REDUCED_COLOR_2)
    return Glance(data, np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8), step=2)


def _read(data: bytes, flags: int) -> Rgb:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), flags | _UPRIGHT) if data else None
    if picture is None:
        raise PermanentError(Code.IMAGE_UNREADABLE)
    return np.asarray(picture, np.uint8)
