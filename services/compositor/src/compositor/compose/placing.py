"""Where the person stands: scale and position from the head box, never floating, on the side that was asked for.

The order of importance: the head is seen whole inside the clear part of the canvas; every edge at which the photo cut
the body leaves through an edge of the canvas; the face is where the creator wants it; the crop is as planned. What
cannot leave is tapered (`hidden`): rounded like a shoulder at the sides, faded into the scene below.
"""

from dataclasses import dataclass, replace

from common.brief import FacePosition, ThirdsPoint
from common.direction import Crop
from common.ticket import Edge
from compositor.compose.frame import Frame
from compositor.compose.person import Person
from compositor.geometry import Rect

BESIDE: dict[Crop, float] = {"close": 0.66, "medium": 0.55, "wide": 0.45}
"""Head height over canvas height with the words beside it."""
STACKED: dict[Crop, float] = {"close": 0.54, "medium": 0.48, "wide": 0.42}
"""The same with the words above or below."""
LARGEST_BESIDE, LARGEST_STACKED = 0.86, 0.72
WIDEST_BESIDE, WIDEST_STACKED = 0.5, 0.84
"""Head width over the clear width, at most."""
CHIN = 0.12
"""Of the head's height: a chin may dip this far into a strip that the platform covers."""
_HAIR = 0.4
"""Of the face's width: what counts as head beside a face, where the head's box also holds a raised shoulder."""
OVERLAP = 2.0
"""Pixels by which a cut edge leaves the canvas, so that no seam of half-transparent pixels shows."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The person on the canvas. `box` is the whole cut-out picture and may reach beyond the canvas."""

    box: Rect
    head: Rect
    face: Rect
    scale: float
    flip: bool
    hidden: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the plan asks of the placement. `above` and `below` are how much of the clear height words take over and
    under the head; `aside` moves a centered head, as a share of the clear width, to make room beside it.
    """

    side: FacePosition
    crop: Crop
    stacked: bool
    above: float = 0.0
    below: float = 0.0
    aside: float = 0.0
    thirds: ThirdsPoint | None = None


def place(person: Person, frame: Frame, wish: Wish) -> Placement:
    person, wish, flip = _on_the_cut_side(person, wish)
    head_h = _head_height(person, frame, wish)
    top = _head_top(frame, wish, head_h)
    head_h, top = _bleed(person, frame, wish, head_h, top)
    scale = head_h / person.head.h
    x = _center_x(person, frame, wish, scale, top) - person.head.center[0] * scale
    x, y = _against_sides(person, frame, wish, scale, x), top - person.head.y * scale
    return placed_at((x, y), person, frame, scale, flip=flip)


def placed_at(corner: tuple[float, float], person: Person, frame: Frame, scale: float, *, flip: bool) -> Placement:
    """The photo's upper left corner at `corner`; `person` is as it will be seen, turned already if it is flipped."""
    box = Rect(*corner, person.width * scale, person.height * scale)
    return Placement(
        box=box,
        head=person.head.scaled(scale).moved(*corner),
        face=person.face.scaled(scale).moved(*corner),
        scale=scale,
        flip=flip,
        hidden=_still_visible(person, frame, box, scale),
    )


def _on_the_cut_side(person: Person, wish: Wish) -> tuple[Person, Wish, bool]:
    """A head cut by the photo's left edge can only stand at the left: elsewhere the photo is turned over."""
    cut = person.head_is_cut
    if cut is None or wish.side.value == cut:
        return person, wish, False
    if wish.side is FacePosition.CENTER:
        return person, replace(wish, side=FacePosition(cut)), False
    return person.mirrored(), wish, True


def _head_height(person: Person, frame: Frame, wish: Wish) -> float:
    share = (STACKED if wish.stacked else BESIDE)[wish.crop]
    if not wish.stacked and frame.aspect > 2.2:  # noqa: PLR2004 - a header: little height, much width
        share = min(0.84, share * 1.25)
    return min(share * frame.clear.h, _widest(person, frame, wish))


def _largest(person: Person, frame: Frame, wish: Wish) -> float:
    share = LARGEST_STACKED if wish.stacked else LARGEST_BESIDE
    return min(share * frame.clear.h, _widest(person, frame, wish))


def _widest(person: Person, frame: Frame, wish: Wish) -> float:
    share = WIDEST_STACKED if wish.stacked else WIDEST_BESIDE
    return share * frame.clear.w * person.head.h / person.head.w


def _head_top(frame: Frame, wish: Wish, head_h: float) -> float:
    """Beside: the eyes near the upper third. Stacked: what the words leave over."""
    spare = frame.clear.h - head_h
    if wish.above and wish.below:
        return frame.clear.y + spare * wish.above / (wish.above + wish.below)
    if wish.above:
        return frame.clear.y + min(spare, max(wish.above * frame.clear.h, spare * 0.8))
    share = 0.06 if wish.stacked else 0.26
    return frame.clear.y + spare * share


def _bleed(person: Person, frame: Frame, wish: Wish, head_h: float, top: float) -> tuple[float, float]:
    """Grow, then lower the person until the body reaches the canvas's lower edge."""
    if "top" in person.cut_edges:
        top = min(top, -OVERLAP + person.head.y / person.head.h * head_h) if not wish.stacked else top
    below = (person.bottom - person.head.y) / person.head.h
    reach = frame.canvas.bottom + OVERLAP
    needed = (reach - top) / below
    if needed <= head_h:
        return head_h, top
    head_h = min(needed, max(head_h, _largest(person, frame, wish)))
    lowest = max(top, frame.clear.bottom - head_h * (1 - CHIN))
    return head_h, min(lowest, max(top, reach - below * head_h))


def _center_x(person: Person, frame: Frame, wish: Wish, scale: float, top: float) -> float:
    """Of the head. A thirds point is exact; otherwise the face keeps a little air at its own side."""
    offset = (person.face.center[0] - person.head.center[0]) * scale
    if wish.thirds:
        return frame.canvas.w * (1 / 3 if wish.thirds is ThirdsPoint.LEFT else 2 / 3) - offset
    if wish.side is FacePosition.CENTER:
        return frame.clear.center[0] + wish.aside * frame.clear.w - offset
    head_w = person.head.w * scale
    air = min(head_w * 0.62 + 0.11 * frame.clear.w, frame.clear.w / 2)
    x = frame.clear.x + air if wish.side is FacePosition.LEFT else frame.clear.right - air
    return _off_islands(frame, wish.side, x, head_w, top + person.head.h * scale)


def _off_islands(frame: Frame, side: FacePosition, x: float, head_w: float, chin: float) -> float:
    """A head beside an avatar, not behind it, while it stays in its half."""
    middle = frame.clear.center[0]
    for island in frame.islands:
        if island.y > chin - CHIN * head_w:
            continue
        if side is FacePosition.LEFT and x - head_w / 2 < island.right < middle:
            x = min(island.right + 0.55 * head_w, middle)
        elif side is FacePosition.RIGHT and x + head_w / 2 > island.x > middle:
            x = max(island.x - 0.55 * head_w, middle)
    return x


def _against_sides(person: Person, frame: Frame, wish: Wish, scale: float, x: float) -> float:
    """Move a side-cut body out through its side, as far as the head stays well inside the clear part."""
    if wish.thirds or wish.side is FacePosition.CENTER or wish.side.value not in person.cut_edges:
        return x
    clear, air = frame.clear, 0.003 * frame.clear.w
    right = x + person.width * scale
    if wish.side is FacePosition.LEFT:
        edge = max(person.head.x, person.face.x - _HAIR * person.face.w)
        missing, slack = x + OVERLAP, x + edge * scale - clear.x - air
    else:
        edge = min(person.head.right, person.face.right + _HAIR * person.face.w)
        missing, slack = frame.canvas.w + OVERLAP - right, clear.right - air - (x + edge * scale)
    # A head that lost an ear to the photo's edge goes out with it.
    out = missing if person.head_is_cut == wish.side.value else min(missing, slack)
    return x - max(0.0, out) if wish.side is FacePosition.LEFT else x + max(0.0, out)


def _still_visible(person: Person, frame: Frame, box: Rect, scale: float) -> tuple[Edge, ...]:
    """The cut edges that lie inside the canvas, and so have to be softened."""
    hidden: list[Edge] = []
    sides: tuple[tuple[Edge, bool], ...] = (("left", box.x > 0), ("right", box.right < frame.canvas.w))
    for edge, inside in sides:
        row = person.cut_from(edge)
        if row is not None and inside and box.y + row * scale < frame.canvas.bottom - 0.01 * frame.canvas.h:
            hidden.append(edge)
    if "top" in person.cut_edges and box.y > 0:
        hidden.append("top")
    if box.y + person.bottom * scale < frame.canvas.bottom:
        hidden.append("bottom")
    return tuple(hidden)
