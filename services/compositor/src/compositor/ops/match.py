"""Lean a person's light towards the place: a little of Reinhard et al. 2001 ("Color Transfer between Images").

Only the mean, mostly lightness, at most 15 percent: at 35 percent skin turned gray-green.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from compositor.ops.operation import Canvas, Op
from compositor.pixels import Mask, Rgb, as_u8

_SAMPLE = 48
_OPAQUE = 200
_COLOR_SHARE = 0.5
"""Of the weight: skin forgives a change of light sooner than a change of hue."""


def _mean_lab(rgb: Rgb, alpha: Mask | None = None) -> NDArray[np.float64]:
    size = (_SAMPLE, _SAMPLE)
    lab = cv2.cvtColor(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    if alpha is None:
        return np.asarray(lab).reshape(-1, 3).mean(axis=0)
    inside = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)) >= _OPAQUE
    return np.asarray(lab)[inside].mean(axis=0) if inside.any() else np.asarray(lab).reshape(-1, 3).mean(axis=0)


def _rgb(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(cv2.cvtColor(lab.astype(np.float32)[None, None], cv2.COLOR_LAB2RGB), np.float64)[0, 0]


def _apply(picture: Canvas, weight: float) -> Canvas:
    if picture.behind is None or not weight:
        return picture
    here, there = _mean_lab(picture.rgb, picture.alpha), _mean_lab(picture.behind)
    leaned = here + (there - here) * weight * np.array([1, _COLOR_SHARE, _COLOR_SHARE])
    source, target = np.clip(_rgb(here), 0.02, 0.98), np.clip(_rgb(leaned), 0.02, 0.98)
    # A power curve per channel that takes the old mean to the new one and leaves black and white alone.
    power = np.log(target) / np.log(source)
    table = np.linspace(0, 1, 256)[:, None] ** power
    return picture.with_rgb(as_u8(cv2.LUT(picture.rgb, as_u8(table * 255 + 0.5)[None])))


MATCH = Op(_apply, 0, 0.15)
