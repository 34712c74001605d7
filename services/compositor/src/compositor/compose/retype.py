"""Other words on the same picture: the person and the scene stay to the pixel, the words find their room again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from common.brief import Brief, FacePosition, TextPlacement
from common.catalog import PlatformName, Size
from common.direction import Crop, Direction
from common.errors import Code, PermanentError
from common.finishing import Words, WordStyle
from common.layout import ImageLayer, Layer, LayoutSpec, Role, TextLayer
from compositor.compose.backdrop import readable
from compositor.compose.block import Copy, Fit, Setting
from compositor.compose.frame import Frame
from compositor.compose.person import Person, imagined
from compositor.compose.quiet import Quiet, quiet_of
from compositor.compose.room import GAP, head_block
from compositor.compose.staging import MOVED, Staging, around, best, stagings
from compositor.compose.standing import Standing, placement_of, standing
from compositor.compose.wishes import Tried, last_resorts, wishes
from compositor.compose.words import settings
from compositor.compose.worn import Script, Worn, palette_of, recolored, script_of
from compositor.geometry import Rect
from compositor.parts import person_layer_of
from compositor.pixels import Picture, Rgb

SPOKEN = frozenset({Role.HEADLINE, Role.SUBTEXT})
_OPPOSITE = {TextPlacement.LEFT: FacePosition.RIGHT, TextPlacement.RIGHT: FacePosition.LEFT}
_SIDES = (TextPlacement.LEFT, TextPlacement.RIGHT, TextPlacement.TOP, TextPlacement.BOTTOM)


@dataclass(frozen=True)
class View:
    """How words are measured, what a spec looks like without them, and the picture behind a layer."""

    fit: Fit
    see: Callable[[LayoutSpec], Rgb]
    source: Callable[[str | None], Picture]


def person_of_spec(spec: LayoutSpec, frame: Frame, view: View) -> tuple[ImageLayer, Standing] | None:
    """The photographed person; None where a model drew the whole picture."""
    layer = person_layer_of(spec)
    if layer is None:
        return None
    picture = view.source(layer.source)
    return (layer, standing(layer, picture, frame)) if picture.shape[2] == 4 else None  # noqa: PLR2004 - RGBA


def retyped(spec: LayoutSpec, words: Words, frame: Frame, view: View) -> LayoutSpec:
    """Raises `text_does_not_fit`, and `edit_unavailable` where there are no live words."""
    script = script_of(spec)
    worn = script.worn(words.style)
    if same_shape(words, worn):
        return _replaced(spec, recolored(spec, words.style), ())
    copy = copy_of(script, words)
    bare = without_words(spec)
    found = person_of_spec(spec, frame, view)
    wanted = words.style.placement or _placement(script, found, frame)
    if found:
        setting, notes = _beside(found[1], copy, wanted, frame, worn, view.fit)
    else:
        head = drawn_head(spec, frame)
        quiet = quiet_of(view.see(bare), spec.canvas, (head,) if head else ())
        setting, notes = _on_whole(quiet, copy, wanted, frame, worn, view.fit)
    layers = readable(setting, view.see(bare), frame, palette_of(worn))
    return _replaced(spec, _as_wished(setting.layers, layers, words.style), (*setting.notes, *notes))


def _as_wished(
    asked: tuple[TextLayer, ...], readable_ones: tuple[TextLayer, ...], wish: WordStyle
) -> tuple[TextLayer, ...]:
    """A color or a stroke that was asked for is kept, also where another would read better."""
    if not wish.model_fields_set & {"fill", "accent", "stroke", "stroke_color"}:
        return readable_ones
    return tuple(one if one.role is Role.HEADLINE else other for one, other in zip(asked, readable_ones, strict=True))


def same_shape(words: Words, worn: Worn) -> bool:
    """Only colors change: every letter stays where it is."""
    colors = {"fill", "stroke_color", "shadow"}
    if worn.head.style.accent_words:
        colors.add("accent")
    return words.headline is None and words.subtext is None and words.style.model_fields_set <= colors


def copy_of(script: Script, words: Words) -> Copy:
    subtext = words.subtext if words.subtext is not None else (script.sub.content if script.sub else "")
    plate = script.sub is not None and script.sub.style.plate is not None
    return Copy(words.headline or script.headline, subtext, plate)


def without_words(spec: LayoutSpec) -> LayoutSpec:
    return spec.model_copy(update={"layers": tuple(layer for layer in spec.layers if layer.role not in SPOKEN)})


def _replaced(spec: LayoutSpec, words: tuple[TextLayer, ...], notes: tuple[str, ...]) -> LayoutSpec:
    """The words where the old ones lay among the layers. Remarks about the old words go with them."""
    first = next(place for place, layer in enumerate(spec.layers) if layer.role in SPOKEN)
    before = [layer for layer in spec.layers[:first] if layer.role not in SPOKEN]
    after = [layer for layer in spec.layers[first:] if layer.role not in SPOKEN]
    layers: tuple[Layer, ...] = (*before, *words, *after)
    return spec.model_copy(update={"layers": layers, "notes": tuple(dict.fromkeys(notes))})


def _placement(script: Script, found: tuple[ImageLayer, Standing] | None, frame: Frame) -> TextPlacement:
    if len(script.headlines) > 1:
        return TextPlacement.AROUND
    ink = around(tuple(Rect.of(layer.bbox) for layer in script.layers))
    return placement_of(ink, found[1].placed.head if found else None, frame)


def _beside(
    there: Standing, copy: Copy, wanted: TextPlacement, frame: Frame, of: Worn, fit: Fit
) -> tuple[Setting, tuple[str, ...]]:
    """On the wanted side of the head that is there; elsewhere only where it has no room."""
    head = head_block(there.person, there.placed, frame)
    for number, text in enumerate((wanted, *(side for side in _SIDES if side is not wanted))):
        found = max(settings(copy, text, frame, head, of, fit), key=lambda one: one.cap_height, default=None)
        if found is not None:
            return found, (MOVED,) if number else ()
    raise PermanentError(Code.TEXT_DOES_NOT_FIT)


def _on_whole(
    quiet: Quiet, copy: Copy, wanted: TextPlacement, frame: Frame, of: Worn, fit: Fit
) -> tuple[Setting, tuple[str, ...]]:
    plan = Plan(_OPPOSITE.get(wanted, FacePosition.CENTER), "medium", wanted, fixed=True)
    staging, notes = staged(plan, Sitter(imagined(), quiet), frame, of, copy, fit)
    return staging.setting, notes


@dataclass(frozen=True)
class Plan:
    """What is tried first. `fixed` keeps the words on their side while there is room."""

    side: FacePosition
    crop: Crop
    text: TextPlacement
    fixed: bool = False

    def tried(self, canvas: Size, ways: Callable[[Brief, Direction], Iterator[Tried]]) -> Iterator[Tried]:
        asked: dict[str, Any] = {"platform": PlatformName.CUSTOM, "size": canvas, "headline": "-"}
        brief = Brief.model_construct(**asked, text=self.text if self.fixed else None, face=None, thirds=None)
        numbers = {"variant": 1, "role": 0, "scene": 0, "seed": 0, "vibe": "bold"}
        direction = Direction.model_validate({**numbers, "face": self.side, "text": self.text, "crop": self.crop})
        return ways(brief, direction)


@dataclass(frozen=True)
class Sitter:
    """Who is in the picture; `quiet` where a model drew it whole."""

    person: Person
    quiet: Quiet | None = None


def staged(plan: Plan, who: Sitter, frame: Frame, of: Worn, copy: Copy, fit: Fit) -> tuple[Staging, tuple[str, ...]]:
    """The best staging of the plan, else anywhere with a remark. Raises `text_does_not_fit`."""
    canvas = Size(w=round(frame.canvas.w), h=round(frame.canvas.h))
    for ways, notes in ((wishes, ()), (last_resorts, (MOVED,))):
        found = best(stagings(who.person, who.quiet, plan.tried(canvas, ways), frame, of, copy, fit))
        if found is not None:
            return found, notes
    raise PermanentError(Code.TEXT_DOES_NOT_FIT)


def head_of(spec: LayoutSpec, frame: Frame, view: View) -> Rect | None:
    """What words and labels keep off: the photographed head, or where one was found in a picture drawn whole."""
    found = person_of_spec(spec, frame, view)
    return head_block(found[1].person, found[1].placed, frame) if found else drawn_head(spec, frame)


def drawn_head(spec: LayoutSpec, frame: Frame) -> Rect | None:
    for layer in spec.layers:
        if isinstance(layer, ImageLayer) and layer.role is Role.BACKGROUND and layer.focus:
            return Rect.of(layer.focus).grown(GAP * frame.unit)
    return None
