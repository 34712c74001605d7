"""What signs of a thumbnail are about: the thing that a ring runs around, and the one that an arrow points at.

Beside a person nobody knows what is held, worn or a part of them; a thing that somebody pointed at is one.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from common.layout import Box
from common.looking import oklab
from common.signs import tip_of
from layout_extractor.clusters import clustered, nearest_of
from layout_extractor.regions import WIDTH, Region, color_in
from layout_extractor.rings import BANDS
from layout_extractor.signs import Drawn

Mask = NDArray[np.bool_]
Plane = NDArray[np.float32]

KNOWN = 0.3
"""Of what a sign is about, that is a person or words: it is about them."""
COLORS = 8
SHARE = 0.04
"""Of what is around an arrow, that one of its colors has."""
BACK = 0.4
"""Of the place before the tip, behind the tip: from there on an arrow is beside nothing but what it lies on."""
NEW = 0.075
"""OKLab distance from all colors around an arrow, of what stands out from them."""
STANDS = 0.4
"""Of the place before an arrow's tip, that something fills."""
REACH = (0.11, 0.3)
"""Of the picture's shorter side: that place's own."""
FAR = 2.2
"""Of that side, from the tip, in which the end of a thing is looked for."""
SHARES = (0.004, 0.25)
SURE = {"ring": 0.5, "arrow": 0.45}


def things_meant(rgb: NDArray[np.uint8], signs: Sequence[Drawn], known: Mask) -> list[Region]:
    """`known` (h, w) is words, and people as far as they surely are."""
    scale = WIDTH / rgb.shape[1]
    size = (WIDTH, max(8, round(rgb.shape[0] * scale)))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    taken = cv2.resize(known.astype(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
    return list(_meant(small, oklab(small), signs, taken, scale))


def _meant(small: NDArray[np.uint8], lab: Plane, signs: Sequence[Drawn], taken: Mask, scale: float) -> Iterator[Region]:
    every = _covered(signs, taken.shape, scale)
    for one in signs:
        kind = "ring" if one.sign.kind in BANDS else one.sign.kind
        if kind not in SURE:
            continue
        found = _held(one, taken, scale) if kind == "ring" else _pointed_at(one, lab, taken, every, scale)
        if found is not None:
            x, y, w, h = (round(side / scale, 1) for side in found)
            yield Region((x, y, w, h), color_in(small, found), flat=False, sure=SURE[kind])


def _held(ring: Drawn, taken: Mask, scale: float) -> Box | None:
    x, y, w, h = (side * scale for side in ring.box)
    edge = ring.sign.thick * min(w, h) / 2 + 0.08 * min(w, h)
    inner = (x + edge, y + edge, w - 2 * edge, h - 2 * edge)
    part = taken[_at(inner)]
    return None if not part.size or part.mean() > KNOWN else inner


def _pointed_at(arrow: Drawn, lab: Plane, taken: Mask, every: Mask, scale: float) -> Box | None:
    """All of what stands out at the tip from what is around the arrow."""
    tip = np.array(tip_of(arrow.sign, arrow.box)) * scale
    turn = np.radians(arrow.sign.rotation)
    way = np.array([np.cos(turn), -np.sin(turn)])
    short = min(taken.shape)
    side = min(REACH[1] * short, max(REACH[0] * short, 0.7 * max(arrow.box[2:]) * scale))
    before = _square(tip + way * side * 0.6, side)
    place = taken[_at(before)]
    if not place.size or place.mean() > KNOWN:
        return None
    new = _new(lab, _behind(tip - BACK * side * way, way, side, taken.shape), taken | every)
    if new is None or new[_at(before)].mean() < STANDS:
        return None
    whole = _square(tip + way * side * FAR / 2, FAR * side)
    outside = np.ones_like(new)
    outside[_at(whole)] = False
    return _component(new & ~outside, before)


def _behind(start: NDArray[np.float64], way: NDArray[np.float64], side: float, shape: tuple[int, ...]) -> Mask:
    """(h, w): beside an arrow's shaft."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    along = (x - start[0]) * way[0] + (y - start[1]) * way[1]
    across = (y - start[1]) * way[0] - (x - start[0]) * way[1]
    return (along < 0) & (along > -2 * side) & (np.abs(across) < side)


def _new(lab: Plane, around: Mask, hidden: Mask) -> Mask | None:
    """What has none of the colors around the arrow."""
    points = np.ascontiguousarray(lab[around & ~hidden])
    if len(points) < 4 * COLORS:
        return None
    centers, nearest = clustered(points, COLORS)
    centers = centers[np.bincount(nearest, minlength=COLORS) / len(points) >= SHARE]
    away = np.linalg.norm(lab - centers[nearest_of(lab, centers)], axis=2) > NEW
    fine = (away & ~hidden).astype(np.uint8)
    return cv2.morphologyEx(fine, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)) == 1


def _component(new: Mask, before: Box) -> Box | None:
    """The one that has most of the place before the tip."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(new.astype(np.uint8), connectivity=8)
    inside = np.asarray(labels)[_at(before)]
    inside = inside[inside > 0]
    if not inside.size:
        return None
    x, y, w, h, _ = (int(value) for value in stats[np.bincount(inside).argmax()])
    return (float(x), float(y), float(w), float(h)) if SHARES[0] < w * h / new.size < SHARES[1] else None


def _covered(signs: Sequence[Drawn], shape: tuple[int, ...], scale: float) -> Mask:
    covered = np.zeros(shape, np.uint8)
    for one in signs:
        x, y, w, h = (round(side * scale) for side in one.region.box)
        cv2.rectangle(covered, (x - 2, y - 2), (x + w + 2, y + h + 2), 1, cv2.FILLED)
    return covered == 1


def _square(center: NDArray[np.float64], side: float) -> Box:
    return (float(center[0] - side / 2), float(center[1] - side / 2), side, side)


def _at(box: Box) -> tuple[slice, slice]:
    """Its rows and columns, as far as they are in the picture."""
    x, y, w, h = box
    rows, columns = ((max(0, int(start)), max(0, int(np.ceil(start + long)))) for start, long in ((y, h), (x, w)))
    return slice(*rows), slice(*columns)
