"""What else a layout has: signs it can draw again, and places where something stands."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from common.layout import Box
from layout_extractor.logos import as_logo, flags_in
from layout_extractor.meant import things_meant
from layout_extractor.regions import WIDTH, Region, Taken, is_large, is_part, overlaps, regions_in
from layout_extractor.signs import Drawn, Lying, drawn, with_base

MOST = 6
LOOKED_AT = 12
"""Flat shapes that are compared with signs, the surest first."""
UNMISTAKABLE = frozenset({"arrow", "ring", "star", "cross", "check", "heart"})
"""Signs that nobody's clothes look like: they count where they touch people, too."""
RIMMED = 0.9
"""Of a disc's edge, on which its rim is seen."""
EDGE = 0.12
"""Of a sign's shorter side, what its smoothed edge and its shadow take around it."""


@dataclass(frozen=True, slots=True)
class Objects:
    """`kept` become layers; `hidden` are flat drawings beside and on people, and those that were too many: whose
    they are nobody knows.
    """

    kept: tuple[Region | Drawn, ...] = ()
    hidden: tuple[Box, ...] = ()


def objects_in(rgb: NDArray[np.uint8], taken: Taken) -> Objects:
    """Signs first, none of them inside another object; at most MOST."""
    shapes, things = regions_in(rgb, taken)
    lying = {id(one): Lying(rgb, one) for one in shapes}
    looked = [(one, drawn(lying[id(one)], taken)) for one in shapes[:LOOKED_AT]]
    haloes = [(one, sign) for one, sign in looked if sign and sign.behind]
    looked = [(one, sign) for one, sign in looked if not is_large(one, rgb.shape) and not (sign and sign.behind)]
    flags = flags_in(looked, things, rgb.shape[1])
    signs = [sign for one, sign in looked if sign and not _in_thing(one, flags) and _counts(one, sign, things, taken)]
    known = {*(id(sign.region) for sign in signs), *(id(one) for one, _ in haloes)}
    others = [with_base(lying[id(one)]) for one in shapes if id(one) not in known and not is_large(one, rgb.shape)]
    drawings = [one for one in flags if one.alone]
    drawings += [one for one in others if one.alone and not _in_thing(one, things)]
    kept = [*_apart([sign for _, sign in haloes]), *_apart(signs)]
    kept = _apart([*kept, *drawings, *(as_logo(rgb, one) for one in things)], kept)
    kept += _unnamed(things_meant(rgb, signs, taken.letters | (taken.worn & taken.around)), kept)
    return Objects(tuple(kept[:MOST]), tuple(_with_edge(one.box, rgb.shape[1]) for one in (*flags, *others)))


def _apart(found: Sequence[Region | Drawn], already: Sequence[Region | Drawn] = ()) -> list[Region | Drawn]:
    """Those that lie on none before them; `already` are known to be apart."""
    kept = list(already)
    for each in found[len(kept) :]:
        if not any(overlaps(_region(each).box, _region(other).box) for other in kept):
            kept.append(each)
    return kept


def _unnamed(meant: Sequence[Region], kept: Sequence[Region | Drawn]) -> list[Region]:
    """Those that are none of the things that were found anyway, each once."""
    new: list[Region] = []
    for one in meant:
        known = [each for each in kept if isinstance(each, Region)]
        if not any(overlaps(one.box, other.box) for other in (*known, *new)):
            new.append(one)
    return new


def _with_edge(box: Box, width: int) -> Box:
    """Shapes are looked for in few pixels: where one ends is known to one of them."""
    x, y, w, h = box
    edge = 2 * width / WIDTH
    return x - edge, y - edge, w + 2 * edge, h + 2 * edge


def without_objects(free: NDArray[np.bool_], found: Objects) -> NDArray[np.bool_]:
    """`free` (h, w) less what objects cover: signs are drawn again, and nothing of the rest is the background's."""
    covered = np.zeros(free.shape, np.uint8)
    for box in (*(_reach(one) for one in found.kept), *found.hidden):
        x, y, w, h = box
        cv2.rectangle(covered, (round(x), round(y)), (round(x + w), round(y + h)), 1, cv2.FILLED)
    left: NDArray[np.bool_] = free & (covered == 0)
    return left if np.count_nonzero(left) > 0.02 * free.size else free


def _reach(one: Region | Drawn) -> Box:
    x, y, w, h = _region(one).box
    reach = EDGE * min(w, h) + (one.outline.width if isinstance(one, Drawn) and one.outline else 0.0)
    return x - reach, y - reach, w + 2 * reach, h + 2 * reach


def _counts(one: Region, sign: Drawn, things: Sequence[Region], taken: Taken) -> bool:
    kind = sign.sign.kind
    if kind in UNMISTAKABLE or sign.mark or (kind == "ellipse" and (_is_rimmed(sign) or _is_written_on(one, taken))):
        return True
    return one.alone and not _in_thing(one, things)


def _is_rimmed(sign: Drawn) -> bool:
    return sign.outline is not None and sign.outline.sure >= RIMMED


def _is_written_on(one: Region, taken: Taken) -> bool:
    """A badge: words, whole, in the middle of it."""
    x, y, w, h = (round(side) for side in one.box)
    own = taken.letters[max(0, y) : y + h, max(0, x) : x + w]
    edge = max(2, round(0.04 * min(w, h)))
    return bool(own.any()) and not (
        own[:edge].any() or own[-edge:].any() or own[:, :edge].any() or own[:, -edge:].any()
    )


def _in_thing(one: Region, things: Sequence[Region]) -> bool:
    return any(is_part(one.box, thing.box) for thing in things)


def _region(one: Region | Drawn) -> Region:
    return one.region if isinstance(one, Drawn) else one
