"""From a brief, its direction and a person's geometry to a LayoutSpec: the placement solver.

Several stagings are tried (the planned one, smaller heads, other places for the words where the creator left them
open); the words are measured in each, and the one with the largest letters wins, with a preference for the plan.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from common.brief import Brief, FacePosition, TextPlacement, ThirdsPoint
from common.catalog import PLATFORMS, Size
from common.color import luminance
from common.direction import Crop, Direction
from common.errors import Code, PermanentError
from common.layout import Layer, LayoutSpec
from common.palette import Palette
from compositor.compose.backdrop import readable
from compositor.compose.dress import Ensemble
from compositor.compose.frame import Frame, frame_of
from compositor.compose.looks import LOOKS
from compositor.compose.person import Person
from compositor.compose.placing import Placement, Wish, place
from compositor.compose.room import covered, head_block
from compositor.compose.stage import Keys, border, person_layer, scene_layer, scrim_layer, shade_below
from compositor.compose.words import Copy, Fit, Setting, settings
from compositor.geometry import Rect
from compositor.pixels import Rgb

See = Callable[[LayoutSpec], Rgb]
"""What a spec without words looks like, at any size with the canvas's shape."""

_SMALLER: dict[Crop, Crop] = {"close": "medium", "medium": "wide"}
_ANOTHER_PLACE, _SMALLER_HEAD = 0.93, 0.93
"""What each step away from the plan costs."""
_LARGE_FACE, _FACE = 0.5, 0.6
"""Heads lower than this share of the clear height cost: the missing part to this power."""
_LARGE_LETTERS, _LETTERS = 0.07, 0.6
"""Cap heights below this share of the canvas's width (12 pixels in a 168x94 list) cost in the same way."""
_DARK = 0.3
_OVER_BODY = 0.2
"""What words lose in value when they lie wholly on the body."""
_BETWEEN = 0.24
"""How much of the clear height words take over a head that has more words below it."""
_ASIDE = 0.08
"""How far a centered head steps aside for words on one side."""
_ABOVE = {"landscape": 0.36, "square": 0.36, "portrait": 0.34}


@dataclass(frozen=True)
class Task:
    """All that composing needs. Without a cut-out the words keep clear of where `person` would stand."""

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
    copy = Copy(brief.headline, brief.subtext, plated)
    best = _best(_stagings(task, _wishes(task), frame, of, copy, fit))
    notes = (
        best.setting.notes
        if best
        else (f"The words have no room at the {brief.text or 'planned place'}; they were moved.",)
    )
    best = best or _best(_stagings(task, _last_resorts(task), frame, of, copy, fit))
    if best is None:
        raise PermanentError(Code.TEXT_DOES_NOT_FIT)
    below = _below(task, best, frame)
    words = readable(best.setting, see(_spec(task, below)), frame, of)
    spec = _spec(task, [*below, *border(frame, look, task.palette), *words], notes)
    return Composition(spec, best.placed.head, best.setting.ink, best.placed, best.setting.cap_height)


def _spec(task: Task, layers: list[Layer], notes: tuple[str, ...] = ()) -> LayoutSpec:
    return LayoutSpec(canvas=task.canvas, layers=tuple(layers), notes=tuple(dict.fromkeys(notes)))


def _below(task: Task, staging: _Staging, frame: Frame) -> list[Layer]:
    look = LOOKS[task.direction.vibe]
    layers: list[Layer] = [scene_layer(task.keys, look)]
    if look.scrim:
        shade = task.palette.deep if luminance(task.palette.text) > _DARK else task.palette.light
        around = _around(staging.setting.ink)
        layers.append(scrim_layer(around, staging.text, frame, look.scrim, shade))
    if task.keys.cutout:
        layers.append(person_layer(task.keys, task.person, staging.placed, look, task.palette, frame))
    if "bottom" in staging.placed.hidden:
        layers.append(shade_below(staging.placed, frame, task.palette.deep))
    return layers


def _around(inks: tuple[Rect, ...]) -> Rect:
    whole = inks[0]
    for ink in inks[1:]:
        whole = whole.joined(ink)
    return whole


def _best(stagings: Iterator[_Staging]) -> _Staging | None:
    return max(stagings, key=lambda staging: staging.value, default=None)


def _stagings(
    task: Task, wishes: Iterator[tuple[TextPlacement, Wish, float]], frame: Frame, of: Ensemble, copy: Copy, fit: Fit
) -> Iterator[_Staging]:
    for text, wish, worth in wishes:
        placed = place(task.person, frame, wish)
        head = head_block(task.person, placed, frame)
        for setting in settings(copy, text, frame, head, of, fit):
            yield _Staging(placed, text, setting, worth * _value(task.person, placed, setting, frame))


def _value(person: Person, placed: Placement, setting: Setting, frame: Frame) -> float:
    """Large letters first; a large face, and words beside the body rather than on it, count too."""
    over = max(covered(person, placed, ink) for ink in setting.ink)
    face = min(1.0, placed.head.h / (_LARGE_FACE * frame.clear.h)) ** _FACE
    letters = min(1.0, setting.cap_height / (_LARGE_LETTERS * frame.canvas.w)) ** _LETTERS
    return setting.cap_height * letters * face * (1 - _OVER_BODY * over)


def _wishes(task: Task) -> Iterator[tuple[TextPlacement, Wish, float]]:
    """The plan first, then what gives the words more room, each with its worth. A creator's choice is never varied."""
    brief, direction = task.brief, task.direction
    side = _side(brief, direction)
    texts = [direction.text] if brief.text else _open_texts(direction.text, side)
    crops: list[Crop] = [direction.crop]
    while crops[-1] in _SMALLER:
        crops.append(_SMALLER[crops[-1]])
    for place_step, text in enumerate(texts):
        for wish_step, wish in enumerate(_stances(brief, side, text)):
            for crop_step, crop in enumerate(crops):
                worth = _ANOTHER_PLACE ** (place_step + wish_step) * _SMALLER_HEAD**crop_step
                yield text, replace(wish, crop=crop), worth


def _last_resorts(task: Task) -> Iterator[tuple[TextPlacement, Wish, float]]:
    """Anything that can be read, where the creator's own choices leave no room for so many words."""
    side = _side(task.brief, task.direction)
    for text in (TextPlacement.BOTTOM, TextPlacement.TOP, TextPlacement.LEFT, TextPlacement.RIGHT):
        for wish in _stances(task.brief, side, text):
            yield text, replace(wish, crop="wide"), 1.0


def _side(brief: Brief, direction: Direction) -> FacePosition:
    if brief.face is None and brief.thirds is not None:
        return FacePosition.LEFT if brief.thirds is ThirdsPoint.LEFT else FacePosition.RIGHT
    if brief.face is None and brief.text is TextPlacement.AROUND:
        return FacePosition.CENTER
    return direction.face


def _open_texts(planned: TextPlacement, side: FacePosition) -> list[TextPlacement]:
    """The planned place, corrected for the side the face ended on, then the places that may have more room."""
    beside = {FacePosition.LEFT: TextPlacement.RIGHT, FacePosition.RIGHT: TextPlacement.LEFT}
    if planned in beside.values():
        planned = beside.get(side, planned)
    others = (TextPlacement.BOTTOM, TextPlacement.TOP)
    return [planned, *(other for other in others if other is not planned)]


def _stances(brief: Brief, side: FacePosition, text: TextPlacement) -> Iterator[Wish]:
    """How a head can stand for words at a place: beside them, or above or below where there is no beside."""
    shape, centered = brief.orientation, side is FacePosition.CENTER
    wish = Wish(side, "medium", stacked=False, thirds=brief.thirds, may_flip=brief.face is not None)
    if text in {TextPlacement.LEFT, TextPlacement.RIGHT}:
        if side.value == text.value:
            yield replace(wish, stacked=True)
            yield replace(wish, stacked=True, above=_ABOVE[shape])
            return
        aside = _ASIDE if text is TextPlacement.LEFT else -_ASIDE
        yield replace(wish, aside=aside if centered else 0.0)
    elif text is TextPlacement.AROUND:
        yield replace(wish, stacked=True, above=_BETWEEN) if shape == "portrait" else wish
    else:
        if not centered and shape == "landscape":
            yield wish
        yield replace(wish, stacked=True, above=_ABOVE[shape] if text is TextPlacement.TOP else 0.0)
