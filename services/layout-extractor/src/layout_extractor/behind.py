"""Signs that somebody stands before: a disc behind a head, a ring or a star whose edge a shoulder hides.

What of them is seen has to be most of what can be known of them; what is hidden counts neither for nor against.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from common.layout import Box, Sign
from common.signs import on_canvas
from layout_extractor.outlines import Found, filled_up
from layout_extractor.templates import parts_before_turning

Mask = NDArray[np.bool_]
Points = NDArray[np.float64]

LONG = 110
"""Pixels of a shape's longer side at which it is compared."""
NEAR = 7
"""Pixels between a shape and who hides it, with the outline that they wear."""
LIKE = {"ellipse": 0.92, "ring": 0.8, "star": 0.9, "heart": 0.92}
"""Intersection over union, of what is not hidden; of a thin band a pixel is a fifth."""
ROUGH = 0.5
"""The same of a guess that small steps can still make that sign: they add 0.23 at most."""
SIMPLER = 0.03
"""What a disc may cover less than a ring whose hole is hidden."""
SEEN, ARC = 0.28, 0.35
"""Of a sign, and of the ways from its middle to its outline, that are not hidden."""
WORN = 0.3
"""Of a shape, that may lie on somebody: a badge on a coat is not behind them."""
ROUND = 0.07
"""Of an ellipse's longer side: one that is no longer than that is a circle."""
KINDS = (Sign(kind="star", thick=0.38), Sign(kind="star", thick=0.5), Sign(kind="heart"))
TURNED = (-14.0, 0.0, 14.0)
FARTHER = (0.1, 0.22, 0.36)
"""Of a shape's own side, that it may go on behind somebody."""
STRETCHED = (0.8, 1.25)
"""Width over height of stars and hearts."""
BAND = 0.6
"""Over half a ring, at most: what is thicker is no band."""
STEPS = (0.06, 0.025, 0.01)
MOST = 4
"""Times what is seen of a shape, that it may be long."""
SECTORS = 36
_FEWEST = 12


def sign_behind(mask: Mask, worn: Mask, color: Mask | None = None) -> Found | None:
    """`mask` (h, w) is what is seen of a shape, `color` all that has its color: a head may part a disc in two.

    None where nobody (`worn`) stands before it, or it is no sign.
    """
    if np.count_nonzero(mask & worn) > WORN * np.count_nonzero(mask):
        return None
    scale = LONG / max(cv2.boundingRect(mask.astype(np.uint8))[2:])
    shape, hidden = (_resized(one, scale) for one in (mask, worn & ~mask))
    if not (_grown(shape, NEAR) & hidden).any():
        return None
    trial = _Trial(shape, ~_grown(hidden, 1), shape if color is None else _resized(color, scale))
    found = max(trial.guesses(hidden), key=_worth, default=None)
    if found is None or found.like < LIKE[found.sign.kind] or trial.shown(found) < SEEN:
        return None
    if found.sign.kind == "ring" and found.sign.thick > BAND:
        return None
    return _settled(found, scale)


def _worth(found: Found) -> float:
    return found.like + (SIMPLER if found.sign.kind == "ellipse" else 0.0)


def _settled(found: Found, scale: float) -> Found:
    """In the mask's pixels; what is about round is round."""
    x, y, w, h = (float(side) / scale for side in found.box)
    sign, around = found.sign, found.sign.kind in {"ellipse", "ring"} and abs(w - h) < ROUND * max(w, h)
    rotation = 0.0 if around else round(sign.rotation, 1)
    thick = round(float(sign.thick), 3)
    return Found(sign.model_copy(update={"rotation": rotation, "thick": thick}), (x, y, w, h), round(found.like, 3))


@dataclass(frozen=True)
class _Trial:
    """`known` (h, w) is where it is seen whether the shape is there."""

    shape: Mask
    known: Mask
    color: Mask

    def guesses(self, hidden: Mask) -> Iterator[Found]:
        yield from self._round(hidden)
        coarse = sorted((one for one in self._boxed()), key=lambda one: -one.like)[:2]
        yield from (self._refined(one) for one in coarse)

    def shown(self, found: Found) -> float:
        """Of a sign, wherever it reaches."""
        pad = max(self.shape.shape)
        roomy = np.pad(self.known, pad)
        own = _drawn(found.sign, (found.box[0] + pad, found.box[1] + pad, *found.box[2:]), roomy.shape)
        return float(np.count_nonzero(own & roomy) / max(1, np.count_nonzero(own)))

    def _round(self, hidden: Mask) -> Iterator[Found]:
        """The circle and the ellipse through what is seen of the outline; filled, or a band."""
        edge = _outline(self.shape)
        seen = edge[~_grown(hidden, NEAR)[edge[:, 1], edge[:, 0]]]
        if len(seen) < _FEWEST:
            return
        (x, y), (w, h), turned = cv2.fitEllipseDirect(seen.astype(np.float32)[:, None])
        for middle, sides, rotation in (((x, y), (w, h), (90 - turned) % 180 - 90), _circle(seen)):
            if not 1 < min(sides) <= max(sides) < MOST * max(self.shape.shape) or _sectors(seen, *middle) < ARC:
                continue
            box = (middle[0] - sides[0] / 2, middle[1] - sides[1] / 2, *sides)
            yield self._tried(Sign(kind="ellipse", rotation=rotation), box)
            yield self._refined(max(self._rings(rotation, box, len(edge)), key=lambda one: one.like))

    def _rings(self, rotation: float, box: Box, edge: int) -> Iterator[Found]:
        """Of a ring that is cut open the outline runs along both sides: what goes through it is its middle."""
        x, y, w, h = box
        band = 2 * np.count_nonzero(self.shape) / edge
        wide = (x - band / 2, y - band / 2, w + band, h + band)
        for around, thick in ((box, 2 * band / min(w, h)), (wide, 2 * band / (min(w, h) + band))):
            yield self._tried(Sign(kind="ring", rotation=rotation, thick=min(BAND, max(0.04, thick))), around)

    def _boxed(self) -> Iterator[Found]:
        x, y, w, h = cv2.boundingRect(self.shape.astype(np.uint8))
        across, down = (_spans(start, long) for start, long in ((x, w), (y, h)))
        for (left, wide), (top, high), sign, turned in product(across, down, KINDS, TURNED):
            if STRETCHED[0] < wide / high < STRETCHED[1]:
                yield self._tried(*_upright(sign, turned, (left, top, wide, high)))

    def _refined(self, best: Found) -> Found:
        for step in STEPS if best.like >= ROUGH else ():
            for _ in range(4):
                better = max((self._tried(*one) for one in _neighbors(best, step)), key=lambda one: one.like)
                if better.like <= best.like:
                    break
                best = better
        return best

    def _tried(self, sign: Sign, box: Box) -> Found:
        own = _drawn(sign, box, self.shape.shape)
        either = np.count_nonzero((own & self.known) | self._seen)
        return Found(sign, box, float(np.count_nonzero(own & self._matching) / max(1, either)))

    @cached_property
    def _seen(self) -> Mask:
        return self.shape & self.known

    @cached_property
    def _matching(self) -> Mask:
        return (self.shape | self.color) & self.known


def _upright(sign: Sign, turned: float, box: Box) -> tuple[Sign, Box]:
    """Not turned, a star has its point at the right, and so has a heart."""
    x, y, w, h = box
    rotation = turned + (90 if sign.kind == "star" else -90)
    return sign.model_copy(update={"rotation": rotation}), (x + (w - h) / 2, y + (h - w) / 2, h, w)


def _neighbors(found: Found, step: float) -> Iterator[tuple[Sign, Box]]:
    """A side moved, or turned."""
    sign, (x, y, w, h) = found.sign, found.box
    for way in (-step, step):
        yield sign, (x + way * w, y, w - way * w, h)
        yield sign, (x, y, w + way * w, h)
        yield sign, (x, y + way * h, w, h - way * h)
        yield sign, (x, y, w, h + way * h)
        yield sign.model_copy(update={"rotation": sign.rotation + 60 * way}), found.box
        yield sign.model_copy(update={"thick": min(0.9, max(0.04, sign.thick + way))}), found.box


def _spans(start: float, long: float) -> list[tuple[float, float]]:
    """As it is seen, and going on at either end."""
    more = [(start, long * (1 + by)) for by in FARTHER]
    return [(start, long), *more, *((start - long * by, long * (1 + by)) for by in FARTHER)]


def _drawn(sign: Sign, box: Box, shape: tuple[int, ...]) -> Mask:
    drawn = np.zeros(shape, np.uint8)
    for points, filled in parts_before_turning(sign):
        cv2.fillPoly(drawn, [on_canvas(points, sign.rotation, box).round().astype(np.int32)], int(filled))
    return drawn == 1


def _outline(shape: Mask) -> NDArray[np.int32]:
    outlines, _ = cv2.findContours(filled_up(shape).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.concatenate([np.asarray(one)[:, 0, :] for one in outlines]).astype(np.int32)


def _circle(points: NDArray[np.int32]) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Middle, sides and no turn, by least squares (Kasa 1976)."""
    x, y = points[:, 0].astype(float), points[:, 1].astype(float)
    (a, b, c), *_ = np.linalg.lstsq(np.stack([2 * x, 2 * y, np.ones_like(x)], 1), x**2 + y**2, rcond=None)
    across = 2 * float(np.sqrt(max(1e-6, c + a**2 + b**2)))
    return (float(a), float(b)), (across, across), 0.0


def _sectors(points: NDArray[np.int32], x: float, y: float) -> float:
    """Of all directions from a middle, those in which there are points."""
    ways = np.arctan2(points[:, 1] - y, points[:, 0] - x)
    return len(np.unique(((ways + np.pi) / (2 * np.pi) * SECTORS).astype(int) % SECTORS)) / SECTORS


def _grown(mask: Mask, by: int) -> Mask:
    return cv2.dilate(mask.astype(np.uint8), np.ones((2 * by + 1, 2 * by + 1), np.uint8)) > 0


def _resized(mask: Mask, scale: float) -> Mask:
    size = max(1, round(mask.shape[1] * scale)), max(1, round(mask.shape[0] * scale))
    return cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) >= 0.5  # noqa: PLR2004 - half
