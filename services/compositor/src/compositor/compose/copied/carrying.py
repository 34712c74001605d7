"""A copied arrangement on our canvas: the block of words keeps its inner distances, block and head their margins.

On a canvas of about the same shape all of it is scaled by the smaller factor, and what was free around it stays free in
the same shares. On a much narrower one words that stood beside a head stand above (or below) it, on a much wider one
words that stood above it stand beside it: there is room for nothing else.
"""

from common.catalog import Size
from common.layout import TextLayer
from common.margins import margins_of, share_before
from compositor.compose.copied.arrangement import Arrangement
from compositor.compose.copied.slots import reach
from compositor.compose.frame import Frame
from compositor.geometry import Rect, free_rects
from compositor.text.block import scaled_layer

NARROWER, WIDER = 0.7, 1.43
"""Times the copied canvas's width over height, from which an arrangement is turned."""
WIDE = 1.3
"""Width over height that has room for words beside a head."""
SAME_SHAPE = 0.1
LOW = 0.62
"""Of the height: words whose middle is below stay below the head."""
TALLEST = 0.42
"""Of the height, for words above a head."""
UNDER, BESIDE, WIDEST = 0.62, 0.62, 0.5
"""Of the room that is left, the height of a head under words and beside them, and its width."""
TOWARDS_THE_MIDDLE = 0.4
HALF, FULL = 0.54, 0.85
"""Of the width, for words beside a head, and of the height there."""
SIDE, GROWN = 0.44, 1.6
"""Of the width, for words at one side of a head, and times their size there on a narrower canvas."""
CLOSER = 0.4
"""Of the gap that a wider canvas would open between words and head: it is closed by so much."""
GAP = 0.03
SLACK = 2.0


def carried(found: Arrangement, before: Size, frame: Frame) -> Arrangement:
    """`found` on the canvas of `frame`; sizes and line breaks of its words are open."""
    shape = (frame.canvas.w / frame.canvas.h) / (before.w / before.h)
    old = Rect(0, 0, before.w, before.h)
    if abs(shape - 1) < SAME_SHAPE:
        there = _kept(found, old, frame.canvas)
        return there if frame.clear.holds(there.whole, SLACK) else _shrunk(there, frame)
    if shape < NARROWER and found.stands_beside:
        return _stacked(found, old, frame)
    return _off_islands(_turned(found, old, frame, shape), frame)


def _turned(found: Arrangement, old: Rect, frame: Frame, shape: float) -> Arrangement:
    if shape > WIDER and frame.aspect > WIDE and found.stands_over:
        return _side_by_side(found, old, frame)
    return _closer(_kept(found, old, frame.clear), found, shape)


def _kept(found: Arrangement, old: Rect, new: Rect) -> Arrangement:
    """Scaled by the smaller factor, with free space in the same shares; words on both sides of a head stay there."""
    factor = min(new.w / old.w, new.h / old.h)
    words = found.words
    if found.stands_around:
        larger = factor * _grown(found, old, factor, new)
        words = tuple(_moved(word, reach(word), larger, _share(reach(word), old, larger, new)) for word in words)
    else:
        words = _moved_to(found, factor, _share(found.block, old, factor, new))
    return Arrangement(words, found.head and _head(found.head, old, factor, new))


def _grown(found: Arrangement, old: Rect, factor: float, new: Rect) -> float:
    """How much larger words at both sides of a head may be on a narrower canvas: there is room above it."""
    narrower = (old.w / old.h) / (new.w / new.h)
    widest = max(reach(word).w for word in found.words)
    return max(1.0, min(narrower, GROWN, SIDE * new.w / (widest * factor)))


def _shrunk(found: Arrangement, frame: Frame) -> Arrangement:
    """Words and head as one, no larger than what the platform leaves free."""
    whole, clear = found.whole, frame.clear
    factor = min(1.0, clear.w / whole.w, clear.h / whole.h)
    x, y = _share(whole, frame.canvas, factor, clear)
    head = found.head and found.head.moved(-whole.x, -whole.y).scaled(factor).moved(x, y)
    corner = x + (found.block.x - whole.x) * factor, y + (found.block.y - whole.y) * factor
    return Arrangement(_moved_to(found, factor, corner), head)


def _closer(there: Arrangement, found: Arrangement, shape: float) -> Arrangement:
    """On a wider canvas words follow the head some of the way, so that both are one picture."""
    if shape <= 1 or not there.head or not found.head or not found.stands_beside or found.stands_around:
        return there
    left = there.block.center[0] < there.head.center[0]
    gap = there.head.x - there.block.right if left else there.block.x - there.head.right
    before = found.head.x - found.block.right if left else found.block.x - found.head.right
    away = CLOSER * max(0.0, gap - before * there.head.h / found.head.h)
    return Arrangement(tuple(_by(word, away if left else -away, 0.0) for word in there.words), there.head)


def _off_islands(there: Arrangement, frame: Frame) -> Arrangement:
    """Moved up or aside, as one, from what the platform covers: where there is room."""
    block, safe = there.block, frame.safe
    for island in frame.islands:
        if not island.meets(block):
            continue
        ways = [(0.0, island.y - block.bottom), (island.right - block.x, 0.0), (island.x - block.right, 0.0)]
        free = [
            way for way in ways if safe.holds(at := block.moved(*way)) and not (there.head and there.head.meets(at))
        ]
        if free:
            way = min(free, key=lambda way: abs(way[0]) + abs(way[1]))
            return Arrangement(tuple(_by(word, *way) for word in there.words), there.head)
    return there


def _by(word: TextLayer, dx: float, dy: float) -> TextLayer:
    return word.model_copy(update={"bbox": Rect.of(word.bbox).moved(dx, dy).box})


def _share(rect: Rect, old: Rect, factor: float, new: Rect) -> tuple[float, float]:
    """Where the corner goes so that left and right, above and below keep their shares of what is free."""
    free = margins_of(rect.moved(-old.x, -old.y).box, old.w, old.h)
    across, down = share_before(free.left, free.right), share_before(free.top, free.bottom)
    return new.x + across * (new.w - rect.w * factor), new.y + down * (new.h - rect.h * factor)


def _head(head: Rect, old: Rect, factor: float, new: Rect) -> Rect:
    (x, y), w, h = head.center, head.w * factor, head.h * factor
    across, down = (x - old.x) / old.w, (y - old.y) / old.h
    return Rect(new.x + across * new.w - w / 2, new.y + down * new.h - h / 2, w, h)


def _moved_to(found: Arrangement, factor: float, corner: tuple[float, float]) -> tuple[TextLayer, ...]:
    block = found.block
    return tuple(
        _moved(
            word,
            reach(word),
            factor,
            (corner[0] + (reach(word).x - block.x) * factor, corner[1] + (reach(word).y - block.y) * factor),
        )
        for word in found.words
    )


def _moved(word: TextLayer, old: Rect, factor: float, corner: tuple[float, float]) -> TextLayer:
    grown = scaled_layer(word, factor)
    inner = Rect.of(word.bbox)
    box = Rect(corner[0] + (inner.x - old.x) * factor, corner[1] + (inner.y - old.y) * factor, *grown.bbox[2:])
    return grown.model_copy(update={"bbox": box.box})


def _stacked(found: Arrangement, old: Rect, frame: Frame) -> Arrangement:
    assert found.head
    block, safe = found.block, frame.safe
    factor = min(safe.w / block.w, TALLEST * safe.h / block.h)
    gap = GAP * safe.h
    height = block.h * factor
    below = block.center[1] > old.y + LOW * old.h
    top = safe.bottom - height if below else safe.y + gap
    x = safe.x + share_before(block.x, old.right - block.right) * (safe.w - block.w * factor)
    room = frame.clear.h - height - 2 * gap - (safe.y - frame.clear.y)
    head_h = min(UNDER * room, WIDEST * frame.clear.w * found.head.h / found.head.w)
    spare = (room - head_h) * (1 / 2 if below else 1 / 4)
    y = frame.clear.y + gap + spare if below else top + height + gap + spare
    across = 0.5 + (1 - TOWARDS_THE_MIDDLE) * (found.head.center[0] / old.w - 0.5)
    head = _sized(found.head, head_h, frame.clear.x + across * frame.clear.w, y)
    return Arrangement(_moved_to(found, factor, (x, top)), head)


def _side_by_side(found: Arrangement, old: Rect, frame: Frame) -> Arrangement:
    """The head goes to its own side, to the right where it stood in the middle."""
    assert found.head
    block, safe, clear = found.block, frame.safe, frame.clear
    left = found.head.center[0] < 0.42 * old.w
    half = Rect(safe.right - HALF * safe.w if left else safe.x, safe.y, HALF * safe.w, safe.h)
    room = free_rects(half, frame.islands)[0]
    factor = min(room.w / block.w, FULL * room.h / block.h)
    x, y = room.center[0] - block.w * factor / 2, room.center[1] - block.h * factor / 2
    head_h = BESIDE * clear.h
    center = clear.x + (0.24 if left else 0.76) * clear.w
    return Arrangement(
        _moved_to(found, factor, (x, y)), _sized(found.head, head_h, center, clear.y + 0.26 * (clear.h - head_h))
    )


def _sized(head: Rect, height: float, center: float, top: float) -> Rect:
    width = height * head.w / head.h
    return Rect(center - width / 2, top, width, height)
