"""Where a copied layout has words: blocks of neighboring lines in one style, hung on the edge their lines share."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from common.brief import HexColor
from common.color import delta_e
from common.layout import Glow, Plate, Role, TextLayer, TextStyle
from compositor.geometry import Rect, enclosing

NEAR = 0.9
"""Of a line's height: lines farther apart are two blocks."""
SAME_FILL = 20.0
SAME_HEIGHT = 1.16
"""Times: a line that is so much larger is larger on purpose."""
SAME_EDGE = 0.35
"""Of the highest line's height."""
SAME_WIDTH = 0.06
"""Of it: edges that differ by so little are both meant."""
CAPITALS = 0.72
"""Of an em, about: the height of the letters that boxes were measured around."""
WIDEST_STROKE = 0.19
"""Of the letters' height."""
_WHITE = "#ffffff"

Alignment = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Slot:
    """Neighboring lines in one style. `room` is what ink, strokes and plates filled, `letters` how many there were.

    `behind` words stood behind the person. `home` is the copied room and `tall` the height of a copied line, where
    the room is another one by now; a `loud` slot gives few words all of it and nothing beside it.
    """

    room: Rect
    style: TextStyle
    lines: int
    letters: int
    role: Role
    words: tuple[str, ...] = ()
    behind: bool = False
    home: Rect | None = None
    tall: float = 0.0
    loud: bool = False

    @property
    def height(self) -> float:
        """Of one line."""
        return self.room.h / self.lines

    @property
    def capitals(self) -> float:
        """The height of the copied letters: that of a line without its strokes and plate."""
        plate = self.style.plate
        bare = (self.tall or self.height) - 2 * self.style.stroke
        return bare / (1 + 2 * plate.pad / CAPITALS) if plate else bare


def slots_of(layers: Sequence[TextLayer], behind: Collection[int] = ()) -> list[Slot]:
    """In reading order; a line joins the slot above where both look like one block. `behind` are places in `layers`."""
    found: list[Slot] = []
    for slot in _in_line([_slot(layer, align, behind=place in behind) for place, layer, align in _hanging(layers)]):
        if found and _continues(found[-1], slot):
            found[-1] = _joined(found[-1], slot)
        else:
            found.append(slot)
    return found


def with_plate(layer: TextLayer) -> TextLayer:
    """A stroke wider than any is drawn was a plate with round corners."""
    style, height = layer.style, layer.bbox[3] / layer.style.max_lines
    if style.plate is not None or style.stroke < WIDEST_STROKE * height or style.stroke_color is None:
        return layer
    plate = Plate(color=style.stroke_color, pad=style.stroke * CAPITALS / height, radius=0.08)
    return layer.model_copy(update={"style": style.model_copy(update={"plate": plate, "stroke": 0.0})})


def reach(layer: TextLayer) -> Rect:
    """The layer's ink with what it wears: strokes, or a plate."""
    box = Rect.of(layer.bbox)
    plate = layer.style.plate
    return box.grown(max(layer.style.stroke, plate.pad * box.h / CAPITALS if plate else 0.0))


def _slot(layer: TextLayer, align: Alignment, *, behind: bool) -> Slot:
    style = layer.style.model_copy(update={"align": align})
    words = tuple(layer.content.split())
    return Slot(reach(layer), style, layer.style.max_lines, len("".join(words)), layer.role, words, behind)


def _hanging(layers: Sequence[TextLayer]) -> Iterator[tuple[int, TextLayer, Alignment]]:
    return ((place, *one) for place, one in enumerate(zip(layers, _alignments(layers), strict=True)))


def _in_line(slots: Sequence[Slot]) -> list[Slot]:
    """Slots that hang on one edge below each other hang on the very same one: the largest one's."""
    found = list(slots)
    for column in columns_of([slot.room for slot in slots]):
        largest = max((slots[place] for place in column), key=lambda slot: slot.height)
        for place in column:
            slot, edge = slots[place], largest.room
            left = edge.x if slot.style.align == "left" else slot.room.x
            right = edge.right if slot.style.align == "right" else slot.room.right
            if slot.style.align == largest.style.align and _is_near(slot.room, left, right, edge.h):
                found[place] = replace(slot, room=Rect.between(left, slot.room.y, right, slot.room.bottom))
    return found


def _is_near(room: Rect, left: float, right: float, height: float) -> bool:
    return abs(room.x - left) + abs(room.right - right) < SAME_EDGE * height


def _alignments(layers: Sequence[TextLayer]) -> list[Alignment]:
    """Lines below each other hang on the edge that most of them share; a line alone as its margins say."""
    boxes = [Rect.of(layer.bbox) for layer in layers]
    found: list[Alignment] = [layer.style.align for layer in layers]
    for column in columns_of(boxes):
        if way := _shared_edge([boxes[place] for place in column], layers[min(column)].style.align):
            found = [way if place in column else one for place, one in enumerate(found)]
    return found


def columns_of(boxes: Sequence[Rect]) -> list[set[int]]:
    """Places of boxes that stand below each other, in a row of neighbors."""
    columns: list[set[int]] = []
    for place, box in enumerate(boxes):
        near = {other for other, their in enumerate(boxes[:place]) if _stacked(their, box) or _stacked(box, their)}
        joined = [column for column in columns if column & near]
        columns = [column for column in columns if not column & near]
        columns.append({place}.union(*joined))
    return columns


def _shared_edge(boxes: Sequence[Rect], own: Alignment) -> Alignment | None:
    """Lines that are equally wide share all of them, whatever they hang on: shorter words go where reading begins.

    Centered ones stay centered, and of two shared edges the `own` one counts.
    """
    if len(boxes) == 1:
        return None
    spreads: list[tuple[float, Alignment]] = [
        (_spread(box.x for box in boxes), "left"),
        (_spread(box.right for box in boxes), "right"),
        (_spread(box.center[0] for box in boxes), "center"),
    ]
    spread, best = min(spreads)
    height = max(box.h for box in boxes)
    if spread >= SAME_EDGE * height:
        return None
    level = {way for width, way in spreads if width - spread < SAME_WIDTH * height}
    if len(level) == len(spreads):
        return "center" if own == "center" else "left"
    return own if own in level else best


def _spread(edges: Iterable[float]) -> float:
    places = list(edges)
    return max(places) - min(places)


def _stacked(above: Rect, below: Rect) -> bool:
    close = below.center[1] - above.center[1] >= 0 and below.y - above.bottom < 2 * NEAR * max(above.h, below.h)
    return close and below.x < above.right and above.x < below.right


def _continues(above: Slot, below: Slot) -> bool:
    stacked = below.room.y - above.room.bottom < NEAR * below.room.h and below.room.x < above.room.right
    stacked = stacked and above.room.x < below.room.right
    one, other = above.style, below.style
    heights = sorted((above.height, below.height))
    alike = one.font == other.font and (one.plate is None) == (other.plate is None)
    alike = alike and heights[1] < SAME_HEIGHT * heights[0] and one.align == other.align
    level = abs(one.rotation - other.rotation) < 2  # noqa: PLR2004 - degrees nobody sees
    colors = _is_near_in_color(one.fill, other.fill) and _is_near_in_color(_light(one), _light(other))
    return stacked and alike and level and colors and above.role is below.role and above.behind is below.behind


def _is_near_in_color(one: HexColor | None, other: HexColor | None) -> bool:
    return delta_e(one or _WHITE, other or _WHITE) < SAME_FILL


def _light(style: TextStyle) -> HexColor | None:
    return style.glow.color if isinstance(style.glow, Glow) else None


def _joined(above: Slot, below: Slot) -> Slot:
    style = above.style if above.height >= below.height else below.style
    return replace(
        above,
        room=enclosing((above.room, below.room)),
        style=style,
        lines=above.lines + below.lines,
        letters=above.letters + below.letters,
        words=above.words + below.words,
    )
