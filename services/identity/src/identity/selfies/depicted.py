"""Whether a face is a photograph of somebody: what drawings and statues have that skin never has.

A drawing has flat areas of few colors between hard lines. A statue has no color in a picture that has some.
A painting has all that skin has, and is not told apart.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.faces import Rgb

FLAT, HARD = 0.75, 15.0
"""Change of light per pixel of the aligned crop, in gray levels: less than in skin, as much as a lash or a line."""
BLACK, WHITE = 24, 250
"""Light and shadow without detail are flat in photographs too."""
LEAST_DETAIL = 0.25
FEW = 4
LOOK = 96
"""Side of the reduced picture whose colors are compared with the face's."""


@dataclass(frozen=True, slots=True)
class Depiction:
    flat: float = 0.0
    """Share of the face that does not change at all, where it is neither black nor white."""
    few_colors: float = 0.0
    """Share of it that its four commonest colors cover."""
    hard_lines: float = 0.0
    color: float = 100.0
    """Chroma (CIELAB) that nine in ten of the face's pixels stay below."""
    color_around: float = 0.0
    """The same of the whole picture."""


def depiction(rgb: Rgb, face: Rgb) -> Depiction:
    """`face` is the middle of the aligned crop of `rgb`. Nothing is said where most of it is black or white."""
    gray = np.asarray(cv2.cvtColor(face, cv2.COLOR_RGB2GRAY), np.float32)
    change = np.hypot(*(cv2.Sobel(gray, cv2.CV_32F, x, 1 - x, ksize=3, scale=1 / 8) for x in (1, 0)))
    highest = face.max(axis=2)
    detailed = (highest > BLACK) & (highest < WHITE)
    if detailed.mean() < LEAST_DETAIL:
        return Depiction()
    small = np.asarray(cv2.resize(rgb, (LOOK, LOOK), interpolation=cv2.INTER_AREA), np.uint8)
    return Depiction(
        flat=float((change[detailed] < FLAT).mean()),
        few_colors=_commonest(face[detailed]),
        hard_lines=float((change > HARD).mean()),
        color=_chroma(face),
        color_around=_chroma(small),
    )


def _commonest(pixels: NDArray[np.uint8]) -> float:
    levels = pixels.astype(np.int32) >> 3
    counts = np.bincount((levels[:, 0] << 10) + (levels[:, 1] << 5) + levels[:, 2])
    return float(np.sort(counts)[-FEW:].sum() / len(pixels))


def _chroma(rgb: Rgb) -> float:
    lab = np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    return float(np.percentile(np.hypot(lab[..., 1], lab[..., 2]), 90))
