"""What was done to the background: how soft it is, how its corners fall off, how much grain it has."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

SHARP = 9.0
"""Standard deviation of the Laplacian (levels) from which a background is in focus."""
LEAST_VIGNETTE = 0.12
LEAST_GRAIN = 0.02
INNER, OUTER = 0.45, 0.78
"""Of the way from the middle to a corner."""
CORNERS = ((True, True), (True, False), (False, True), (False, False))
FEW = 200
GRAIN_LEVELS = 60.0
"""Sigma in levels that the compositor's `grain:1` has."""


@dataclass(frozen=True, slots=True)
class Grade:
    """`blur` as the compositor's sigma at 1280 pixels, `vignette` and `grain` from 0 to 1; 0 is none."""

    blur: float
    vignette: float
    grain: float
    texture: float

    @property
    def ops(self) -> tuple[str, ...]:
        named = (("blur", self.blur), ("vignette", self.vignette), ("grain", self.grain))
        return tuple(f"{name}:{round(value, 2):g}" for name, value in named if value > 0)


def grade_of(rgb: NDArray[np.uint8], ground: NDArray[np.bool_]) -> Grade:
    """`ground` marks the background: neither people nor words."""
    gray = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    inner = cv2.erode(ground.astype(np.uint8), np.ones((9, 9), np.uint8)).astype(bool)
    if np.count_nonzero(inner) < 5 * FEW:
        return Grade(0.0, 0.0, 0.0, 0.0)
    grain = _noise(gray, inner)
    texture = float(np.std(cv2.Laplacian(cv2.GaussianBlur(gray, (0, 0), 1.0), cv2.CV_32F)[inner]))
    blur = 0.0 if texture >= SHARP / 3 else round(min(6.0, SHARP / 3 / max(texture, 0.4)), 1)
    return Grade(blur, _vignette(gray, inner), grain, texture)


def _noise(gray: NDArray[np.float32], where: NDArray[np.bool_]) -> float:
    """Immerkaer's estimator (1996) on the flattest tenth: texture is not grain."""
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    response = np.abs(cv2.filter2D(gray, cv2.CV_32F, mask))
    busy = cv2.blur(np.abs(cv2.Laplacian(cv2.GaussianBlur(gray, (0, 0), 2), cv2.CV_32F)), (15, 15))
    calm = where & (busy <= np.quantile(busy[where], 0.1))
    sigma = float(response[calm].mean()) * np.sqrt(np.pi / 2) / 6
    share = sigma / GRAIN_LEVELS
    return round(min(1.0, share), 2) if share > LEAST_GRAIN else 0.0


def _vignette(gray: NDArray[np.float32], where: NDArray[np.bool_]) -> float:
    """How much darker the corners are than the middle, where light falls off evenly towards all of them."""
    height, width = gray.shape
    rows, columns = np.mgrid[0:height, 0:width]
    radius = np.hypot((columns - width / 2) / (width / 2), (rows - height / 2) / (height / 2)) / np.sqrt(2)
    middle = where & (radius < INNER)
    outer = where & (radius > OUTER)
    quarters = [outer & ((columns < width / 2) == left) & ((rows < height / 2) == top) for left, top in CORNERS]
    seen = [float(np.median(gray[quarter])) for quarter in quarters if np.count_nonzero(quarter) > FEW]
    if len(seen) < 3 or not middle.any():  # noqa: PLR2004 - one dark corner is a dark thing
        return 0.0
    fall = 1 - max(seen) / max(1.0, float(np.median(gray[middle])))
    return round(min(1.0, fall), 2) if fall > LEAST_VIGNETTE else 0.0
