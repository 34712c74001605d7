"""Signs of a layout on another arrangement: as large, and still at what they belong to.

An arrow belongs to what it points at, a ring to what it holds, any other sign to what it stands beside. It keeps its
distance to that; where the new words or the face are in the way it goes around it, an arrow turning along. A mark stays
where it is on its disc.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin
from typing import TypeGuard

import numpy as np

from common.layout import Layer, LayoutSpec, Role, ShapeLayer, Sign
from common.signs import Points, on_canvas, parts_of, tip_of
from compositor.compose.frame import Frame
from compositor.compose.scaling import grown_shape
from compositor.geometry import Rect

NO_ROOM = "There was no room for a sign of the layout; it was left out."

AIR = 0.012
"""Of the frame's unit, between a sign and words."""
BESIDE = 0.2
"""Of the frame's unit: a sign that stands farther from everything belongs to the canvas."""
HOLDS = 0.5
"""Of what a ring runs around, that lies in its box."""
WRITTEN = 0.8
"""Of a line, that lies on the badge it is written on."""
LARGEST = 1.7
"""Times its size, that a badge may grow with its words: larger ones would be a background."""
TURNS = tuple(sign * degrees for degrees in (0, 12, 24, 36, 50, 70, 90, 120, 150, 180) for sign in (1, -1))
STEPS = tuple((0.06 * far, way) for far in range(7) for way in range(0, 360, 45))
"""Of the frame's unit and in degrees, by which a sign that points nowhere moves aside."""
SMALLER = (1.0, 0.8, 0.62)
RAY = 60
"""Steps along an arrow's way, on which what it points at is looked for."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What signs belong to, on one canvas."""

    canvas: Rect
    head: Rect | None
    words: tuple[Rect, ...]
    things: tuple[Rect | None, ...] = ()
    """In the same order on both canvases; None for one that is not shown."""

    @property
    def shown(self) -> tuple[Rect, ...]:
        return tuple(one for one in self.things if one)

    @property
    def block(self) -> Rect | None:
        found = self.words[:1]
        for one in self.words[1:]:
            found = (found[0].joined(one),)
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Belonging:
    """`before` and `after` are what a sign belongs to, in pixels of either canvas; `factor` the canvases' scale."""

    before: Rect
    after: Rect
    factor: float
    held: bool = False
    pointed: bool = False


def is_sign(layer: Layer) -> TypeGuard[ShapeLayer]:
    return isinstance(layer, ShapeLayer) and layer.role is Role.OBJECT


def is_band(layer: ShapeLayer) -> bool:
    """It runs around something."""
    return layer.sign is not None and layer.sign.kind in {"ring", "frame"}


def signs_of(spec: LayoutSpec) -> list[ShapeLayer]:
    return [one for one in spec.layers if is_sign(one)]


def carried_signs(
    signs: Sequence[ShapeLayer], before: Stage, after: Stage, frame: Frame
) -> tuple[list[ShapeLayer], tuple[str, ...]]:
    """The signs on the canvas of `frame`, and what has to be said of those that have no room."""
    placed: dict[int, ShapeLayer] = {}
    for number, layer in enumerate(signs):
        under = _under(layer, signs[:number])
        found = _carried(layer, before, after, frame, placed) if under is None else _on(layer, signs, placed, under)
        placed |= {number: found} if found else {}
    return list(placed.values()), (NO_ROOM,) if len(placed) < len(signs) else ()


def _carried(
    layer: ShapeLayer, before: Stage, after: Stage, frame: Frame, placed: Mapping[int, ShapeLayer]
) -> ShapeLayer | None:
    whose = _belonging(layer, before, after)
    taken = [*_taken(whose, after, frame), *(extent(one) for one in placed.values())]
    ways = _held(layer, whose) if whose.held else _ways(layer, whose, frame)
    return next((one for one in ways if _is_free(one, taken, frame)), None)


def _under(layer: ShapeLayer, earlier: Sequence[ShapeLayer]) -> int | None:
    """The number of the disc or the badge that a mark lies on."""
    mark = extent(layer)
    under = [number for number, one in enumerate(earlier) if not _is_open(one) and extent(one).holds(mark)]
    return under[-1] if under else None


def _is_open(layer: ShapeLayer) -> bool:
    """Nothing lies on it, whatever its box says."""
    return layer.sign is not None and layer.sign.kind in {"arrow", "ring", "frame"}


def _on(
    layer: ShapeLayer, signs: Sequence[ShapeLayer], placed: Mapping[int, ShapeLayer], under: int
) -> ShapeLayer | None:
    """A mark in its place on what it lies on; nothing where that has no room."""
    if under not in placed:
        return None
    old, new = Rect.of(signs[under].bbox), Rect.of(placed[under].bbox)
    factor = new.w / old.w
    return _at(grown_shape(layer, factor), _across(Rect.of(layer.bbox).center, old, new, factor))


def _belonging(layer: ShapeLayer, before: Stage, after: Stage) -> Belonging:
    factor = min(after.canvas.w / before.canvas.w, after.canvas.h / before.canvas.h)
    things = tuple(zip(before.things, after.things, strict=False))
    all_pairs = ((before.head, after.head), (before.block, after.block), *things)
    pairs = [(old, new) for old, new in all_pairs if old and new]
    kind = layer.sign.kind if layer.sign else None
    if is_band(layer):
        for old, new in pairs:
            if extent(layer).clipped(old).area > HOLDS * old.area:
                return Belonging(old, new, factor, held=True)
    if written := _written_on(layer, before, after):
        return Belonging(*written, factor, held=True)
    if layer.sign is not None and kind == "arrow":
        instead = after.head or after.block
        pairs += [(old, instead) for old, new in things if old and not new and instead]
        near = aim_of(layer, [old for old, _ in pairs], before.canvas)
        return Belonging(*pairs[near], factor, pointed=True) if near is not None else _of_canvas(before, after, factor)
    beside = BESIDE * min(before.canvas.w, before.canvas.h)
    gaps = sorted(((_gap(extent(layer), old), old, new) for old, new in pairs), key=lambda one: one[0])
    if gaps and gaps[0][0] < beside:
        return Belonging(gaps[0][1], gaps[0][2], factor)
    return _of_canvas(before, after, factor)


def is_written_on(layer: ShapeLayer, line: Rect) -> bool:
    """Whether it is a badge under that line."""
    kind = layer.sign.kind if layer.sign else None
    return kind not in {"arrow", "ring", "frame"} and line.clipped(extent(layer)).area > WRITTEN * line.area


def _written_on(layer: ShapeLayer, before: Stage, after: Stage) -> tuple[Rect, Rect] | None:
    """A badge's own line, and the one of the new lines that stands most like it."""
    old = next((line for line in before.words if is_written_on(layer, line)), None)
    if old is None or not after.words:
        return None
    new = min(after.words, key=lambda line: _apart(old, before.canvas, line, after.canvas))
    return old, new


def _apart(one: Rect, canvas: Rect, other: Rect, other_canvas: Rect) -> float:
    (x, y), (left, top) = one.center, other.center
    return hypot(x / canvas.w - left / other_canvas.w, y / canvas.h - top / other_canvas.h)


def _of_canvas(before: Stage, after: Stage, factor: float) -> Belonging:
    return Belonging(before.canvas, after.canvas, factor)


def aim_of(layer: ShapeLayer, aims: Sequence[Rect], canvas: Rect) -> int | None:
    """The number of what an arrow points at first; None for another sign, or one that points at none of them."""
    if layer.sign is None or layer.sign.kind != "arrow":
        return None
    hits = [(_distance_to(one, layer, layer.sign, canvas), number) for number, one in enumerate(aims)]
    return min((hit for hit in hits if hit[0] < 1), default=(1.0, None))[1]


def _distance_to(aim: Rect, layer: ShapeLayer, sign: Sign, canvas: Rect) -> float:
    """From an arrow's tip along its way to `aim`, in diagonals of the canvas; 1 where it misses."""
    x, y = tip_of(sign, layer.bbox)
    far, turn = hypot(canvas.w, canvas.h), radians(sign.rotation)
    for step in range(RAY):
        away = far * step / RAY
        if aim.holds(Rect(x + away * cos(turn), y - away * sin(turn), 0, 0)):
            return step / RAY
    return 1.0


def _gap(one: Rect, other: Rect) -> float:
    across = max(0.0, other.x - one.right, one.x - other.right)
    down = max(0.0, other.y - one.bottom, one.y - other.bottom)
    return hypot(across, down)


def _taken(whose: Belonging, after: Stage, frame: Frame) -> list[Rect]:
    """A ring lies over the edges of what it holds."""
    every = [*after.words, *([after.head] if after.head else []), *after.shown, *frame.islands]
    if whose.held:
        every = [one for one in every if not whose.after.grown(1).holds(one)]
    return [one.grown(AIR * frame.unit) for one in every]


def _held(layer: ShapeLayer, whose: Belonging) -> Iterator[ShapeLayer]:
    """As much larger as what it holds, never narrower than that."""
    old, new = whose.before, whose.after
    factor = max(new.w / old.w, new.h / old.h)
    if factor > LARGEST * whose.factor:
        return
    x, y = _across(Rect.of(layer.bbox).center, old, new, factor)
    yield _at(grown_shape(layer, factor), (x, y))


def _ways(layer: ShapeLayer, whose: Belonging, frame: Frame) -> Iterator[ShapeLayer]:
    """The likeliest first: where it was, then around what it points at or a step aside, then smaller."""
    for smaller in SMALLER:
        larger = grown_shape(layer, whose.factor * smaller)
        at = _across(Rect.of(layer.bbox).center, whose.before, whose.after, whose.factor)
        if whose.pointed:
            yield from (_turned(larger, at, whose.after.center, degrees) for degrees in TURNS)
        else:
            for far, way in STEPS:
                away = far * frame.unit
                yield _at(larger, (at[0] + away * cos(radians(way)), at[1] + away * sin(radians(way))))


def _across(point: tuple[float, float], old: Rect, new: Rect, factor: float) -> tuple[float, float]:
    """Beside something its distance to it counts, inside of it its share."""
    (x, y), ends = point, (old.right, old.bottom)
    return (
        _along(x, (old.x, ends[0]), (new.x, new.right), factor),
        _along(y, (old.y, ends[1]), (new.y, new.bottom), factor),
    )


def _along(place: float, old: tuple[float, float], new: tuple[float, float], factor: float) -> float:
    if place < old[0]:
        return new[0] - (old[0] - place) * factor
    if place > old[1]:
        return new[1] + (place - old[1]) * factor
    return new[0] + (place - old[0]) / max(1e-6, old[1] - old[0]) * (new[1] - new[0])


def _turned(layer: ShapeLayer, at: tuple[float, float], around: tuple[float, float], degrees: float) -> ShapeLayer:
    """Moved around what it points at, and turned as far."""
    assert layer.sign
    turn = radians(degrees)
    dx, dy = at[0] - around[0], at[1] - around[1]
    moved = around[0] + dx * cos(turn) + dy * sin(turn), around[1] - dx * sin(turn) + dy * cos(turn)
    rotation = (layer.sign.rotation + degrees + 180) % 360 - 180
    sign = layer.sign.model_copy(update={"rotation": rotation})
    return _at(layer.model_copy(update={"sign": sign}), moved)


def _at(layer: ShapeLayer, center: tuple[float, float]) -> ShapeLayer:
    _, _, w, h = layer.bbox
    return layer.model_copy(update={"bbox": (center[0] - w / 2, center[1] - h / 2, w, h)})


def _is_free(layer: ShapeLayer, taken: Sequence[Rect], frame: Frame) -> bool:
    """Seen whole, and over none of what is taken."""
    edge = _edge(layer)
    low, high = edge.min(axis=0), edge.max(axis=0)
    if not frame.clear.holds(Rect.between(low[0], low[1], high[0], high[1])):
        return False
    return not any(_inside(edge, one) or (not is_band(layer) and _lies_on(one, edge)) for one in taken)


def _edge(layer: ShapeLayer) -> Points:
    """(n, 2): its outline in pixels, corners and between them, with the outline that it wears."""
    sign = layer.sign or Sign(kind="rectangle")
    box = Rect.of(layer.bbox).grown(layer.outline.width if layer.outline else 0).box
    shares = [np.linspace(points, np.roll(points, -1, axis=0), 9)[:-1].reshape(-1, 2) for points, _ in parts_of(sign)]
    return on_canvas(np.concatenate(shares), sign.rotation, box)


def _inside(points: Points, rect: Rect) -> bool:
    x, y = points[:, 0], points[:, 1]
    return bool(((x > rect.x) & (x < rect.right) & (y > rect.y) & (y < rect.bottom)).any())


def _lies_on(rect: Rect, edge: Points) -> bool:
    """The middle of what is taken lies between the sign's ends."""
    (x, y), low, high = rect.center, edge.min(axis=0), edge.max(axis=0)
    return bool(low[0] < x < high[0] and low[1] < y < high[1])


def extent(layer: ShapeLayer) -> Rect:
    """All of a sign, turned as it is, with the outline that it wears."""
    edge = _edge(layer)
    return Rect.between(*edge.min(axis=0).tolist(), *edge.max(axis=0).tolist())
