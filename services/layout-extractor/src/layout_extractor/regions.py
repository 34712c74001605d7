"""What else stands in a picture: flat shapes with a clean edge, and what stands out from its surroundings.

Classic means only: connected colors in OKLab for shapes, frequency-tuned saliency (Achanta et al., CVPR 2009) for the
rest. Where something stood is a hint for composition; its pixels go nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import hex_of
from common.layout import Box
from common.looking import oklab
from layout_extractor.clusters import clustered, distance_to
from layout_extractor.outlines import filled_up

Mask = NDArray[np.bool_]
Plane = NDArray[np.float32]

WIDTH = 320
CLUSTERS = 10
SAME = 0.05
"""OKLab distance within which pixels are one flat color."""
FLAT = 0.02
APART = 0.16
"""OKLab distance between a shape and what is around it."""
VIVID, WHITE = 0.13, 0.96
"""Chroma, or lightness: graphics that somebody laid over a picture are vivid or white, things in it seldom."""
SHARES, LARGE = (0.004, 0.2), 0.45
"""Of the picture, that an object fills; what somebody stands before may be large."""
THING = 0.008
"""Of the picture, that something fills which is no flat shape: smaller ones are highlights and lamps."""
WHOLE = 0.75
"""Of a thing's box: a shape in it that is smaller is a part of it."""
FILLS = 0.45
"""Of a shape's box: another one in it that is larger is what the first one runs around; a smaller one is its part."""
STANDS_OUT = 1.8
"""Standard deviations of the saliency over its mean."""
SEEN = 0.85
"""Of what lies round an object: one that touches people or words belongs to them."""
LEAST_SURE = 0.35


@dataclass(frozen=True, slots=True)
class Region:
    """`box` in pixels of the picture; a `flat` one is all `color`, with a clean edge. One that is not `alone` touches
    people or words: it may belong to them.
    """

    box: Box
    color: str
    flat: bool
    sure: float
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """(h, w) masks: letters alone; people and words with what they wear; where else people's things may be."""

    letters: Mask
    worn: Mask
    around: Mask


def regions_in(rgb: NDArray[np.uint8], taken: Taken) -> tuple[list[Region], list[Region]]:
    """Flat shapes, and things that are none. The surest first."""
    scale = WIDTH / rgb.shape[1]
    size = (WIDTH, max(8, min(4 * WIDTH, round(rgb.shape[0] * scale))))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    free = _free(taken.worn, size, 5)
    clear = free & _free(taken.around, size, 5)
    if np.count_nonzero(clear) < 0.1 * free.size:
        return [], []
    lab = oklab(small)
    things = [one for one in _standing_out(small, lab, clear) if one.sure >= LEAST_SURE]
    found = list(_shapes(small, lab, _free(taken.letters, size, 3), free))
    large = [one for one in found if is_large(one, small.shape)]
    shapes = _outermost([one for one in found if one not in large])
    return _ordered([*shapes, *large], 1 / scale), _ordered(things, 1 / scale)


def is_large(one: Region, shape: tuple[int, ...]) -> bool:
    """More than an object is: what everything lies on, or something behind somebody. `shape` is the picture's."""
    return one.box[2] * one.box[3] >= SHARES[1] * shape[0] * shape[1]


def _free(taken: Mask, size: tuple[int, int], reach: int) -> Mask:
    hidden = cv2.resize(taken.astype(np.uint8), size, interpolation=cv2.INTER_AREA)
    return cv2.dilate(hidden, np.ones((reach, reach), np.uint8)) == 0


def _ordered(regions: list[Region], by: float) -> list[Region]:
    return [_scaled(one, by) for one in sorted(regions, key=lambda one: -one.sure)]


def _shapes(small: NDArray[np.uint8], lab: Plane, unread: Mask, free: Mask) -> Iterator[Region]:
    """`unread` is all but letters, `free` what is nobody's."""
    for center in _colors(lab, unread):
        near = (distance_to(lab, center) < SAME) & unread
        for mask in _parts(near, LARGE):
            spread = float(lab[_inside(mask)].std(axis=0).max())
            contrast, clean, alone = _against(mask, lab, free)
            if spread <= FLAT and contrast >= APART and clean and _is_graphic(np.median(lab[_inside(mask)], axis=0)):
                sure = min(0.95, 0.5 + contrast + (FLAT - spread) * 5)
                yield Region(_box(mask), _color(small, mask), flat=True, sure=round(sure, 2), alone=alone)


def _is_graphic(lab: Plane) -> Mask:
    return np.asarray((np.hypot(lab[..., 1], lab[..., 2]) >= VIVID) | (lab[..., 0] >= WHITE))


def _outermost(shapes: list[Region]) -> list[Region]:
    """Neither what runs around a shape nor what lies on one."""
    return [one for one in shapes if not any(_goes_with(one, other) for other in shapes if other is not one)]


def _goes_with(one: Region, other: Region) -> bool:
    """`one` is an outline of `other`, or its part."""
    mine, theirs = (box[2] * box[3] for box in (one.box, other.box))
    if mine > theirs:
        return overlaps(one.box, other.box) and theirs > FILLS * mine
    return overlaps(one.box, other.box) and mine <= FILLS * theirs


def _standing_out(small: NDArray[np.uint8], lab: Plane, free: Mask) -> Iterator[Region]:
    """By how far a place is from the picture's mean color."""
    soft = cv2.GaussianBlur(lab, (0, 0), 2)
    distance = np.linalg.norm(soft - lab[free].mean(axis=0), axis=2)
    limit = float(distance[free].mean() + STANDS_OUT * distance[free].std())
    joined = cv2.morphologyEx(((distance > limit) & free).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    for mask in _parts(joined == 1):
        if np.count_nonzero(mask) < THING * mask.size:
            continue
        contrast, _, alone = _against(mask, lab, free)
        if not alone:
            continue
        sure = min(0.6, contrast * 1.5)
        yield Region(_box(mask), _color(small, mask), flat=False, sure=round(sure, 2))


def _colors(lab: Plane, unread: Mask) -> Plane:
    """Of what graphics look like alone: beside all of a photograph's colors a small sign's would be lost.

    Where there are fewer colors than clusters, each once.
    """
    points = np.ascontiguousarray(lab[unread & _is_graphic(lab)])
    if len(points) < CLUSTERS:
        return np.zeros((0, 3), np.float32)
    colors, _ = clustered(points, CLUSTERS)
    again = np.linalg.norm(colors[:, None] - colors, axis=2) < SAME / 2
    return colors[~np.tril(again, -1).any(axis=1)]


def _parts(mask: Mask, most: float = SHARES[1]) -> Iterator[Mask]:
    """Connected, of an object's size, and off the picture's edge: what runs out of it is the scene."""
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    height, width = mask.shape
    for place in range(1, count):
        x, y, w, h, _ = (int(value) for value in stats[place])
        if x > 0 and y > 0 and x + w < width and y + h < height and SHARES[0] < w * h / mask.size < most:
            yield np.asarray(labels) == place


def _against(mask: Mask, lab: Plane, free: Mask) -> tuple[float, bool, bool]:
    """How far its color is from what lies round it, whether that is so all around, and whether all of that is free."""
    whole = filled_up(mask).astype(np.uint8)
    near, far = (cv2.dilate(whole, np.ones((size, size), np.uint8)) == 1 for size in (5, 11))
    ring: Mask = far & ~near
    if not ring.any():
        return 0.0, False, False
    own = np.median(lab[mask], axis=0)
    distances = distance_to(lab[ring], own)
    alone = float((ring & free).sum() / ring.sum()) >= SEEN and bool(free[mask].all())
    return float(np.median(distances)), float((distances > SAME).mean()) > 0.85, alone  # noqa: PLR2004 - JPEG blurs the rest


def _inside(mask: Mask) -> Mask:
    inner = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) == 1
    return inner if inner.any() else mask


def _box(mask: Mask) -> Box:
    x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
    return float(x), float(y), float(w), float(h)


def _color(small: NDArray[np.uint8], mask: Mask) -> str:
    red, green, blue = (int(value) for value in np.median(small[_inside(mask)], axis=0))
    return hex_of((red, green, blue))


def color_in(small: NDArray[np.uint8], box: Box) -> str:
    """The middle of what lies in a box."""
    x, y, w, h = (round(side) for side in box)
    inside = np.zeros(small.shape[:2], bool)
    inside[max(0, y) : y + max(1, h), max(0, x) : x + max(1, w)] = True
    return _color(small, inside)


def overlaps(one: Box, other: Box) -> bool:
    x, y, w, h = one
    left, top, wide, high = other
    return x < left + wide and left < x + w and y < top + high and top < y + h


def is_part(one: Box, thing: Box) -> bool:
    return overlaps(one, thing) and one[2] * one[3] < WHOLE * thing[2] * thing[3]


def _scaled(region: Region, by: float) -> Region:
    x, y, w, h = (round(value * by, 1) for value in region.box)
    return replace(region, box=(x, y, w, h))
