"""What a face is here, and the ports behind which engines find and read faces.

Pictures are uint8 RGB of shape (h, w, 3). Positions are pixels of the picture that was passed in, x to
the right and y down. "Left" and "right" are the picture's, never the person's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Rgb: TypeAlias = NDArray[np.uint8]
"""(h, w, 3) uint8."""
Points: TypeAlias = NDArray[np.floating]
"""(n, 2), x and y in pixels."""
Alpha: TypeAlias = NDArray[np.uint8]
"""(h, w) uint8, 0 is background and 255 the person."""


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    w: float
    h: float

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    @property
    def area(self) -> float:
        return self.w * self.h

    def overlap(self, other: "Box") -> float:
        """Intersection over union, 0 to 1."""
        w = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        h = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        shared = max(w, 0.0) * max(h, 0.0)
        return shared / max(self.area + other.area - shared, 1e-9)

    def scaled(self, factor: float) -> "Box":
        return Box(self.x * factor, self.y * factor, self.w * factor, self.h * factor)

    def moved(self, dx: float, dy: float) -> "Box":
        return Box(self.x + dx, self.y + dy, self.w, self.h)

    def region(self, reach: tuple[float, float, float, float], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of what lies `reach` of its widths to the left, above, to the right and below its
        middle, in whole pixels of a picture (h, w, ...).
        """
        (x, y), (left, up, right, down) = self.center, reach
        return (
            max(0, int(x - left * self.w)),
            max(0, int(y - up * self.w)),
            min(shape[1], int(x + right * self.w)),
            min(shape[0], int(y + down * self.w)),
        )


@dataclass(frozen=True, slots=True)
class Face:
    """One detected face. `keypoints` start with left eye, right eye, nose tip, mouth center;
    engines may add more. `score` is the engine's confidence, 0 to 1. `five` are (5, 2): eyes, nose tip and both
    corners of the mouth, by which faces are laid over each other; None where only the mesh knows them.
    """

    box: Box
    keypoints: Points
    score: float
    five: Points | None = None

    def scaled(self, factor: float) -> "Face":
        five = None if self.five is None else self.five * np.float32(factor)
        return Face(self.box.scaled(factor), self.keypoints * np.float32(factor), self.score, five)

    @property
    def roll(self) -> float:
        """Degrees the head is tilted clockwise, by the line between the eyes."""
        dx, dy = self.keypoints[1] - self.keypoints[0]
        return float(np.degrees(np.arctan2(dy, dx)))


@dataclass(frozen=True, slots=True)
class Mesh:
    """468 landmarks in MediaPipe's order. `presence` is how sure the engine is that they lie on a
    readable face, 0 to 1: it falls to 0 on blurred or covered faces. `depth` is in pixels, towards
    the camera negative, relative to the head's center.
    """

    points: Points
    depth: NDArray[np.floating]
    presence: float


class FaceDetection(Protocol):
    def faces(self, rgb: Rgb, *, thorough: bool = False) -> list[Face]:
        """Every face, best score first. A thorough search is slower and also finds tiny faces and
        heads that lie sideways or upside down.
        """
        ...


class FaceMesh(Protocol):
    def mesh(self, rgb: Rgb, face: Face) -> Mesh: ...


class Matting(Protocol):
    def alpha(self, rgb: Rgb, face: Box, others: Sequence[Box] = ()) -> Alpha:
        """How much of each pixel belongs to the person of `face` and not to the `others`; soft at the hair."""
        ...
