"""Signs of two colors: a mark on a disc, a badge or a box, and a shape whose outline is as thick as a band.

Two flat colors and two outlines that our own geometry covers well make no logo of somebody's. Whatever leaves a doubt
(a star or a heart on a disc, a play button's rounded box, an upright cross) stays one.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import hex_of
from common.layout import Sign
from layout_extractor.closeups import Closeup
from layout_extractor.clusters import distance_to
from layout_extractor.outlines import ALIKE, Found, filled_up, mark_in, sign_in
from layout_extractor.stickers import Band

Mask = NDArray[np.bool_]

SAME = 0.09
"""OKLab distance within which pixels have a mark's color, or that of what it lies on."""
FLAT = 0.9
"""Of what a shape holds, that has one color."""
LEAST, MOST = 0.05, 0.6
"""Of a disc, that a mark on it covers."""
SURE = 0.93
"""Intersection over union of what carries a mark."""
COMPACT = 0.6
"""Of the rubber band around a shape, that a disc, a box or a burst fills at least."""
BURST = 8
"""Points from which a star is a badge."""
STRIKES = 20
"""Degrees by which a cross that strikes out may lie otherwise: an upright one is an emblem."""
LEANS = 25
"""Degrees by which a check may lean; half of it a triangle, which points right, and an exclamation mark."""
PARTS = {"exclamation": 2}
CORE = 0.25
"""Of a shape, that what it holds covers for an outlined one."""
EVEN = 0.85
"""Intersection over union of an outlined shape with the shape in it, grown by the outline's width."""


@dataclass(frozen=True, slots=True)
class Within:
    """What a shape holds: pixels of one flat color, `whole` the shape with it."""

    mask: Mask
    whole: Mask
    color: str


def held_in(view: Closeup, mask: Mask) -> Within | None:
    """What lies in the holes of `mask` (h, w), where all of it has one color."""
    whole = filled_up(mask)
    holes = _shrunk(whole & ~mask, 3)
    if np.count_nonzero(holes) < LEAST / 2 * np.count_nonzero(whole):
        return None
    color = np.median(view.lab[holes], axis=0)
    if float((distance_to(view.lab[holes], color) < SAME).mean()) < FLAT:
        return None
    own = np.median(view.lab[_shrunk(mask, 3) if _shrunk(mask, 3).any() else mask], axis=0)
    nearer = distance_to(view.lab, color) < distance_to(view.lab, own)
    return Within(_speckless(nearer & _shrunk(whole, 5)), whole, color_of(view, holes))


def mark_on(base: Sign, held: Within) -> Found | None:
    """The mark that belongs on such a base; None for anything else."""
    share = np.count_nonzero(held.mask) / np.count_nonzero(held.whole)
    found = mark_in(cropped(held.mask)) if LEAST < share < MOST else None
    parts = cv2.connectedComponents(held.mask.astype(np.uint8), connectivity=8)[0] - 1
    return placed_at(found, held.mask) if found and _goes_on(found, base, parts) else None


def base_in(whole: Mask) -> Found | None:
    """A disc, a badge or a box that can carry a mark."""
    if not _is_compact(whole):
        return None
    found = sign_in(cropped(whole))
    if found is None or found.like < SURE or not _carries(found.sign):
        return None
    return placed_at(found, whole)


def around(view: Closeup, mark: Mask) -> Within | None:
    """The flat shape that `mark` lies on: the mark and, as `whole`, all of it; its color is the shape's."""
    whole = filled_up(mark).astype(np.uint8)
    near, far = (cv2.dilate(whole, np.ones((size, size), np.uint8)) == 1 for size in (7, 13))
    ring = far & ~near
    color = np.median(view.lab[ring], axis=0)
    if float((distance_to(view.lab[ring], color) < SAME).mean()) < FLAT:
        return None
    same = distance_to(view.lab, color) < SAME
    connected: NDArray[np.uint8] = np.asarray(same | (whole == 1), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(connected, connectivity=8)
    own = int(np.bincount(np.asarray(labels)[ring], minlength=len(stats))[1:].argmax()) + 1
    shape = filled_up(np.asarray(labels) == own)
    open_ended = shape[0].any() or shape[-1].any() or shape[:, 0].any() or shape[:, -1].any()
    return None if open_ended else Within(mark, shape, color_of(view, ring & same))


def outlined(view: Closeup, held: Within, band: Mask, base: Found | None) -> tuple[Found, Band] | None:
    """The shape inside of a band that is as wide everywhere, where that is another color than around it.

    `base` is what `base_in` found the whole to be.
    """
    if np.count_nonzero(held.mask) < CORE * np.count_nonzero(held.whole) or _looks_through(view, held):
        return None
    depth = cv2.distanceTransform(held.whole.astype(np.uint8), cv2.DIST_L2, 5)
    width = float(np.median(depth[held.mask & ~_shrunk(held.mask, 3)]))
    away = cv2.distanceTransform((~held.mask).astype(np.uint8), cv2.DIST_L2, 5) < width
    even = np.count_nonzero(away & held.whole) / np.count_nonzero(away | held.whole)
    inner = sign_in(cropped(held.mask)) if even >= EVEN else None
    if inner is None or (base is not None and base.sign.kind != inner.sign.kind):
        return None  # a heart on a disc is no heart with a round outline
    found = placed_at(inner, held.mask)
    return found, Band(round(width / view.scale, 1), color_of(view, band), round(even, 2))


def _looks_through(view: Closeup, held: Within) -> bool:
    """A ring holds what is behind it."""
    whole = held.whole.astype(np.uint8)
    near, far = (cv2.dilate(whole, np.ones((size, size), np.uint8)) == 1 for size in (5, 17))
    outside, inside = (np.median(view.lab[where], axis=0) for where in (far & ~near, held.mask))
    return float(np.linalg.norm(outside - inside)) < SAME


def _is_compact(whole: Mask) -> bool:
    """Seen at a glance: nothing else can be a disc, a box or a burst, and comparing takes longer."""
    outlines, _ = cv2.findContours(whole.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.contourArea(cv2.convexHull(np.concatenate(outlines))) if outlines else 0.0
    return bool(np.count_nonzero(whole) > COMPACT * hull > 0)


def _carries(base: Sign) -> bool:
    return base.kind in {"ellipse", "rectangle"} or (base.kind == "star" and base.points >= BURST)


def _goes_on(found: Found, base: Sign, parts: int) -> bool:
    mark = found.sign
    if found.like < ALIKE[mark.kind] or parts != PARTS.get(mark.kind, 1):
        return False
    match mark.kind:
        case "cross":
            return abs((mark.rotation - base.rotation) % 90 - 45) < STRIKES
        case "arrow":
            return base.kind != "rectangle"
        case "check":
            return abs(mark.rotation) < LEANS
        case _:
            return base.kind != "rectangle" and abs(mark.rotation) < LEANS / 2


def cropped(mask: Mask) -> Mask:
    x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
    return mask[y : y + h, x : x + w]


def placed_at(found: Found, mask: Mask) -> Found:
    """From pixels of the cropped mask to those of `mask`."""
    x, y, _, _ = cv2.boundingRect(mask.astype(np.uint8))
    left, top, w, h = found.box
    return Found(found.sign, (x + left, y + top, w, h), found.like)


def color_of(view: Closeup, mask: Mask) -> str:
    inner = _shrunk(mask, 3)
    red, green, blue = (int(level) for level in np.median(view.pixels[inner if inner.any() else mask], axis=0))
    return hex_of((red, green, blue))


def _shrunk(mask: Mask, by: int) -> Mask:
    return cv2.erode(mask.astype(np.uint8), np.ones((by, by), np.uint8)) == 1


def _speckless(mask: Mask) -> Mask:
    """Without what JPEG left of other colors."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    area = stats[:, cv2.CC_STAT_AREA]
    kept = [place for place in range(1, count) if area[place] >= LEAST * np.count_nonzero(mask)]
    return np.isin(labels, kept)
