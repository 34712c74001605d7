"""The outline a cut-out person wears: a ring of one color all around, that ends on both sides.

Looked for along lines across the silhouette's edge. A color that goes on inside is clothes, one that goes on outside is
the background; what does neither, at most places, is an outline.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from common.color import hex_of
from common.layout import Outline

SIZE = 720
"""Pixels of the shorter side at which it is looked for."""
INSIDE, OUTSIDE = 16, 30
"""Pixels along each line, from the edge."""
WIDTHS = (3, 22)
SAME = 16.0
"""Difference in Lab within which a color is the outline's: a glow fades, an outline does not."""
ENOUGH = 0.55
"""Of the lines, on which it has to begin and end."""
FEW = 40
LINES = 360
CANDIDATES = 6

Rgb = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Band:
    """Pixels of the picture, a color, and on which share of the edge it was seen."""

    width: float
    color: str
    sure: float

    @property
    def outline(self) -> Outline:
        return Outline(width=self.width, color=self.color)


def outline_of(rgb: Rgb, silhouette: Mask | None) -> Band | None:
    """None for a person who wears none."""
    if silhouette is None or not silhouette.any():
        return None
    factor = min(1.0, SIZE / min(rgb.shape[:2]))
    size = round(rgb.shape[1] * factor), round(rgb.shape[0] * factor)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    lines = lines_across(small, cv2.resize(silhouette.astype(np.uint8), size, interpolation=cv2.INTER_AREA), OUTSIDE)
    if lines is None:
        return None
    lab = cv2.cvtColor(lines.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    judged = ((_runs(lab, color), color) for color in _candidates(lab))
    share, width, color = max((_verdict(runs, color) for runs, color in judged), default=(0.0, 0.0, None))
    if color is None or share < ENOUGH:
        return None
    return Band(round(width / factor, 1), _hex(lab, np.array(color)), round(share, 2))


def lines_across(rgb: MatLike, silhouette: MatLike, outside: int) -> NDArray[np.uint8] | None:
    """(lines, pixels, 3): colors from INSIDE pixels within the silhouette to `outside` ones beyond it.

    Where its edge is one of the picture, there are none.
    """
    found, _ = cv2.findContours(silhouette, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    edge = np.asarray(max(found, key=cv2.contourArea))[:, 0, :].astype(np.float32)
    height, width = silhouette.shape[:2]
    away = outside / 2
    free = (edge > away).all(axis=1) & (edge[:, 0] < width - away) & (edge[:, 1] < height - away)
    edge = edge[free][:: max(1, int(free.sum()) // LINES)]
    if len(edge) < FEW:
        return None
    soft = cv2.GaussianBlur(silhouette.astype(np.float32), (0, 0), 6)
    slopes = np.stack([cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)], axis=2)
    outwards = -slopes[edge[:, 1].astype(int), edge[:, 0].astype(int)]
    outwards /= np.maximum(1e-6, np.linalg.norm(outwards, axis=1, keepdims=True))
    steps = np.arange(-INSIDE, outside + 1, dtype=np.float32)
    at = edge[:, None, :] + outwards[:, None, :] * steps[None, :, None]
    at = np.ascontiguousarray(at, np.float32)
    drawn = cv2.remap(rgb, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(drawn, np.uint8)


def _candidates(lab: MatLike) -> Iterator[tuple[float, float, float]]:
    """Colors that most lines cross."""
    bins = np.floor(np.asarray(lab) / np.array([16, 20, 20])).astype(int)
    codes = (bins[..., 0] * 64 + bins[..., 1] + 32) * 64 + bins[..., 2] + 32
    crossed = np.concatenate([np.unique(line) for line in codes])
    names, counts = np.unique(crossed, return_counts=True)
    for name in names[np.argsort(-counts)][:CANDIDATES]:
        lightness, a, b = (float(value) for value in np.asarray(lab)[codes == name].mean(axis=0))
        yield lightness, a, b


def _runs(lab: MatLike, color: tuple[float, float, float]) -> NDArray[np.float64]:
    """For each line how wide the color's longest run is; nothing where it begins or ends outside the line, or fades."""
    colors = np.asarray(lab, np.float64)
    near = np.linalg.norm(colors - np.array(color), axis=2) < SAME
    changes = np.diff(np.pad(near, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    (line, first), end = np.nonzero(changes == 1), np.nonzero(changes == -1)[1]
    inner = (first > 0) & (end < near.shape[1])
    line, first, end = line[inner], first[inner], end[inner]
    longest = np.lexsort((first, first - end, line))
    longest = longest[np.unique(line[longest], return_index=True)[1]]
    line, first, end = line[longest], first[longest], end[longest]
    kept = (end - first >= WIDTHS[0]) & ~_fades(colors[line], first, end)
    widths = np.zeros(len(near))
    widths[line[kept]] = (end - first)[kept]
    return widths


def _fades(lines: NDArray[np.float64], first: Places, end: Places) -> Mask:
    """Which of the runs, one on each of `lines` (n, pixels, 3), have another color in their last third."""
    sums, each = np.pad(lines.cumsum(axis=1), ((0, 0), (1, 0), (0, 0))), np.arange(len(lines))
    third = np.maximum(1, (end - first) // 3)
    change = (sums[each, first + third] - sums[each, first]) - (sums[each, end] - sums[each, end - third])
    return np.linalg.norm(change / third[:, None], axis=1) > SAME / 2


def _verdict(
    runs: NDArray[np.float64], color: tuple[float, float, float]
) -> tuple[float, float, tuple[float, float, float]]:
    """(on how many lines, how wide, which color): an outline is about as wide everywhere."""
    seen = runs[runs >= WIDTHS[0]]
    if not len(seen):
        return 0.0, 0.0, color
    width = float(np.median(seen))
    alike = (np.abs(runs - width) <= max(2.0, 0.35 * width)) & (runs >= WIDTHS[0])
    return (float(alike.mean()) if width <= WIDTHS[1] else 0.0), width, color


def _hex(lab: MatLike, color: NDArray[np.float64]) -> str:
    """The middle of what is near the candidate: its bin's mean leans to one side."""
    colors = np.asarray(lab).reshape(-1, 3)
    middle = np.median(colors[np.linalg.norm(colors - color, axis=1) < SAME / 2], axis=0)
    rgb = np.asarray(cv2.cvtColor(middle.astype(np.float32)[None, None], cv2.COLOR_LAB2RGB), np.float32)[0, 0]
    red, green, blue = (int(value) for value in np.clip(rgb * 255, 0, 255).round())
    return hex_of((red, green, blue))
