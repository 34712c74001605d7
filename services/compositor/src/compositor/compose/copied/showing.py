"""The creator's own things where the layout had others: the largest first, whole, and off faces and words.

Without a picture of theirs nothing stands there; what pointed at it or ran around it is told so by its empty place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from math import cos, radians, sin, sqrt

from common.layout import ImageLayer, ImageStyle, LayoutSpec, Outline, Role, Shadow
from compositor.compose.frame import Frame
from compositor.compose.plan import Shown, Task
from compositor.compose.signs import extent, is_band, signs_of
from compositor.geometry import Rect, free_rects

NO_ROOM = "There was no room for a thing of yours; it was left out."
MISSING = "The layout shows things that are not in this picture; give pictures of yours (object_refs, --object)."

LOGO = 0.02
"""Of the canvas: a flat drawing this large may have been the product itself."""
WIDER = 1.4
"""Times the side of a place, that a thing of another shape may have."""
AIR = 0.02
"""Of the frame's unit, around things."""
STEPS = tuple((0.06 * far, way) for far in range(7) for way in range(0, 360, 45))
SMALLER = (1.0, 0.85, 0.7, 0.55)
FREE = 0.5
"""Of the unit: the side of a thing that the layout has no place for."""
EDGE, FAINT = 0.009, "#ffffff"
"""Of the unit, a photograph's border; its color."""


@dataclass(frozen=True, slots=True)
class Placed:
    """`places` are those of the layout's own things, in its pixels, and what stands there now, in ours."""

    layers: tuple[ImageLayer, ...] = ()
    places: tuple[tuple[Rect, Rect | None], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def boxes(self) -> tuple[Rect, ...]:
        return tuple(Rect.of(layer.bbox) for layer in self.layers if layer.bbox)

    @property
    def before(self) -> tuple[Rect, ...]:
        return tuple(place for place, _ in self.places)

    @property
    def after(self) -> tuple[Rect | None, ...]:
        """In the places' order, then what the layout had no place for."""
        there = tuple(now for _, now in self.places)
        return (*there, *(box for box in self.boxes if box not in there))


@dataclass(frozen=True)
class Showing:
    target: LayoutSpec
    task: Task
    frame: Frame

    def things(self, taken: Sequence[Rect]) -> Placed:
        """In the places of the layout's own. `taken` is where words and heads are."""
        places, mine = things_of(self.target), self.task.things
        if self.task.whole:
            return Placed()
        if not mine:
            missing = any(one.role is Role.OBJECT for one in _without_source(self.target))
            return Placed((), tuple((place, None) for place in places), (MISSING,) if missing else ())
        layers, found = list[ImageLayer](), list[tuple[Rect, Rect | None]]()
        for place, thing in zip_longest(places, mine[: len(places)]):
            others = [*taken, *(Rect.of(one.bbox) for one in layers if one.bbox)]
            room = self._room(place, thing, others) if thing else None
            layers += [self._layer(thing, room)] if thing and room else []
            found.append((place, room and self._filled(place, room)))
        return Placed(tuple(layers), tuple(found), (NO_ROOM,) if len(layers) < min(len(places), len(mine)) else ())

    def with_others(self, placed: Placed, taken: Sequence[Rect]) -> Placed:
        """And those that the layout has no place for, wherever there is most room. `taken` is where signs are, too."""
        layers, others = list(placed.layers), self.task.things[len(placed.places) :]
        for thing in others:
            room = self._room(None, thing, [*taken, *(Rect.of(one.bbox) for one in layers if one.bbox)])
            layers += [self._layer(thing, room)] if room else []
        lost = len(layers) < len(placed.layers) + len(others)
        return replace(placed, layers=tuple(layers), notes=(*placed.notes, NO_ROOM) if lost else placed.notes)

    def _room(self, place: Rect | None, thing: Shown, taken: Sequence[Rect]) -> Rect | None:
        around = [one.grown(AIR * self.frame.unit) for one in (*taken, *self.frame.islands)]
        band = self._band_around(place) if place else 0.0
        for one in self._ways(place, thing, around, held=band > 0):
            whole = self._filled(place, one).grown(band) if place else one
            if self._is_free(whole, around):
                return one
        return None

    def _filled(self, place: Rect, thing: Rect) -> Rect:
        """What a thing stands for: all of a place that a ring runs around, however much of that it fills."""
        if not self._band_around(place):
            return thing
        factor, (x, y) = max(thing.w / place.w, thing.h / place.h), thing.center
        return Rect(x - place.w * factor / 2, y - place.h * factor / 2, place.w * factor, place.h * factor)

    def _ways(self, place: Rect | None, thing: Shown, taken: Sequence[Rect], *, held: bool) -> Iterator[Rect]:
        """Where the other one stood, then a step aside, then smaller, then wherever there is most room."""
        unit, free = self.frame.unit, free_rects(self.frame.safe, taken)
        if place is not None:
            (x, y), room = self._carried(place)
            most = 1.0 if held else WIDER
            for smaller in SMALLER:
                for far, way in STEPS:
                    at = x + far * unit * cos(radians(way)), y + far * unit * sin(radians(way))
                    yield _fitted(thing.ratio, room.w * smaller, room.h * smaller, at, most)
        side = FREE * unit
        yield from (_inside(one, _fitted(thing.ratio, side, side, one.center)) for one in free)

    def _band_around(self, place: Rect) -> float:
        """How far a ring reaches around it, on our canvas; 0 where none does."""
        rings = (extent(one) for one in signs_of(self.target) if is_band(one))
        ring = next((one for one in rings if one.holds(place)), place)
        return (ring.w - place.w) / 2 * min(self.frame.canvas.w, self.frame.canvas.h) / self._shorter

    @property
    def _shorter(self) -> float:
        return min(self.target.canvas.w, self.target.canvas.h)

    def _carried(self, place: Rect) -> tuple[tuple[float, float], Rect]:
        """Its middle at the same share of the canvas, and as large as the canvases' scale has it."""
        before, canvas = self.target.canvas, self.frame.canvas
        (x, y), factor = place.center, min(canvas.w / before.w, canvas.h / before.h)
        return (x / before.w * canvas.w, y / before.h * canvas.h), place.scaled(factor)

    def _is_free(self, box: Rect, taken: Sequence[Rect]) -> bool:
        return box.w >= 1 and self.frame.clear.holds(box) and not any(box.meets(one) for one in taken)

    def _layer(self, thing: Shown, room: Rect) -> ImageLayer:
        """A photograph has a border; what is cut out wears the outline that the person wears."""
        unit = self.frame.unit
        shadow = Shadow(dx=0, dy=0.012 * unit, blur=0.016 * unit, opacity=0.45)
        outline = Outline(width=EDGE * unit, color=FAINT) if thing.is_card else self._worn()
        style = ImageStyle(shadow=shadow, outline=outline)
        return ImageLayer(role=Role.OBJECT, source=thing.key, bbox=room.box, style=style)

    def _worn(self) -> Outline | None:
        images = (one for one in self.target.layers if isinstance(one, ImageLayer))
        outline = next((one.style.outline for one in images if one.role is Role.SUBJECT), None)
        factor = self.frame.canvas.h / self.target.canvas.h
        return outline and outline.model_copy(update={"width": outline.width * factor})


def things_of(target: LayoutSpec) -> list[Rect]:
    """Where the layout has things, the largest first; flat drawings last, as most of them are somebody's ornament."""
    images, whole = _without_source(target), target.canvas.w * target.canvas.h
    things, drawings = (
        sorted((Rect.of(one.bbox) for one in images if one.role is role and one.bbox), key=lambda box: -box.area)
        for role in (Role.OBJECT, Role.LOGO)
    )
    return [*things, *(box for box in drawings if box.area > LOGO * whole)]


def _without_source(target: LayoutSpec) -> list[ImageLayer]:
    return [one for one in target.layers if isinstance(one, ImageLayer) and not one.source]


def _fitted(ratio: float, w: float, h: float, center: tuple[float, float], most: float = WIDER) -> Rect:
    """As large as a place of `w` by `h`, in its own shape, and at most `most` times as long as a side of that."""
    width = min(sqrt(w * h * ratio), most * w, most * h * ratio)
    height = width / ratio
    return Rect(center[0] - width / 2, center[1] - height / 2, width, height)


def _inside(room: Rect, box: Rect) -> Rect:
    factor = min(1.0, room.w / box.w, room.h / box.h)
    x, y = room.center
    return Rect(x - box.w * factor / 2, y - box.h * factor / 2, box.w * factor, box.h * factor)
