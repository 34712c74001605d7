"""What a picture looks like as a few hundred bits, to tell a copy of it from a picture that is merely composed alike.

A perceptual hash: which of the lowest frequencies of its cosine transform lie above their median. Scaling, compression
and grading change few bits, another motif in the same places changes a third and more. (Zauner, "Implementation and
benchmarking of perceptual image hash functions", 2010.) The bits say nothing about what is in the picture.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE, LOWEST = 64, 16
BITS = LOWEST * LOWEST


def fingerprint(rgb: NDArray[np.uint8]) -> str:
    """Of uint8 pixels, (h, w, 3): BITS bits as hex digits."""
    gray = cv2.cvtColor(np.ascontiguousarray(rgb[..., :3]), cv2.COLOR_RGB2GRAY)
    small = cv2.resize(gray, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = np.asarray(cv2.dct(small))[:LOWEST, :LOWEST].ravel()
    bits = low > np.median(low[1:])  # the first says how bright it is, which is nobody's
    return np.packbits(bits).tobytes().hex()


def difference(one: str, other: str) -> float:
    """The share of bits that differ: 0 for the same picture, about a half for two that have nothing in common."""
    pair = (np.frombuffer(bytes.fromhex(value), np.uint8) for value in (one, other))
    first, second = pair
    return float(np.count_nonzero(np.unpackbits(first ^ second))) / BITS
