"""From a brief, its direction and a person's geometry to a LayoutSpec: the placement solver.

Several stagings are tried (the planned one, smaller heads, other places for the words where the creator left them
open); the words are measured in each, and the one with the largest letters wins, with a preference for the plan.
"""

from collections.abc import Callable
from dataclasses import dataclass

from common.brief import Brief
from common.catalog import PLATFORMS, Size
from common.color import luminance
from common.direction import Direction
from common.errors import Code, PermanentError
from common.layout import ImageLayer, Layer, LayoutSpec, Role
from common.palette import Palette
from compositor.compose.backdrop import readable
from compositor.compose.block import Copy, Fit
from compositor.compose.dress import Ensemble, look_for
from compositor.compose.frame import Frame, frame_of
from compositor.compose.looks import LOOKS, Look
from compositor.compose.person import Person
from compositor.compose.placing import Placement
from compositor.compose.quiet import Quiet, both_sides
from compositor.compose.stage import Keys, person_layer, scene_layer, scrim_layer, shade_below
from compositor.compose.staging import LARGE_LETTERS, MOVED, Staging, around, best, stagings
from compositor.compose.wishes import last_resorts, wishes
from compositor.geometry import Rect
from compositor.pixels import Rgb

See = Callable[[LayoutSpec], Rgb]
"""What a spec without words looks like, at any size with the canvas's shape."""

_WORTH_NARROWING = 1.25
_DARK = 0.3


@dataclass(frozen=True, slots=True)
class Shown:
    """A creator's own thing: `ratio` is width over height; a card is a whole photograph, anything else is cut out."""

    key: str
    ratio: float
    is_card: bool = False


@dataclass(frozen=True)
class Task:
    """All that composing needs. Without a cut-out the words keep clear of where `person` would stand."""

    brief: Brief
    direction: Direction
    palette: Palette
    canvas: Size
    keys: Keys
    person: Person
    whole: Quiet | None = None
    """Given for a picture the model drew whole: only words are added, where it is calm."""
    look: Look | None = None
    """In place of the vibe's row."""
    things: tuple[Shown, ...] = ()
    """For where a copied layout has others."""


@dataclass(frozen=True)
class Composition:
    spec: LayoutSpec
    head: Rect
    ink: tuple[Rect, ...]
    placement: Placement
    cap_height: float


def compose(task: Task, fit: Fit, see: See) -> Composition:
    """Raises `text_does_not_fit` when no staging has room for the words at a readable size."""
    brief, look = task.brief, task.look or look_for(task.direction.vibe, task.brief.headline)
    frame = frame_of(PLATFORMS[brief.platform], task.canvas, reserve_overlays=brief.reserve_overlays)
    of = Ensemble(look, task.palette, brief.typography, task.canvas.w / brief.canvas.w)
    choice = _chosen(task, frame, of, Copy(brief.headline, brief.subtext, look.subtext.plate is not None), fit)
    below = _below(task, choice.staging, frame)
    words = readable(choice.staging.setting, see(_spec(task, below)), frame, choice.of.palette)
    placed, setting = choice.staging.placed, choice.staging.setting
    return Composition(
        _spec(task, [*below, *words], choice.notes), placed.head, setting.ink, placed, setting.cap_height
    )


@dataclass(frozen=True, slots=True)
class _Choice:
    staging: Staging
    of: Ensemble
    notes: tuple[str, ...]


def _chosen(task: Task, frame: Frame, of: Ensemble, copy: Copy, fit: Fit) -> _Choice:
    """The best staging in the vibe's face, in its narrower one where letters are small, else anywhere at all."""
    brief, direction = task.brief, task.direction
    plans = both_sides if task.whole else wishes
    first = best(stagings(task.person, task.whole, plans(brief, direction), frame, of, copy, fit))
    small = first is None or first.setting.cap_height < LARGE_LETTERS * frame.canvas.w
    if small and (narrow := of.narrowed()):
        other = best(stagings(task.person, task.whole, plans(brief, direction), frame, narrow, copy, fit))
        if other and (first is None or other.value > _WORTH_NARROWING * first.value):
            first, of = other, narrow
    if first:
        return _Choice(first, of, first.setting.notes)
    anywhere = best(stagings(task.person, task.whole, last_resorts(brief, direction), frame, of, copy, fit))
    if anywhere is None:
        raise PermanentError(Code.TEXT_DOES_NOT_FIT)
    return _Choice(anywhere, of, (MOVED,))


def _spec(task: Task, layers: list[Layer], notes: tuple[str, ...] = ()) -> LayoutSpec:
    return LayoutSpec(canvas=task.canvas, layers=tuple(layers), notes=tuple(dict.fromkeys(notes)))


def _below(task: Task, staging: Staging, frame: Frame) -> list[Layer]:
    if task.whole:
        return [ImageLayer(role=Role.BACKGROUND, source=task.keys.scene)]
    look = task.look or LOOKS[task.direction.vibe]
    layers: list[Layer] = [scene_layer(task.keys, look)]
    if look.scrim:
        shade = task.palette.deep if luminance(task.palette.text) > _DARK else task.palette.light
        layers.append(scrim_layer(around(staging.setting.ink), staging.text, frame, look.scrim, shade))
    if task.keys.cutout:
        layers.append(person_layer(task.keys, task.person, staging.placed, look, task.palette, frame))
    if "bottom" in staging.placed.hidden:
        layers.append(shade_below(staging.placed, frame, task.palette.deep))
    return layers
