"""Where words may go: the free rectangles around a head, for each placement a creator can ask for."""

import math
from collections.abc import Iterator

from common.brief import TextPlacement
from compositor.compose.frame import Frame
from compositor.compose.person import Person
from compositor.compose.placing import Placement
from compositor.geometry import Rect, free_rects

GAP = 0.022
"""Between words and head, in units."""
_KEPT = 4
_UPPER = 0.64
"""Of the safe height: words that end above this are still at the top."""
_SHARED = 0.62
"""Of the safe width: words on the head's own side, above or below it."""
_TILT_COST = 0.13
"""Of a room's height, at most."""
_OVER = 0.08
"""Of a room's width: one that shares more of it with a body lies over it."""
_LEAST = 0.12
"""Of the safe area's sides: slivers are not worth measuring."""


def head_block(person: Person, placed: Placement, frame: Frame) -> Rect:
    """What words never touch: the head box with the hair that stands out of it, and a gap around."""
    block = placed.head.joined(placed.face)
    source = person.mirrored() if placed.flip else person
    span = source.span(source.head.y, source.head.y + 0.8 * source.head.h)
    if span is not None:
        left, right = (
            max(source.head.x - 0.3 * source.head.w, span[0]),
            min(source.head.right + 0.3 * source.head.w, span[1]),
        )
        hair = Rect.between(left, source.head.y, right, source.head.bottom).scaled(placed.scale)
        block = block.joined(hair.moved(placed.box.x, placed.box.y))
    return block.grown(GAP * frame.unit)


def rooms(placement: TextPlacement, frame: Frame, head: Rect) -> list[Rect]:
    """The best free rectangles for a block of words, the largest first; empty when there is none."""
    area = _area(placement, frame, head)
    found = free_rects(area, [head, *frame.islands])
    large = [room for room in found if room.w >= _LEAST * frame.safe.w and room.h >= _LEAST * frame.safe.h]
    return large[:_KEPT]


def _area(placement: TextPlacement, frame: Frame, head: Rect) -> Rect:
    """The part of the safe area that a placement names: up to the head, or at least half of it."""
    safe, (middle_x, _) = frame.safe, frame.safe.center
    match placement:
        case TextPlacement.LEFT:
            inner = middle_x if head.center[0] > middle_x else safe.x + _SHARED * safe.w
            return Rect.between(safe.x, safe.y, max(inner, min(head.x, safe.right)), safe.bottom)
        case TextPlacement.RIGHT:
            inner = middle_x if head.center[0] < middle_x else safe.right - _SHARED * safe.w
            return Rect.between(min(inner, max(head.right, safe.x)), safe.y, safe.right, safe.bottom)
        case TextPlacement.TOP:
            return Rect.between(safe.x, safe.y, safe.right, max(safe.y + _UPPER * safe.h, min(head.y, safe.bottom)))
        case TextPlacement.BOTTOM:
            top = min(safe.bottom - _UPPER * safe.h, max(head.bottom, safe.y))
            return Rect.between(safe.x, top, safe.right, safe.bottom)
        case TextPlacement.AROUND:
            return safe


Half = tuple[TextPlacement, list[Rect]]
"""A side of the head and the rooms there."""


def halves(frame: Frame, head: Rect) -> Iterator[tuple[Half, Half]]:
    """Pairs of rooms for words around a head: above and below its middle; on wide canvases also left and right."""
    safe, gap, (x, y) = frame.safe, GAP * frame.unit, head.center
    above = Rect.between(safe.x, safe.y, safe.right, y - gap)
    below = Rect.between(safe.x, y + gap, safe.right, safe.bottom)
    yield (TextPlacement.TOP, _free(above, frame, head)), (TextPlacement.BOTTOM, _free(below, frame, head))
    if frame.clear.w > frame.clear.h and frame.canvas.w >= frame.canvas.h:
        left = Rect.between(safe.x, safe.y, x - gap, safe.bottom)
        right = Rect.between(x + gap, safe.y, safe.right, safe.bottom)
        yield (TextPlacement.LEFT, _free(left, frame, head)), (TextPlacement.RIGHT, _free(right, frame, head))


def _free(area: Rect, frame: Frame, head: Rect) -> list[Rect]:
    return free_rects(area, [head, *frame.islands])[:_KEPT]


def tilt_in(room: Rect, degrees: float) -> float:
    """Less of a tilt in a long, low room: there it would cost the letters their height."""
    return math.copysign(min(abs(degrees), math.degrees(math.asin(min(1.0, _TILT_COST * room.h / room.w)))), degrees)


def level(room: Rect, degrees: float) -> Rect:
    """The rectangle that, turned by `degrees` around its center, just fits into `room`."""
    sin, cos = abs(math.sin(math.radians(degrees))), math.cos(math.radians(degrees))
    spread = cos * cos - sin * sin
    w, h = (room.w * cos - room.h * sin) / spread, (room.h * cos - room.w * sin) / spread
    x, y = room.center
    return Rect.between(x - w / 2, y - h / 2, x + w / 2, y + h / 2) if w > 0 and h > 0 else Rect(x, y, 0, 0)


def body_beside(person: Person, placed: Placement, room: Rect) -> Rect | None:
    """The body level with a room, at one side of it; None where it is not, or the room lies over the body."""
    source = person.mirrored() if placed.flip else person
    local = room.moved(-placed.box.x, -placed.box.y).scaled(1 / placed.scale)
    span = source.span(local.y, local.bottom) if local.bottom > 0 else None
    if span is None:
        return None
    left, right = (placed.box.x + placed.scale * edge for edge in span)
    body = Rect.between(left, room.y, right, room.bottom)
    return None if body.clipped(room).w > _OVER * room.w else body


def covered(person: Person, placed: Placement, room: Rect) -> float:
    """The share of a room that lies over the body, 0 to 1."""
    source = person.mirrored() if placed.flip else person
    local = room.moved(-placed.box.x, -placed.box.y).scaled(1 / placed.scale / source.cell)
    rows, columns = source.body.shape
    y0, y1 = max(0, int(local.y)), min(rows, math.ceil(local.bottom))
    x0, x1 = max(0, int(local.x)), min(columns, math.ceil(local.right))
    if y1 <= y0 or x1 <= x0:
        return 0.0
    return float(source.body[y0:y1, x0:x1].sum()) / max(1.0, local.area)
