"""What was done to the background: how soft it is, how its corners fall off, how much grain it has, whether it is gray.

Amounts are those of the compositor's operations, so that what they did comes back as what they were told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from layout_extractor.softness import softness

LEAST_BLUR = 1.7
"""A photograph in focus that was scaled up is as soft as this."""
MOST_BLUR = 12.0
LEAST_VIGNETTE = 0.15
LEAST_GRAIN = 2.5
"""Levels; what cameras leave in a photograph is less."""
MOST_GRAIN = 30.0
INNER, OUTER = 0.45, 0.78
"""Of the way from the middle to a corner."""
CORNERS = ((True, True), (True, False), (False, True), (False, False))
FEW = 200
SHOWN = 0.05
"""Of the background, that has to be neither black nor white for its grain to be seen."""
COLORLESS = 4.0
"""CIELAB chroma: of a gray picture hardly a pixel has more, JPEG's errors included."""
REFERENCE = 1280

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grade:
    """`blur` is a sigma in pixels of a picture 1280 wide, `vignette` from 0 to 1, `grain` a sigma in levels."""

    blur: float = 0.0
    vignette: float = 0.0
    grain: float = 0.0
    gray: bool = False
    sure: Mapping[str, float] = field(default_factory=dict[str, float], compare=False)
    """Of each operation, whether it is there or not."""

    @property
    def ops(self) -> tuple[str, ...]:
        """In the order in which they are applied: grain lies over everything."""
        named = (
            ("blur", self.blur), ("saturation", -1.0 if self.gray else 0.0), ("vignette", self.vignette),
            ("grain", self.grain),
        )  # fmt: skip
        return tuple(f"{name}:{round(value, 2):g}" for name, value in named if value)


def grade_of(rgb: NDArray[np.uint8], ground: Mask) -> Grade:
    """`ground` marks the background: neither people nor words."""
    gray = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    inner = cv2.erode(ground.astype(np.uint8), np.ones((9, 9), np.uint8)).astype(bool)
    if np.count_nonzero(inner) < 5 * FEW:
        return Grade()
    grain, vignette, color = _noise(gray, inner), _vignette(gray, inner), _color(rgb, inner)
    blur = softness(gray, inner, grain if grain >= LEAST_GRAIN else 0.0) * REFERENCE / max(1, gray.shape[1])
    return Grade(
        blur=round(min(MOST_BLUR, blur), 1) if blur >= LEAST_BLUR else 0.0,
        vignette=round(min(1.0, vignette), 2) if vignette > LEAST_VIGNETTE else 0.0,
        grain=round(min(MOST_GRAIN, grain), 1) if grain >= LEAST_GRAIN else 0.0,
        gray=color < COLORLESS,
        sure={
            "blur": _sure(blur, LEAST_BLUR),
            "vignette": _sure(vignette, LEAST_VIGNETTE),
            "grain": _sure(grain, LEAST_GRAIN),
            "saturation": _sure(color, COLORLESS),
        },
    )


def _sure(amount: float, least: float) -> float:
    """Halfway where it is as much as is just told from nothing."""
    return round(0.5 + 0.45 * min(1.0, abs(amount / least - 1)), 2)


def _noise(gray: Plane, where: Mask) -> float:
    """Immerkaer's estimator (1996) on the flattest tenth, in levels: texture is not grain."""
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    response = np.abs(cv2.filter2D(gray, cv2.CV_32F, mask))
    busy = cv2.blur(np.abs(cv2.Laplacian(cv2.GaussianBlur(gray, (0, 0), 2), cv2.CV_32F)), (15, 15))
    clipped = (gray < 12) | (gray > 243)  # noqa: PLR2004 - black and white hide half of their grain
    usable = where & ~clipped
    if np.count_nonzero(usable) < max(FEW, SHOWN * np.count_nonzero(where)):
        return 0.0  # what is left of a white page is the edges of what is on it
    calm = usable & (busy <= np.quantile(busy[usable], 0.1))
    return float(response[calm].mean()) * float(np.sqrt(np.pi / 2)) / 6


def _vignette(gray: Plane, where: Mask) -> float:
    """From how much darker all corners are than the middle, as the light of the compositor's vignette falls off."""
    height, width = gray.shape
    rows, columns = np.ogrid[0:height, 0:width]
    away = ((columns / (width / 2) - 1) ** 2 + (rows / (height / 2) - 1) ** 2).astype(np.float32)
    radius = np.sqrt(away / 2)
    middle = where & (radius < INNER)
    outer = where & (radius > OUTER)
    quarters = [outer & ((columns < width / 2) == left) & ((rows < height / 2) == top) for left, top in CORNERS]
    seen = [float(np.median(gray[quarter])) for quarter in quarters if np.count_nonzero(quarter) > FEW]
    if len(seen) < 3 or not middle.any():  # noqa: PLR2004 - one dark corner is a dark thing
        return 0.0
    share = min(1.0, max(seen) / max(1.0, float(np.median(gray[middle]))))
    lost_outside, lost_inside = (float((radius[part] ** 3).mean()) for part in (outer, middle))
    amount = (1 - share) / max(1e-3, lost_outside - share * lost_inside)
    return float(amount)


def is_gray(rgb: NDArray[np.uint8], where: Mask) -> bool:
    return _color(rgb, where) < COLORLESS


def _color(rgb: NDArray[np.uint8], where: Mask) -> float:
    """CIELAB chroma of the most colorful. At every other pixel: JPEG stores color at half the resolution."""
    lab = cv2.cvtColor(rgb[::2, ::2].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    seen = lab[..., 1:][where[::2, ::2]]
    return float(np.quantile(np.hypot(seen[:, 0], seen[:, 1]), 0.98)) if seen.size else np.inf
