"""What a flat shape is: the generic sign whose outline, drawn by our own geometry, covers it best; else nothing.

For each way a template can be turned it fills the box that the shape has in that direction, so place and size need no
search. The best few are then refined by small steps. A shape that none of them covers well may be anybody's logo.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from common.layout import Box, Sign, SignKind
from common.signs import Points, on_canvas
from layout_extractor.templates import (
    SIDE,
    STEPS,
    SYMMETRY,
    Templates,
    all_templates,
    mark_templates,
    neighbors,
    parts_before_turning,
    solid_templates,
    turned_to,
    wrapped,
)

Mask = NDArray[np.bool_]

TURN = 15
LIKE = 0.86
"""Intersection over union from which a shape is that sign."""
ALIKE: dict[SignKind, float] = {"arrow": 0.9, "check": 0.8, "cross": 0.86, "exclamation": 0.8, "triangle": 0.9}
"""The same for marks on discs, by what letters come near: a T is nearly an arrow, none an upright check."""
AREA = 0.8
"""Of the smaller to the larger area: templates farther apart are not drawn."""
BAND = 0.25
"""Of a shape with its holes filled, that the holes of a ring or a frame are, at least."""
HOLES = 0.04
"""Of the shape, that may be missing inside of it: a play button is no rectangle."""
REFINED = 4
EDGES = 2
"""Pixels around the shape, so that no template ends at the sheet's edge."""
SIMPLER = 0.012
"""What a sign of fewer parts may cover less: an arrow that hardly bends is a straight one."""
ROUND = 0.07
"""Of an ellipse's longer side: one that is no longer than that is a circle, and lies no way."""


@dataclass(frozen=True, slots=True)
class Found:
    """`box` in pixels of the mask, before the sign's rotation; `like` is the intersection over union."""

    sign: Sign
    box: Box
    like: float


def mark_in(mask: Mask) -> Found | None:
    """Of what is put on discs, the one that `mask` (h, w) holds; it may have two parts."""
    return _fitted(mask, mark_templates(), min(ALIKE.values()))


def sign_in(mask: Mask) -> Found | None:
    """`mask` (h, w) holds one shape. None where its outline is no generic sign's."""
    whole = filled_up(mask)
    inside = whole & ~mask
    if np.count_nonzero(inside) > BAND * np.count_nonzero(whole):
        return _band(whole, inside)
    return _fitted(mask, all_templates())


def _band(whole: Mask, inside: Mask) -> Found | None:
    """A ring or a frame: too thin to be compared as such, but it is round, or square, on both sides."""
    outer, inner = (_fitted(mask, solid_templates()) for mask in (whole, inside))
    if outer is None or inner is None or outer.sign.kind != inner.sign.kind:
        return None
    thick = 1 - float(np.sqrt(np.count_nonzero(inside) / np.count_nonzero(whole)))
    kind: SignKind = "ring" if outer.sign.kind == "ellipse" else "frame"
    sign = Sign(kind=kind, rotation=outer.sign.rotation, thick=round(min(0.9, max(0.02, thick)), 3))
    return Found(sign, outer.box, min(outer.like, inner.like))


def _fitted(mask: Mask, templates: Templates, least: float = LIKE) -> Found | None:
    sheet, scale = _sheet(mask)
    outlines, _ = cv2.findContours(sheet, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines or np.count_nonzero(sheet) < SIDE:
        return None
    hull = np.asarray(cv2.convexHull(np.concatenate(outlines)))[:, 0, :].astype(np.float64)
    fits = _Fitting(sheet == 1, hull)
    coarse = sorted(fits.coarse(templates), key=lambda one: -one.like)[:REFINED]
    best = max((fits.refined(one.found) for one in coarse), key=_worth, default=None)
    if best is None or best.like < least or fits.has_other_holes(best):
        return None
    best = _upright(best)
    x, y, w, h = best.box
    box = ((x - EDGES) / scale, (y - EDGES) / scale, (w + 1) / scale, (h + 1) / scale)
    return Found(_rounded(best.sign), box, round(best.like, 3))


def filled_up(mask: Mask) -> Mask:
    sheet = mask.astype(np.uint8)
    outlines, _ = cv2.findContours(sheet, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(sheet, outlines, -1, 1, cv2.FILLED) == 1


@dataclass(frozen=True, slots=True)
class _Coarse:
    """A template as it is turned: a sign is made of the best alone."""

    like: float
    template: Sign
    turned: float
    box: Box

    @property
    def found(self) -> Found:
        return Found(turned_to(self.template, self.turned), self.box, self.like)


@dataclass(frozen=True)
class _Fitting:
    """`edge` are the corners of its convex hull."""

    shape: Mask
    edge: Points

    def coarse(self, templates: Templates) -> Iterator[_Coarse]:
        area = np.count_nonzero(self.shape)
        for turned in (*range(0, 360, TURN), *self._along()):
            way = wrapped(turned)
            box = self._box(way)
            for template, share in templates:
                if turned < SYMMETRY.get(template.kind, 360) and AREA < share * box[2] * box[3] / area < 1 / AREA:
                    yield _Coarse(self._like(template, way, box), template, way, box)

    def _along(self) -> Iterator[float]:
        """The ways its longer axis lies: half a step beside them a long arrow covers little of itself."""
        spread = cv2.moments(self.shape.astype(np.uint8), binaryImage=True)
        leaning = np.degrees(np.arctan2(2 * spread["mu11"], spread["mu20"] - spread["mu02"])) / 2
        return ((way - float(leaning)) % 360 for way in range(0, 360, 90))

    def refined(self, best: Found) -> Found:
        for steps in STEPS:
            for _ in range(3):
                tried = [self._tried(sign) for sign in neighbors(best.sign, steps)]
                better = max(tried, key=lambda one: one.like, default=best)
                if better.like <= best.like:
                    break
                best = better
        return best

    def has_other_holes(self, found: Found) -> bool:
        missing = filled_up(self.shape) & ~self.shape & self._drawn(found.sign, found.sign.rotation, found.box)
        wide = cv2.morphologyEx(missing.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        return bool(np.count_nonzero(wide) > HOLES * np.count_nonzero(self.shape))

    def _tried(self, sign: Sign) -> Found:
        box = self._box(sign.rotation)
        return Found(sign, box, self._like(sign, sign.rotation, box))

    def _like(self, sign: Sign, turned: float, box: Box) -> float:
        own = self._drawn(sign, turned, box)
        return float(np.count_nonzero(own & self.shape) / np.count_nonzero(own | self.shape))

    def _drawn(self, sign: Sign, turned: float, box: Box) -> Mask:
        drawn = np.zeros(self.shape.shape, np.uint8)
        for points, filled in parts_before_turning(sign):
            cv2.fillPoly(drawn, [on_canvas(points, turned, box).round().astype(np.int32)], int(filled))
        return drawn == 1

    def _box(self, turned: float) -> Box:
        """That the shape has when it is turned back, around the same middle."""
        turn = np.radians(turned)
        matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        upright = self.edge @ matrix
        low, high = upright.min(axis=0), upright.max(axis=0)
        middle, size = (low + high) / 2 @ matrix.T, high - low
        return (*(middle - size / 2).tolist(), *size.tolist())


def _sheet(mask: Mask) -> tuple[NDArray[np.uint8], float]:
    """The shape alone, SIDE long, and by how much it was scaled."""
    scale = (SIDE - 2 * EDGES) / max(mask.shape)
    size = max(1, round(mask.shape[1] * scale)), max(1, round(mask.shape[0] * scale))
    small = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    whole = np.greater_equal(small, 0.5).astype(np.uint8)
    return np.asarray(cv2.copyMakeBorder(whole, EDGES, EDGES, EDGES, EDGES, cv2.BORDER_CONSTANT), np.uint8), scale


def _worth(one: Found) -> float:
    """Of two that cover about as much, the simpler one."""
    sign = one.sign
    parts = bool(sign.bend) + sign.open + (sign.kind == "star" and sign.points > 5) + 2 * (sign.kind == "star")  # noqa: PLR2004
    plain = sign.kind in {"ellipse", "rectangle"}
    return one.like - SIMPLER * (parts + (not plain))


def _upright(found: Found) -> Found:
    """Of the ways that look the same, the one that leans least."""
    sign, (x, y, w, h) = found.sign, found.box
    if sign.kind == "ellipse" and abs(w - h) < ROUND * max(w, h):
        return Found(turned_to(sign, 0.0), found.box, found.like)
    if sign.kind == "star":
        apart = 360 / sign.points
        return Found(turned_to(sign, 90 + (sign.rotation - 90 + apart / 2) % apart - apart / 2), found.box, found.like)
    if sign.kind not in SYMMETRY:
        return found
    quarters = round(sign.rotation / 90)
    box = (x + (w - h) / 2, y + (h - w) / 2, h, w) if quarters % 2 else found.box
    return Found(turned_to(sign, sign.rotation - 90 * quarters), box, found.like)


def _rounded(sign: Sign) -> Sign:
    """Upright, where it leans by less than anybody means."""
    rotation = 0.0 if abs(sign.rotation) < 2 else round(sign.rotation, 1)  # noqa: PLR2004
    return sign.model_copy(update={"rotation": rotation, "thick": round(sign.thick, 3), "head": round(sign.head, 3)})
