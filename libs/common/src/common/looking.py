"""Measures a picture somebody likes: its colors by k-means in OKLab, where its subject and its words are.

Pure functions of pixels, quick (a few milliseconds) and the same on every run. Rough on purpose: a hint decides which
side of a canvas something goes to, no more.
"""

from functools import cache
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import hex_of
from common.inspiration import Inspiration, Spot, Swatch

Rgb = NDArray[np.uint8]
Plane = NDArray[np.float32]

WIDTH = 160
CLUSTERS = 6
SAME = 0.05
"""Clusters nearer than this in OKLab are one color."""
LEAST_SHARE = 0.015
MOST_POINTS = 12_000
SCATTERED = 0.24
"""A subject whose weight is spread wider than this, in widths of the picture, is everywhere."""
TEXT_SHARES = (0.012, 0.5)
TEXT_WIDER = 1.4
TEXT_FILLED = 0.45
_EDGE = 70

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)


def look_at(data: bytes) -> Inspiration:
    """Of an encoded picture. Raises ValueError for what cannot be decoded."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_REDUCED_COLOR_2) if data else None
    if pixels is None:
        msg = "not a picture"
        raise ValueError(msg)
    return measured(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8))


def measured(rgb: Rgb) -> Inspiration:
    """Of uint8 pixels, (height, width, 3)."""
    height = max(8, round(WIDTH * rgb.shape[0] / rgb.shape[1]))
    small = np.asarray(cv2.resize(rgb, (WIDTH, min(height, 4 * WIDTH)), interpolation=cv2.INTER_AREA), np.uint8)
    lab = oklab(small)
    centers, labels = _clusters(lab)
    words = _words(small)
    return Inspiration(
        colors=_swatches(small, centers, labels), subject=_subject(lab, labels, words), text=_middle_of(words, small)
    )


def colors_of(rgb: Rgb, where: NDArray[np.bool_]) -> tuple[Swatch, ...]:
    """The colors of some pixels, the most frequent first; shares are of those pixels. Empty where there are none."""
    chosen = rgb[where].reshape(-1, 1, 3)
    if len(chosen) < CLUSTERS:
        return ()
    chosen = np.ascontiguousarray(chosen[:: max(1, len(chosen) // MOST_POINTS)])
    return _swatches(chosen, *_clusters(oklab(chosen)))


def oklab(rgb: Rgb) -> Plane:
    """Björn Ottosson's OKLab of sRGB pixels, (height, width, 3): the arithmetic of `common.color`, for many."""
    return np.cbrt(_linear()[rgb] @ _TO_LMS.T) @ _TO_LAB.T.astype(np.float32)


@cache
def _linear() -> NDArray[np.float32]:
    """Light of each of the 256 levels of sRGB: powers take longest of all."""
    value = np.arange(256, dtype=np.float32) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB's knee


def _clusters(lab: Plane) -> tuple[Plane, NDArray[np.int32]]:
    """Centers, near ones made one, and each pixel's center."""
    cv2.setRNGSeed(1)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.001)
    points = np.ascontiguousarray(lab.reshape(-1, 3), np.float32)
    found = cv2.kmeans(points, CLUSTERS, cast("Any", None), criteria, 2, cv2.KMEANS_PP_CENTERS)
    labels, centers = np.asarray(found[1], np.int32).ravel(), np.asarray(found[2], np.float32)
    for place in range(len(centers)):
        for earlier in range(place):
            if np.linalg.norm(centers[place] - centers[earlier]) < SAME:
                labels[labels == place] = earlier
                break
    return centers, labels.reshape(lab.shape[:2])


def _swatches(rgb: Rgb, centers: Plane, labels: NDArray[np.int32]) -> tuple[Swatch, ...]:
    shares = np.bincount(labels.ravel(), minlength=len(centers)) / labels.size
    order = [int(place) for place in np.argsort(-shares, kind="stable") if shares[place] >= LEAST_SHARE]
    return tuple(Swatch(color=_mean(rgb[labels == place]), share=round(float(shares[place]), 3)) for place in order)


def _mean(pixels: Rgb) -> str:
    """The middle pixel in each channel: an average would make mud of two colors."""
    red, green, blue = (int(value) for value in np.median(pixels, axis=0))
    return hex_of((red, green, blue))


def _subject(lab: Plane, labels: NDArray[np.int32], words: tuple[int, int, int, int] | None) -> Spot | None:
    """The weighted middle of what is unlike the picture's border, words aside."""
    border = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    ground = np.median(lab[labels == np.bincount(border).argmax()], axis=0)
    weight = np.linalg.norm(lab - ground, axis=2) ** 2
    if words:
        x, y, w, h = words
        weight[y : y + h, x : x + w] = 0
    total = float(weight.sum())
    if total < 0.002 * weight.size:  # nothing stands out
        return None
    across, down = np.linspace(0, 1, weight.shape[1]), np.linspace(0, 1, weight.shape[0])
    columns = weight.sum(0) / total
    x = float(columns @ across)
    if float(np.sqrt(columns @ (across - x) ** 2)) > SCATTERED:
        return None
    return Spot(x=round(x, 3), y=round(float((weight.sum(1) / total) @ down), 3))


def _words(rgb: Rgb) -> tuple[int, int, int, int] | None:
    """The box of the largest block that is dense with strokes and lies like a line of text."""
    gray = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    strokes = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    joined = cv2.morphologyEx((strokes > _EDGE).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 13), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((5, 9), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    blocks = [tuple(int(value) for value in row) for row in stats[1:]]
    lines = [(x, y, w, h) for x, y, w, h, area in blocks if _is_text(w, h, area, gray.size)]
    return max(lines, key=lambda box: box[2] * box[3], default=None)


def _is_text(width: int, height: int, area: int, whole: int) -> bool:
    least, most = TEXT_SHARES
    return (
        least <= width * height / whole <= most
        and width >= TEXT_WIDER * height
        and area >= TEXT_FILLED * width * height
    )


def _middle_of(box: tuple[int, int, int, int] | None, rgb: Rgb) -> Spot | None:
    if box is None:
        return None
    (x, y, w, h), (height, width) = box, rgb.shape[:2]
    return Spot(x=round((x + w / 2) / width, 3), y=round((y + h / 2) / height, 3))
