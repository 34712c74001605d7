"""A copied arrangement on our canvas: the block of words keeps its inner distances, block and head their margins.

On a canvas of about the same shape all of it is scaled by the smaller factor, and what was free around it stays free in
the same shares. On a much narrower one words that stood beside a head stand above (or below) it, on a much wider one
words that stood above it stand beside it: there is room for nothing else.
"""

from dataclasses import dataclass

from common.catalog import Size
from common.layout import Role, TextLayer
from compositor.compose.copied.slots import enclosing, reach
from compositor.compose.frame import Frame
from compositor.geometry import Rect
from compositor.text.block import scaled_layer

NARROWER, WIDER = 0.7, 1.43
"""Times the copied canvas's width over height, from which an arrangement is turned."""
SAME_SHAPE = 0.1
APART = 0.3
"""Of a head: words that overlap less of it stand beside or above it."""
LOW = 0.62
"""Of the height: words whose middle is below stay below the head."""
TALLEST = 0.36
"""Of the height, for words above a head."""
UNDER, BESIDE, WIDEST = 0.62, 0.62, 0.5
"""Of the room that is left, the height of a head under words and beside them, and its width."""
TOWARDS_THE_MIDDLE = 0.4
GAP = 0.03


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Words and a head, if there was one, in pixels of one canvas."""

    words: tuple[TextLayer, ...]
    head: Rect | None

    @property
    def block(self) -> Rect:
        """Of the words that count: small print elsewhere moves along."""
        read = [word for word in self.words if word.role is not Role.LABEL]
        return enclosing(reach(word) for word in read or self.words)


def carried(found: Arrangement, before: Size, frame: Frame) -> Arrangement:
    """`found` on the canvas of `frame`; sizes and line breaks of its words are open."""
    shape = (frame.canvas.w / frame.canvas.h) / (before.w / before.h)
    old = Rect(0, 0, before.w, before.h)
    if abs(shape - 1) < SAME_SHAPE:
        return _kept(found, old, frame.canvas)
    head, block = found.head, found.block
    if head and shape < NARROWER and _apart(block.x, block.right, head.x, head.right):
        return _stacked(found, old, frame)
    if head and shape > WIDER and _apart(block.y, block.bottom, head.y, head.bottom):
        return _side_by_side(found, old, frame)
    return _kept(found, old, frame.clear)


def _apart(low: float, high: float, other_low: float, other_high: float) -> bool:
    return min(high, other_high) - max(low, other_low) < APART * (other_high - other_low)


def _kept(found: Arrangement, old: Rect, new: Rect) -> Arrangement:
    """Scaled by the smaller factor, with free space in the same shares; words on both sides of a head stay there."""
    factor = min(new.w / old.w, new.h / old.h)
    words = found.words
    if found.head and found.block.holds(found.head):
        words = tuple(_moved(word, reach(word), factor, _share(reach(word), old, factor, new)) for word in words)
    else:
        words = _moved_to(found, factor, _share(found.block, old, factor, new))
    return Arrangement(words, found.head and _head(found.head, old, factor, new))


def _share(rect: Rect, old: Rect, factor: float, new: Rect) -> tuple[float, float]:
    """Where the corner goes so that left and right, above and below keep their shares of what is free."""
    across = _part(rect.x - old.x, old.right - rect.right)
    down = _part(rect.y - old.y, old.bottom - rect.bottom)
    return new.x + across * (new.w - rect.w * factor), new.y + down * (new.h - rect.h * factor)


def _part(before: float, after: float) -> float:
    before, after = max(0.0, before), max(0.0, after)
    return before / (before + after) if before + after else 0.5


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
    x = safe.x + _part(block.x, old.right - block.right) * (safe.w - block.w * factor)
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
    half = safe.w * 0.54
    factor = min(half / block.w, 0.8 * safe.h / block.h)
    x = safe.right - half + (half - block.w * factor) / 2 if left else safe.x + (half - block.w * factor) / 2
    y = safe.y + (safe.h - block.h * factor) / 2
    head_h = BESIDE * clear.h
    center = clear.x + (0.24 if left else 0.76) * clear.w
    return Arrangement(
        _moved_to(found, factor, (x, y)), _sized(found.head, head_h, center, clear.y + 0.26 * (clear.h - head_h))
    )


def _sized(head: Rect, height: float, center: float, top: float) -> Rect:
    width = height * head.w / head.h
    return Rect(center - width / 2, top, width, height)
