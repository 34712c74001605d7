"""The canvas and the patches it is painted in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

# In fact float32; numpy's stubs lose the width in arithmetic with Python's numbers.
Floats = NDArray[np.floating[Any]]

_PATCH_PIXELS = 80_000  # three float planes of a patch stay in a core's own cache


@dataclass(frozen=True)
class Patch:
    """Some whole rows of the canvas: the centers of their pixels, in units of the shorter side."""

    x: Floats  # (1, w)
    y: Floats  # (rows, 1)
    top: int
    canvas: "Canvas"

    @property
    def shape(self) -> tuple[int, int]:
        return self.y.shape[0], self.x.shape[1]

    @property
    def px(self) -> float:
        return self.canvas.px

    def from_point(self, center: tuple[float, float], squash: float = 1.0) -> tuple[Floats, Floats]:
        """Offsets of every pixel from a point, level ones divided by `squash`: two full planes, ready for OpenCV."""
        rows, columns = self.shape
        across = np.empty((rows, columns), np.float32)
        across[:] = (self.x - np.float32(center[0])) / np.float32(squash)
        down = np.empty((rows, columns), np.float32)
        down[:] = self.y - np.float32(center[1])
        return across, down

    def away(self, center: tuple[float, float], squash: float = 1.0) -> Floats:
        """Units from a point. OpenCV's magnitude is twenty times as fast as numpy's hypot."""
        return np.asarray(cv2.magnitude(*self.from_point(center, squash)), np.float32)


Field = Callable[[Patch], Floats]


@dataclass(frozen=True)
class Canvas:
    """Pixels. A small copy keeps the shape of the canvas it is `of`, though its pixels are then not quite square."""

    w: int
    h: int
    of: "Canvas | None" = None

    @cached_property
    def unit(self) -> float:
        """Pixels on the shorter side, which is one unit long."""
        return min(self.w, self.h) if self.of is None else max(self.w, self.h) / max(self.of.right, self.of.bottom)

    @property
    def px(self) -> float:
        """One pixel, in units."""
        return 1 / self.unit

    @cached_property
    def right(self) -> float:
        return self.of.right if self.of else self.w / self.unit

    @cached_property
    def bottom(self) -> float:
        return self.of.bottom if self.of else self.h / self.unit

    @property
    def diagonal(self) -> float:
        return float(np.hypot(self.right, self.bottom))

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels per unit, across and down."""
        return self.w / self.right, self.h / self.bottom

    @cached_property
    def x(self) -> Floats:
        return ((np.arange(self.w, dtype=np.float32) + 0.5) * np.float32(self.right / self.w))[None, :]

    @cached_property
    def y(self) -> Floats:
        return ((np.arange(self.h, dtype=np.float32) + 0.5) * np.float32(self.bottom / self.h))[:, None]

    def whole(self) -> Patch:
        return Patch(self.x, self.y, 0, self)

    def patches(self) -> Iterator[Patch]:
        rows = max(8, _PATCH_PIXELS // self.w)
        for top in range(0, self.h, rows):
            yield Patch(self.x, self.y[top : top + rows], top, self)

    def coarse(self, longer: int) -> "Canvas":
        """A small copy with `longer` pixels on the longer side."""
        factor = longer / max(self.w, self.h)
        return Canvas(max(2, round(self.w * factor)), max(2, round(self.h * factor)), self.of or self)
