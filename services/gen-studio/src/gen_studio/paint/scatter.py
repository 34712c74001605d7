"""Many small round things: dust, stars, out-of-focus lights."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from gen_studio.paint.canvas import Field, Floats, Patch
from gen_studio.paint.light import Point

_FINE = 2
_SHIFT = 4
Numbers = NDArray[np.floating[Any]]


def dots(centers: Numbers, radii: Numbers, levels: Numbers) -> Field:
    """Crisp discs, later ones over earlier ones; `levels` is each one's coverage from 0 to 1.

    A disc smaller than a pixel keeps its light: it is drawn a pixel wide and fainter.
    """

    def field(patch: Patch) -> Floats:
        rows, columns = patch.shape
        fine = patch.canvas.unit * _FINE
        drawn = np.zeros((rows * _FINE, columns * _FINE), np.uint8)
        size = np.maximum(radii, 0.5 / patch.canvas.unit)
        tone = np.round(255 * levels * (radii / size) ** 2).astype(np.int32)
        seen = (centers[:, 1] + size >= patch.y[0, 0] - patch.px) & (centers[:, 1] - size <= patch.y[-1, 0] + patch.px)
        at = centers * patch.canvas.scale * _FINE - (0.5, patch.top * _FINE + 0.5)
        at = np.round(at * 2**_SHIFT).astype(np.int32)
        wide = np.round(size * fine * 2**_SHIFT).astype(np.int32)
        for index in np.nonzero(seen)[0]:
            spot = (int(at[index, 0]), int(at[index, 1]))
            cv2.circle(drawn, spot, int(wide[index]), int(tone[index]), cv2.FILLED, cv2.LINE_AA, _SHIFT)
        small = cv2.resize(drawn, (columns, rows), interpolation=cv2.INTER_AREA)
        return small.astype(np.float32) * np.float32(1 / 255)

    return field


def bokeh(centers: Numbers, radii: Numbers, levels: Numbers, *, rim: float = 0.25) -> Field:
    """Out-of-focus lights: soft-edged discs with a slightly brighter rim, which add up where they cross."""

    def field(patch: Patch) -> Floats:
        reach = radii * 1.12 + patch.px
        seen = (centers[:, 1] + reach >= patch.y[0, 0]) & (centers[:, 1] - reach <= patch.y[-1, 0])
        if not seen.any():
            return np.zeros((1, 1), np.float32)
        total = np.zeros(patch.shape, np.float32)
        for center, radius, level in zip(centers[seen], radii[seen], levels[seen], strict=True):
            _add_disc(total, patch, (center[0], center[1]), radius, level, rim)
        return total

    return field


def _add_disc(total: Floats, patch: Patch, center: Point, radius: float, level: float, rim: float) -> None:
    (across, down), edge = patch.canvas.scale, max(0.11 * radius, patch.px)
    reach = radius + edge
    top = max(0, int((center[1] - reach) * down) - patch.top)
    bottom = min(patch.shape[0], int((center[1] + reach) * down) + 2 - patch.top)
    left, right = max(0, int((center[0] - reach) * across)), min(patch.shape[1], int((center[0] + reach) * across) + 2)
    if top >= bottom or left >= right:
        return
    away = np.sqrt(
        (patch.x[:, left:right] - np.float32(center[0])) ** 2 + (patch.y[top:bottom] - np.float32(center[1])) ** 2
    )
    away /= np.float32(radius)
    cover = np.clip((1 - away) * np.float32(radius / edge) + np.float32(0.5), 0, 1)
    cover *= np.float32(level) * (1 - np.float32(rim) + np.float32(rim) * away**4)
    total[top:bottom, left:right] += cover
