"""What a picture looks like as a few hundred bits, to tell a copy of it from a picture that is merely composed alike.

A perceptual hash: which of the lowest frequencies of its cosine transform lie above their median. Scaling, compression
and grading change few bits, another motif in the same places changes a third and more. (Zauner, "Implementation and
benchmarking of perceptual image hash functions", 2010.) The bits say nothing about what is in the picture.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE, LOWEST = 64, 16
BITS = LOWEST * LOWEST

Rgb = NDArray[np.uint8]
Gray = NDArray[np.uint8]
Cut = tuple[float, float, float, float]
"""What is cut off at the left, the top, the right and the bottom, in shares."""
MIDDLES: tuple[Cut, ...] = tuple((cut, cut, cut, cut) for cut in (0.02, 0.04, 0.06, 0.08, 0.1, 0.125))
CORNERS: tuple[Cut, ...] = tuple(
    (left, top, cut - left, cut - top) for cut in (0.08, 0.15) for left in (0.0, cut) for top in (0.0, cut)
)


def fingerprint(rgb: Rgb) -> str:
    """Of uint8 pixels, (h, w, 3): BITS bits as hex digits."""
    return _bits(_gray(rgb))


def _gray(rgb: Rgb) -> Gray:
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb[..., :3]), cv2.COLOR_RGB2GRAY), np.uint8)


def _bits(gray: Gray) -> str:
    small = cv2.resize(gray, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = np.asarray(cv2.dct(small))[:LOWEST, :LOWEST].ravel()
    bits = low > np.median(low[1:])  # the first says how bright it is, which is nobody's
    return np.packbits(bits).tobytes().hex()


def crops(rgb: Rgb) -> tuple[str, ...]:
    """Fingerprints of parts: a picture that is a crop of another has the fingerprint of a part of it."""
    return tuple(_bits(part) for part in parts(_gray(rgb), MIDDLES + CORNERS))


def parts(picture: NDArray[np.uint8], cuts: Sequence[Cut]) -> Iterator[NDArray[np.uint8]]:
    """Of colors or of gray."""
    height, width = picture.shape[:2]
    for left, top, right, bottom in cuts:
        rows = slice(round(top * height), round((1 - bottom) * height))
        yield picture[rows, round(left * width) : round((1 - right) * width)]


def difference(one: str, other: str) -> float:
    """The share of bits that differ: 0 for the same picture, about a half for two that have nothing in common."""
    pair = (np.frombuffer(bytes.fromhex(value), np.uint8) for value in (one, other))
    first, second = pair
    return float(np.count_nonzero(np.unpackbits(first ^ second))) / BITS
