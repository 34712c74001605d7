"""Where a copied layout has words, and which of the creator's words go where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.color import delta_e
from common.layout import Role, TextLayer, TextStyle
from compositor.geometry import Rect

NEAR = 0.9
"""Of a line's height: lines farther apart are two blocks."""
SAME_FILL = 20.0
_WHITE = "#ffffff"


@dataclass(frozen=True, slots=True)
class Slot:
    """Neighboring lines in one style. `room` is what their ink and strokes filled, `letters` how many there were."""

    room: Rect
    style: TextStyle
    lines: int
    letters: int
    role: Role


def in_reading_order(layers: Iterable[TextLayer]) -> list[TextLayer]:
    """By their middles, from the top: those behind a person come first in a layout, wherever they stand."""
    return sorted(layers, key=lambda layer: (Rect.of(layer.bbox).center[1], Rect.of(layer.bbox).center[0]))


def slots_of(layers: Sequence[TextLayer]) -> list[Slot]:
    """In reading order; a line joins the slot above it where both look like one block."""
    found: list[Slot] = []
    for layer in layers:
        slot = _slot(layer)
        if found and _continues(found[-1], slot):
            found[-1] = _joined(found[-1], slot)
        else:
            found.append(slot)
    return found


def shared_out(words: Sequence[str], slots: Sequence[Slot]) -> list[str]:
    """The words for each slot, in order, in proportion to the letters it had; none for some where words are few."""
    if len(words) < len(slots):
        largest = sorted(range(len(slots)), key=lambda place: -slots[place].room.area)[: max(1, len(words))]
        chosen = iter(shared_out(words, [slots[place] for place in sorted(largest)]))
        return [next(chosen) if place in largest else "" for place in range(len(slots))]
    parts: list[str] = []
    left, rest = list(words), sum(slot.letters for slot in slots)
    for place, slot in enumerate(slots):
        later = len(slots) - place - 1
        count = len(left) if not later else _count(left, slot.letters / max(1, rest), len(left) - later)
        parts.append(" ".join(left[:count]))
        left, rest = left[count:], rest - slot.letters
    return parts


def _count(words: Sequence[str], share: float, most: int) -> int:
    """How many words come nearest to that share of all letters; one at least."""
    whole = sum(map(len, words))
    return min(range(1, most + 1), key=lambda count: abs(sum(map(len, words[:count])) / max(1, whole) - share))


def _slot(layer: TextLayer) -> Slot:
    room = Rect.of(layer.bbox).grown(layer.style.stroke)
    return Slot(room, layer.style, layer.style.max_lines, len(layer.content.replace(" ", "")), layer.role)


def _continues(above: Slot, below: Slot) -> bool:
    height = below.room.h
    stacked = below.room.y - above.room.bottom < NEAR * height and below.room.x < above.room.right
    stacked = stacked and above.room.x < below.room.right
    one, other = above.style, below.style
    alike = one.font == other.font and (one.plate is None) == (other.plate is None)
    level = abs(one.rotation - other.rotation) < 2  # noqa: PLR2004 - degrees nobody sees
    fills = delta_e(one.fill or _WHITE, other.fill or _WHITE) < SAME_FILL
    return stacked and alike and level and fills and above.role is below.role


def _joined(above: Slot, below: Slot) -> Slot:
    room = enclosing((above.room, below.room))
    style = above.style if above.room.h / above.lines >= below.room.h else below.style
    return Slot(room, style, above.lines + below.lines, above.letters + below.letters, above.role)


def enclosing(rects: Iterable[Rect]) -> Rect:
    found = tuple(rects)
    return Rect.between(
        min(rect.x for rect in found),
        min(rect.y for rect in found),
        max(rect.right for rect in found),
        max(rect.bottom for rect in found),
    )
