"""Flat shapes looked at closely: which generic sign each is, how it lies, what runs around it.

Only a sign of our own vocabulary becomes a live shape. Any other outline, however clean, may be somebody's logo: its
place is told and its outline forgotten.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import oklch_of, rgb_of
from common.layout import Box, Sign
from common.looking import oklab
from layout_extractor.behind import sign_behind
from layout_extractor.closeups import Closeup, closeup
from layout_extractor.clusters import distance_to
from layout_extractor.marks import Within, around, base_in, color_of, cropped, held_in, mark_on, outlined, placed_at
from layout_extractor.outlines import Found, filled_up, sign_in
from layout_extractor.regions import Region, Taken
from layout_extractor.rims import rim_of
from layout_extractor.rings import BANDS, is_emblem
from layout_extractor.stickers import Band
from layout_extractor.templates import MARKS

Mask = NDArray[np.bool_]

STROKES = 12
"""Pixels that letters' strokes and shadows reach around them."""
SAME = 0.09
"""OKLab distance within which pixels are the shape: its smoothed edge is halfway to what lies round it."""
FARTHER = 1.6
"""Of a mark's longer side, in which the end of what it lies on is looked for."""
LARGEST = 0.2
"""Of the picture: what is larger is what everything lies on."""
NEUTRAL = 0.06
"""Chroma of a rim that is no color of its own."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A region as its sign: `box` before the sign's rotation, `like` how well our own geometry covers it; `mark` lies
    on it.
    """

    region: Region
    box: Box
    sign: Sign
    outline: Band | None
    like: float
    mark: "Drawn | None" = None
    behind: bool = False
    """Somebody stands before it."""


@dataclass(frozen=True, slots=True)
class _Beneath:
    """What a shape lies on: `held` is the shape and all of that, `base` what that is."""

    view: Closeup
    held: Within
    base: Found


@dataclass(frozen=True)
class Lying:
    """A flat shape with what is around it; `held` is what it lies on, looked for once."""

    rgb: NDArray[np.uint8]
    region: Region

    @cached_property
    def view(self) -> Closeup:
        return closeup(self.rgb, self.region.box, FARTHER * max(self.region.box[2:]))

    @cached_property
    def held(self) -> Within | None:
        own = _shape(self.view, _colored(self.view, self.region.color))
        return around(self.view, own) if own is not None else None


def drawn(lying: Lying, taken: Taken) -> Drawn | None:
    """None for what is no flat shape, or none that is a generic sign. Where letters are on it, it goes on."""
    rgb, region = lying.rgb, lying.region
    if not region.flat:
        return None
    whole = _whole(lying, taken.letters)
    if whole and (region.alone or whole.mark or whole.outline or whole.sign.kind != "ellipse"):
        return whole
    return _behind(rgb, region, taken.worn) or whole  # a bare disc on somebody is a button; beside them it is behind


def _behind(rgb: NDArray[np.uint8], region: Region, worn: Mask) -> Drawn | None:
    view = closeup(rgb, region.box, max(region.box[2:]))
    colored = _colored(view, region.color)
    mask = _shape(view, colored)
    found = sign_behind(mask, view.of(worn), colored) if mask is not None else None
    if found is None:
        return None
    box = view.in_picture(found.box)
    return Drawn(replace(region, box=box), box, found.sign, None, found.like, behind=True)


def _whole(lying: Lying, letters: Mask) -> Drawn | None:
    region = lying.region
    view = closeup(lying.rgb, region.box)
    mask = _shape(view, _colored(view, region.color))
    if mask is None:
        return None
    held = held_in(view, mask)
    base = base_in(held.whole) if held else None
    of_two = held and (_marked(view, region, held, base) or _outlined(view, region, held, mask, base))
    if of_two:
        return of_two
    mask = mask | (filled_up(mask) & _near(letters, view))
    found, beneath = sign_in(cropped(mask)), _beneath(lying)
    if found is None or found.sign.kind in MARKS:
        based = _with_base(region, beneath) if beneath else None
        if based or found is None:
            return based
    elif beneath and beneath.base.sign.kind != found.sign.kind:
        return None  # a large heart on a disc may be a brand's; a disc on a disc has a rim
    if found.sign.kind in BANDS and is_emblem(view, mask):
        return None
    return _drawn(view, region, placed_at(found, mask), mask)


def with_base(lying: Lying) -> Region:
    """With the flat shape that it lies on, however much of that it fills: a heart with its disc."""
    region, view, held = lying.region, lying.view, lying.held
    height, width = lying.rgb.shape[:2]
    if held is None or np.count_nonzero(held.whole) > LARGEST * height * width * view.scale**2:
        return region
    x, y, w, h = cv2.boundingRect(held.whole.astype(np.uint8))
    return replace(region, box=view.in_picture((x, y, w, h)))


def _drawn(view: Closeup, region: Region, found: Found, mask: Mask) -> Drawn:
    outline = None if found.sign.kind in BANDS else rim_of(view, mask)
    return Drawn(region, view.in_picture(found.box), found.sign, outline, found.like)


def _marked(view: Closeup, region: Region, held: Within, base: Found | None) -> Drawn | None:
    mark = mark_on(base.sign, held) if base else None
    if base is None or mark is None:
        return None
    return _unless_of_three_colors(_drawn(view, region, base, held.whole), _on_it(view, region, mark, held.color))


def _unless_of_three_colors(disc: Drawn, mark: Drawn) -> Drawn | None:
    """A mark on a disc within another disc; a rim of white, gray or black is an edge."""
    rim = oklch_of(disc.outline.color) if disc.outline else None
    return None if rim and rim.c > NEUTRAL else replace(disc, mark=mark)


def _on_it(view: Closeup, region: Region, mark: Found, color: str) -> Drawn:
    box = view.in_picture(mark.box)
    return Drawn(replace(region, box=box, color=color), box, mark.sign, None, mark.like)


def _outlined(view: Closeup, region: Region, held: Within, band: Mask, base: Found | None) -> Drawn | None:
    both = outlined(view, held, band, base)
    if both is None:
        return None
    found, outline = both
    box = view.in_picture(found.box)
    return Drawn(replace(region, color=held.color), box, found.sign, outline, found.like)


def _with_base(region: Region, beneath: _Beneath) -> Drawn | None:
    """A mark on something in a color that graphics seldom have: its dark disc."""
    own = mark_on(beneath.base.sign, beneath.held)
    if own is None:
        return None
    view, held = beneath.view, beneath.held
    x, y, w, h = cv2.boundingRect(held.whole.astype(np.uint8))
    box = view.in_picture((x, y, w, h))
    disc = _drawn(view, replace(region, box=box, color=held.color), beneath.base, held.whole)
    return _unless_of_three_colors(disc, _on_it(view, region, own, color_of(view, held.mask)))


def _beneath(lying: Lying) -> _Beneath | None:
    held = lying.held
    base = base_in(held.whole) if held else None
    return _Beneath(lying.view, held, base) if held and base else None


def _near(letters: Mask, view: Closeup) -> Mask:
    """Words and their strokes, in the pixels of the part."""
    reach = 2 * round(STROKES * view.scale) + 1
    return cv2.dilate(view.of(letters).astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0


def _shape(view: Closeup, colored: Mask) -> Mask | None:
    """Of what has its color, what fills its box best."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(colored.astype(np.uint8), connectivity=8)
    if count == 1:
        return None
    best = 1 + int(np.argmax(_shared(np.asarray(stats)[1:, :4].astype(float), view.box)))
    found: Mask = np.asarray(labels) == best
    return found


def _colored(view: Closeup, color: str) -> Mask:
    own = oklab(np.array([[rgb_of(color)]], np.uint8))[0, 0]
    return np.asarray(distance_to(view.lab, own) < SAME, np.bool_)


def _shared(boxes: NDArray[np.float64], other: Box) -> NDArray[np.float64]:
    """Intersection over union of each of (n, 4)."""
    x, y, w, h = boxes.T
    left, top, wide, high = other
    across = np.minimum(x + w, left + wide) - np.maximum(x, left)
    down = np.minimum(y + h, top + high) - np.maximum(y, top)
    common = np.maximum(0.0, across) * np.maximum(0.0, down)
    return common / (w * h + wide * high - common)
