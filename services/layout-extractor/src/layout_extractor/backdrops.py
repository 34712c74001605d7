"""A background from far away, so that another can be painted in its colors: averages, and how busy it was.

A plain wall, a gradient, or two of them beside a seam are fitted instead: what stood before them leaves no stain.
"""

from collections.abc import Sequence
from itertools import pairwise, product
from math import ceil, floor

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from common.color import hex_of
from common.inspiration import PHOTOGRAPHED, Backdrop, Divide, Tonality
from common.plates import painted
from common.tonality import tonality_of
from layout_extractor.grounds import ground_of
from layout_extractor.seams import level_seams, upright_seams

LONGER, LEAST = 12, 4
"""Averages along the longer side, and along the other one at least: too few to show anything."""
SIZE = 240
"""Pixels of the longer side at which it is measured."""
NEAR = 4.0
"""Sigma, in those pixels, of what counts as close by."""
BUSY = 22.0
"""Levels by which a background in focus differs from what is around."""
EDGE = 5

Rgb = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]


def backdrop_of(rgb: Rgb, ground: Mask, vignette: float = 0.0, alone: Mask | None = None) -> Backdrop:
    """`ground` (h, w) marks the background; `vignette` is taken out, as it is put on again later.

    `alone` marks what of it is nobody's body: seams run through bodies as well, colors are not taken from them.
    """
    height, width = rgb.shape[:2]
    factor = min(1.0, SIZE / max(height, width))
    size = max(LONGER, round(width * factor)), max(LONGER, round(height * factor))
    inner = cv2.erode(ground.astype(np.uint8), np.ones((EDGE, EDGE), np.uint8))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    seen = _weight(inner == 1, size)
    weight = seen if alone is None else seen * _weight(alone, size)
    lit, cells = small / _fall(size, vignette)[..., None], _cells(width, height)
    plain = ground_of(lit, weight, cells)
    if plain is not None:
        rows = _rows(cv2.resize(painted(plain, *size), cells, interpolation=cv2.INTER_AREA))
        return Backdrop(rows=rows, ground=plain)
    detail = _detail(small, weight)
    photographed = detail >= PHOTOGRAPHED
    upright, level = upright_seams(rgb, inner == 1), level_seams(rgb, inner == 1)
    if photographed and not upright:  # a horizon is as level, but nothing is drawn along it
        level = tuple(one for one in level if one.line)
    for one in (weight, seen):
        _without_lines(one, upright, level)
    return Backdrop(
        rows=_rows(_averages_of_parts(lit, (weight, seen), cells, (upright, level))),
        detail=detail,
        tonality=_spread(lit, weight) if photographed else None,
        upright=upright,
        level=level,
    )


def _without_lines(weight: Floats, upright: Sequence[Divide], level: Sequence[Divide]) -> None:
    """Takes what is drawn along seams out of `weight` (h, w)."""
    short = min(weight.shape)
    for places, seams in ((weight, level), (weight.T, upright)):
        for seam in (one for one in seams if one.line):
            middle, half = seam.at * len(places), seam.width * short / 2
            places[max(0, floor(middle - half) - 1) : ceil(middle + half) + 1] = 0


def _rows(colors: MatLike) -> tuple[tuple[str, ...], ...]:
    levels = np.clip(np.asarray(colors), 0, 255).round().astype(int).tolist()
    return tuple(tuple(hex_of(cell) for cell in row) for row in levels)


def _cells(width: int, height: int) -> tuple[int, int]:
    longer = max(width, height)
    return max(LEAST, round(LONGER * width / longer)), max(LEAST, round(LONGER * height / longer))


def _fall(size: tuple[int, int], vignette: float) -> Floats:
    """What the compositor's vignette leaves of the light."""
    x, y = np.linspace(-1, 1, size[0], dtype=np.float32), np.linspace(-1, 1, size[1], dtype=np.float32)
    return np.maximum(0.2, 1 - vignette * ((x[None, :] ** 2 + y[:, None] ** 2) / 2) ** 1.5).astype(np.float32)


def _spread(picture: Floats, weight: Floats) -> Tonality:
    return tonality_of(np.asarray(picture[weight > 0] / 255, np.float32))


def _weight(mask: Mask, size: tuple[int, int]) -> Floats:
    """Where nothing is seen but what `mask` marks: nothing of words and people."""
    return np.greater(cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA), 0.99).astype(np.float32)


def _averages_of_parts(
    picture: Floats, weights: Sequence[Floats], cells: tuple[int, int], seams: tuple[Sequence[Divide], Sequence[Divide]]
) -> Floats:
    """Of the first weight that knows a part: what is hidden there looks like that part, not like the one beside it."""
    result, (upright, level) = _averages(picture, weights[0], cells), seams
    for down, across in product(_ends(level), _ends(upright)):
        within = _slice(down, len(picture)), _slice(across, picture.shape[1])
        cell = _slice(down, cells[1]), _slice(across, cells[0])
        known = next((weight for weight in weights if weight[within].any()), None)
        if known is not None:
            part = np.zeros_like(known)
            part[within] = known[within]
            result[cell] = _averages(picture, part, cells)[cell]
    return result


def _ends(seams: Sequence[Divide]) -> list[tuple[float, float]]:
    return list(pairwise((0.0, *(seam.at for seam in seams), 1.0)))


def _slice(ends: tuple[float, float], count: int) -> slice:
    return slice(round(ends[0] * count), round(ends[1] * count))


def _averages(picture: Floats, weight: Floats, cells: tuple[int, int]) -> Floats:
    """Of what is seen of each cell; from its neighbors, the nearest first, where nothing is."""
    seen = cv2.resize(weight, cells, interpolation=cv2.INTER_AREA)
    colors = cv2.resize(picture * weight[..., None], cells, interpolation=cv2.INTER_AREA)
    done, result = np.zeros_like(seen, bool), np.zeros_like(colors)
    for sigma in (0.0, 0.6, 1.2, 2.5, 5.0, 20.0):
        near = colors if not sigma else cv2.GaussianBlur(colors, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
        sure = seen if not sigma else cv2.GaussianBlur(seen, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
        fill = ~done & (sure > 0.08)  # noqa: PLR2004 - a sliver of a cell is its edge's color
        result[fill] = near[fill] / sure[fill][:, None]
        done |= fill
    result[~done] = picture.reshape(-1, 3).mean(axis=0)
    return np.asarray(result, np.float32)


def _detail(picture: Floats, weight: Floats) -> float:
    gray = np.asarray(picture.mean(axis=2), np.float32)
    near = gray - np.asarray(cv2.GaussianBlur(gray, (0, 0), NEAR), np.float32)
    where = weight > 0
    return round(min(1.0, float(np.std(near[where])) / BUSY), 2) if where.any() else 0.0
