"""Signs on their way to another canvas: the likeliest place first, and what has to be said of those without room."""

from collections.abc import Iterator, Mapping, Sequence
from math import cos, radians, sin

from common.layout import ShapeLayer
from compositor.compose.frame import Frame
from compositor.compose.scaling import grown_shape
from compositor.compose.signs.belonging import Belonging, Stage, belonging_of
from compositor.compose.signs.shapes import extent, is_free
from compositor.geometry import Rect

NO_ROOM = "There was no room for a sign of the layout; it was left out."
AIR = 0.012
"""Of the frame's unit, between a sign and words."""
LARGEST = 1.7
"""Times its size, that a badge may grow with its words: larger ones would be a background."""
TURNS = tuple(sign * degrees for degrees in (0, 12, 24, 36, 50, 70, 90, 120, 150, 180) for sign in (1, -1))
STEPS = tuple((0.06 * far, way) for far in range(7) for way in range(0, 360, 45))
"""Of the frame's unit and in degrees, by which a sign that points nowhere moves aside."""
SMALLER = (1.0, 0.8, 0.62)


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
    whose = belonging_of(layer, before, after)
    taken = [*_taken(whose, after, frame), *(extent(one) for one in placed.values())]
    ways = _held(layer, whose) if whose.held else _ways(layer, whose, frame)
    return next((one for one in ways if is_free(one, taken, frame)), None)


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
