"""Film grain and dither, in one tile that is laid out over the canvas."""

import cv2
import numpy as np

from gen_studio.paint.canvas import Canvas, Floats, Patch

_TILE = 512
_FILM_UNIT = 1080  # above this many pixels on the shorter side the grain grows with the picture


class Grain:
    """`amount` is the standard deviation in byte steps, the same in all channels: 0.6 only dithers, 4 is film."""

    def __init__(self, canvas: Canvas, rng: np.random.Generator, amount: float = 1.0) -> None:
        noise = rng.standard_normal((_TILE, _TILE), np.float32) * np.float32(amount)
        dither = rng.random((_TILE, _TILE), np.float32) - np.float32(0.5)
        scale = max(1, round(canvas.unit / _FILM_UNIT))
        if scale > 1:
            side = _TILE * scale
            noise = np.asarray(cv2.resize(noise, (side, side), interpolation=cv2.INTER_LINEAR), np.float32)
            noise += np.tile(dither, (scale, scale))
        else:
            noise += dither
        self._tile = np.tile(noise, (1, -(-canvas.w // noise.shape[1])))[:, : canvas.w]

    def __call__(self, patch: Patch) -> Floats:
        rows = (np.arange(patch.shape[0]) + patch.top) % self._tile.shape[0]
        return self._tile[rows]
