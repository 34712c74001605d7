"""A PNG made smaller by changes too small to see: what a pixel differs by from its neighbors' mean is rounded.

The loop is closed (each pixel is predicted from what was written of the one to its left and the one above), so none is
ever off by more than half a step, and what it is off by fades away to the right and below: with the pixel above alone
it ran down as stripes. Steps up to 7 cannot be told from the original side by side; a palette of 256 colors is off by
four times that.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from compositor.encode.png import assembled, fast, filtered_average, small
from compositor.pixels import Rgb

STEPS = (3, 4, 5, 6, 7, 8, 9, 12, 16, 21, 28, 40, 56)
"""Tried in order."""
FLAT = 5
"""Pixels a side, all the same: less of it is grain."""


def coarsened(picture: Rgb, step: int) -> Rgb:
    """The picture whose differences are multiples of `step`, at most `step / 2` from the original. Kept as they are:
    its upper and left edge, and flat areas.
    """
    height, width = picture.shape[:2]
    y, x = np.ogrid[:height, :width]
    # Pixels of one diagonal do not depend on each other: row n holds those with x + y = n, each in column y.
    rows = np.zeros((height + width - 1, height, 3), np.int16)
    rows[x + y, y] = picture
    exact = np.zeros(rows.shape, bool)
    exact[x + y, y] = _is_flat(picture)
    out = np.zeros((height + width, height + 1, 3), np.int16)  # one row and one column of nothing before them
    half = step // 2
    for n, row in enumerate(rows):
        first, last = max(0, n - width + 1), min(height, n + 1)
        wanted = row[first:last]
        near = (out[n, first + 1 : last + 1] + out[n, first:last]) >> 1
        line = near + (wanted - near + half) // step * step
        # A step that would leave 0..255 is taken back.
        keep = exact[n, first:last] | (line < 0) | (line > 255)  # noqa: PLR2004 - a byte
        out[n + 1, first + 1 : last + 1] = np.where(keep, wanted, line)
    return out[x + y + 1, y + 1].astype(np.uint8)


def _is_flat(picture: Rgb) -> NDArray[np.bool_]:
    """(h, w, 3): the same as everything around it; the first row and column count, as nothing is before them."""
    around = np.ones((FLAT, FLAT), np.uint8)
    flat = np.asarray(cv2.dilate(picture, around) == cv2.erode(picture, around))
    flat[0], flat[:, 0] = True, True
    return flat


def encode_near_lossless(picture: Rgb, step: int, *, quick: bool = False) -> bytes:
    """`quick` trades a tenth of the size for a tenth of the time, to find a step."""
    near = coarsened(picture, step)
    return assembled(near, filtered_average(near), fast if quick else small)
