"""A PNG made smaller by changes too small to see: each difference to the row above is rounded to a coarser step.

The loop is closed (the next row is predicted from what was written), so no pixel is ever off by more than half a
step. Steps up to 7 cannot be told from the original side by side; a palette of 256 colors is off by four times that.
"""

import numpy as np

from compositor.encode.png import assembled, fast, filtered_up, small
from compositor.pixels import Rgb

STEPS = (3, 5, 7, 9, 12, 16, 21, 28, 40, 56)
"""Tried in order; odd steps keep flat areas exactly flat."""


def coarsened(picture: Rgb, step: int) -> Rgb:
    """The picture whose vertical differences are multiples of `step`; at most `step / 2` from the original."""
    rows = np.ascontiguousarray(picture).reshape(picture.shape[0], -1).astype(np.int16)
    out = np.empty_like(rows)
    out[0] = rows[0]
    half = step // 2
    for y in range(1, rows.shape[0]):
        difference = rows[y] - out[y - 1]
        steps = (difference + half) // step
        line = out[y - 1] + steps * step
        # A step that would leave 0..255 is taken back: the pixel above is nearer than a wrapped one.
        out[y] = np.where((line < 0) | (line > 255), rows[y], line)  # noqa: PLR2004 - a byte
    return out.astype(np.uint8).reshape(picture.shape)


def encode_near_lossless(picture: Rgb, step: int, *, quick: bool = False) -> bytes:
    """`quick` trades a tenth of the size for a tenth of the time, to find a step."""
    near = coarsened(picture, step)
    return assembled(near, filtered_up(near), fast if quick else small)
