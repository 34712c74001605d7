"""What a sign belongs to: an arrow to what it points at, a ring to what it holds, another to what it stands beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin

from common.layout import ShapeLayer, Sign
from common.signs import tip_of
from compositor.compose.signs.shapes import extent, is_band
from compositor.geometry import Rect

BESIDE = 0.2
"""Of the frame's unit: a sign that stands farther from everything belongs to the canvas."""
HOLDS = 0.5
"""Of what a ring runs around, that lies in its box."""
WRITTEN = 0.8
"""Of a line, that lies on the badge it is written on."""
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


def belonging_of(layer: ShapeLayer, before: Stage, after: Stage) -> Belonging:
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
