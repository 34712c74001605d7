"""From a brief, its direction and a person's geometry to a LayoutSpec: the placement solver.

Several stagings are tried (the planned one, smaller heads, other places for the words where the creator left them
open); the words are measured in each, and the one with the largest letters wins, with a preference for the plan.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from common.brief import Brief, FacePosition, TextPlacement, ThirdsPoint
from common.catalog import PLATFORMS, Size
from common.direction import Crop, Direction
from common.errors import Code, PermanentError
from common.layout import Layer, LayoutSpec
from common.palette import Palette
from compositor.compose.backdrop import readable
from compositor.compose.dress import Ensemble, color
from compositor.compose.frame import Frame, frame_of
from compositor.compose.looks import LOOKS
from compositor.compose.person import Person
from compositor.compose.placing import Placement, Wish, place
from compositor.compose.room import covered, head_block
from compositor.compose.stage import Keys, border, person_layer, scene_layer, scrim_layer
from compositor.compose.words import Copy, Fit, Setting, settings
from compositor.geometry import Rect
from compositor.pixels import Rgb

See = Callable[[LayoutSpec], Rgb]
"""What a spec without words looks like, at any size with the canvas's shape."""

_SMALLER: dict[Crop, Crop] = {"close": "medium", "medium": "wide"}
_PREFERENCE = 0.86
"""What each step away from the plan costs."""
_OVER_BODY = 0.25
"""What words lose in value when they lie wholly on the body."""
_STACKS = {TextPlacement.TOP, TextPlacement.BOTTOM}
_ABOVE = {"landscape": 0.36, "square": 0.36, "portrait": 0.34}


@dataclass(frozen=True)
class Task:
    """All that composing needs. Without a person the picture has its own: the words keep clear of where it should be."""

    brief: Brief
    direction: Direction
    palette: Palette
    canvas: Size
    keys: Keys
    person: Person


@dataclass(frozen=True)
class Composition:
    spec: LayoutSpec
    head: Rect
    ink: tuple[Rect, ...]
    placement: Placement
    cap_height: float


@dataclass(frozen=True, slots=True)
class _Staging:
    placed: Placement
    text: TextPlacement
    setting: Setting
    value: float


def compose(task: Task, fit: Fit, see: See) -> Composition:
    """Raises `text_does_not_fit` when no staging has room for the words at a readable size."""
    brief, look = task.brief, LOOKS[task.direction.vibe]
    frame = frame_of(PLATFORMS[brief.platform], task.canvas, reserve_overlays=brief.reserve_overlays)
    of = Ensemble(look, task.palette, brief.typography, task.canvas.w / brief.canvas.w)
    plated = look.subtext.plate is not None
    best = _best(_stagings(task, frame, of, Copy(brief.headline, brief.subtext, plated), fit))
    below = _below(task, best, frame)
    words, scrims = readable(best.setting, best.text, see(_spec(task, below)), frame, of)
    spec = _spec(task, [below[0], *scrims, *below[1:], *border(frame, look, task.palette), *words], best.setting.notes)
    return Composition(spec, best.placed.head, best.setting.ink, best.placed, best.setting.cap_height)


def _spec(task: Task, layers: list[Layer], notes: tuple[str, ...] = ()) -> LayoutSpec:
    return LayoutSpec(canvas=task.canvas, layers=tuple(layers), notes=tuple(dict.fromkeys(notes)))


def _below(task: Task, staging: _Staging, frame: Frame) -> list[Layer]:
    look = LOOKS[task.direction.vibe]
    layers: list[Layer] = [scene_layer(task.keys, look)]
    if look.scrim:
        shade = color(look.scrim_color, task.palette)
        around = _around(staging.setting.ink)
        layers.append(scrim_layer(around, staging.text, frame, look.scrim, shade))
    if task.keys.cutout:
        layers.append(person_layer(task.keys, staging.placed, look, task.palette, frame))
    return layers


def _around(inks: tuple[Rect, ...]) -> Rect:
    whole = inks[0]
    for ink in inks[1:]:
        whole = whole.joined(ink)
    return whole


def _best(stagings: Iterator[_Staging]) -> _Staging:
    best = max(stagings, key=lambda staging: staging.value, default=None)
    if best is None:
        raise PermanentError(Code.TEXT_DOES_NOT_FIT)
    return best


def _stagings(task: Task, frame: Frame, of: Ensemble, copy: Copy, fit: Fit) -> Iterator[_Staging]:
    for step, (text, wish) in enumerate(_wishes(task)):
        placed = place(task.person, frame, wish)
        head = head_block(task.person, placed, frame)
        for setting in settings(copy, text, frame, head, of, fit):
            over = max(covered(task.person, placed, ink) for ink in setting.ink)
            value = setting.cap_height * _PREFERENCE**step * (1 - _OVER_BODY * over)
            yield _Staging(placed, text, setting, value)


def _wishes(task: Task) -> Iterator[tuple[TextPlacement, Wish]]:
    """The plan first, then what gives the words more room. A creator's explicit choice is never varied."""
    brief, direction = task.brief, task.direction
    side = _side(brief, direction)
    texts = [direction.text] if brief.text else _open_texts(direction.text, side, brief)
    crops: list[Crop] = [direction.crop]
    while crops[-1] in _SMALLER:
        crops.append(_SMALLER[crops[-1]])
    for text in texts:
        for crop in crops if text is texts[0] else crops[:1]:
            yield text, _wish(brief, side, text, crop)


def _side(brief: Brief, direction: Direction) -> FacePosition:
    if brief.face is None and brief.thirds is not None:
        return FacePosition.LEFT if brief.thirds is ThirdsPoint.LEFT else FacePosition.RIGHT
    if brief.face is None and brief.text is TextPlacement.AROUND:
        return FacePosition.CENTER
    return direction.face


def _open_texts(planned: TextPlacement, side: FacePosition, brief: Brief) -> list[TextPlacement]:
    """The planned place, corrected for the side the face ended on, then the one other place that may have more room."""
    beside = {FacePosition.LEFT: TextPlacement.RIGHT, FacePosition.RIGHT: TextPlacement.LEFT}
    if planned in beside.values():
        planned = beside.get(side, planned)
    if brief.orientation == "portrait":
        return [planned, TextPlacement.BOTTOM if planned is TextPlacement.TOP else TextPlacement.TOP]
    return [planned, TextPlacement.BOTTOM if planned is not TextPlacement.BOTTOM else TextPlacement.TOP]


def _wish(brief: Brief, side: FacePosition, text: TextPlacement, crop: Crop) -> Wish:
    tall = brief.orientation == "portrait"
    stacked = text in _STACKS or (text is TextPlacement.AROUND and tall)
    above = _ABOVE[brief.orientation] if text is TextPlacement.TOP else 0.24 if stacked and text is TextPlacement.AROUND else 0.0
    return Wish(side, crop, stacked, above, brief.thirds, may_flip=brief.face is not None)
