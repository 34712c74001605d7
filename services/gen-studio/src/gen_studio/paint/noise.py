"""Smooth random fields: octaves of cubic value noise."""

import cv2
import numpy as np

from gen_studio.paint.canvas import Canvas, Floats
from gen_studio.paint.soft import SOFT, Soft


def fbm(
    canvas: Canvas, rng: np.random.Generator, cell: float, octaves: int = 4, *, gain: float = 0.5, stretch: float = 1.0
) -> Floats:
    """A small copy of fractal noise, standardized to mean 0.5 and deviation 0.2. Each octave halves the cell.

    `cell` is the size in units of the largest feature; `stretch` widens features horizontally.
    """
    small = canvas.coarse(SOFT if cell / 2 ** (octaves - 1) > 4 / SOFT else 2 * SOFT)
    total = np.zeros((small.h, small.w), np.float32)
    for octave in range(octaves):
        size = cell / 2**octave
        rows, columns = int(canvas.bottom / size) + 3, int(canvas.right / (size * stretch)) + 3
        lattice = rng.standard_normal((rows, columns), np.float32)
        total += np.float32(gain**octave) * np.asarray(
            cv2.resize(lattice, (small.w, small.h), interpolation=cv2.INTER_CUBIC), np.float32
        )
    total -= total.mean()
    return np.asarray(0.5 + 0.2 * total / (total.std() + 1e-6), np.float32)


def clouds(canvas: Canvas, rng: np.random.Generator, cell: float, octaves: int = 4, *, stretch: float = 1.0) -> Soft:
    return Soft(fbm(canvas, rng, cell, octaves, stretch=stretch))
