"""A finished picture on another canvas: the same scene, person and words, staged anew inside its safe areas.

Where the shape is the same and every word is still where the platform shows it, the layout is only scaled.
"""

from dataclasses import dataclass

from common.brief import FacePosition, TextPlacement
from common.catalog import PLATFORMS, Platform, Size
from common.finishing import ExportTarget, Words, WordStyle
from common.layout import ImageLayer, Layer, LayoutSpec, Role, ShapeLayer, TextLayer
from compositor.compose.attention import attended, covering_box, seen_in, shown_at
from compositor.compose.backdrop import readable
from compositor.compose.frame import Frame, frame_of
from compositor.compose.haloes import before_the_person, carried_haloes
from compositor.compose.label import with_label
from compositor.compose.logo import placed_again
from compositor.compose.person import imagined
from compositor.compose.quiet import quiet_of
from compositor.compose.retype import SPOKEN, Plan, Sitter, View, copy_of, drawn_head, head_of, person_of_spec, staged
from compositor.compose.scaling import dressed, moved, scaled
from compositor.compose.signs import Stage, carried_signs, is_sign
from compositor.compose.stage import repairs, scrim_layer, shade_below
from compositor.compose.staging import Staging, around
from compositor.compose.standing import Standing, crop_of, placement_of, side_of
from compositor.compose.worn import palette_of, script_of
from compositor.geometry import Rect

_SAME_SHAPE = 0.01
_SLACK = 2.0
_CUT = "The words are part of the picture: another shape may cut them."
_SHADE = "#0b0b0f"
_DARKER = 0.55
_BESIDE = {FacePosition.LEFT: TextPlacement.RIGHT, FacePosition.RIGHT: TextPlacement.LEFT}


def relaid(spec: LayoutSpec, target: ExportTarget, view: View, *, reserve_overlays: bool = True) -> LayoutSpec:
    """Raises `text_does_not_fit` when no staging has room for the words on that canvas."""
    if target.own:
        return spec
    frame = _frame(PLATFORMS[target.platform], target.canvas, reserve_overlays)
    if _same_shape(spec.canvas, target.canvas) and _shows(as_is := scaled(spec, target.canvas), frame, view):
        return as_is
    job = _Relayout(spec, _frame(PLATFORMS[target.platform], spec.canvas, reserve_overlays), frame, target.canvas, view)
    again = job.drawn_whole() if job.there is None else job.restaged(*job.there)
    again = placed_again(again, frame, head_of(again, frame, view), view)
    if not any(layer.role is Role.LABEL for layer in spec.layers):
        return again
    head = head_of(again, frame, view)
    return with_label(again, frame, head, view.fit, None if head else quiet_of(view.see(again), target.canvas))


def _frame(platform: Platform, canvas: Size, reserve_overlays: bool) -> Frame:  # noqa: FBT001 - the creator's wish
    return frame_of(platform, canvas, reserve_overlays=reserve_overlays)


def _same_shape(one: Size, other: Size) -> bool:
    return abs(one.w * other.h / (one.h * other.w) - 1) < _SAME_SHAPE


def _shows(spec: LayoutSpec, frame: Frame, view: View) -> bool:
    """Whether every word lies inside the margins and off what the platform covers."""
    inks = [Rect.of(view.fit(layer, spec.canvas).bbox) for layer in spec.layers if isinstance(layer, TextLayer)]
    return all(
        frame.safe.holds(ink, _SLACK) and not any(ink.grown(-_SLACK).meets(zone) for zone in frame.islands)
        for ink in inks
    )


@dataclass(frozen=True)
class _Relayout:
    spec: LayoutSpec
    before: Frame
    frame: Frame
    canvas: Size
    view: View

    @property
    def there(self) -> tuple[ImageLayer, Standing] | None:
        return person_of_spec(self.spec, self.before, self.view)

    def restaged(self, layer: ImageLayer, standing: Standing) -> LayoutSpec:
        """A photographed person before a scene: both are placed anew."""
        head = standing.placed.head
        plan = Plan(
            side_of(head, self.before), crop_of(head, self.before), self._text(side_of(head, self.before), head)
        )
        script = script_of(self.spec)
        if not script.headlines:
            return self._assembled([], layer, None, ())
        worn = script.worn(WordStyle())
        staging, notes = staged(
            plan, Sitter(standing.person), self.frame, worn, copy_of(script, Words()), self.view.fit
        )
        bare = self._assembled([], layer, staging, ())
        words = readable(staging.setting, self.view.see(bare), self.frame, palette_of(worn))
        return self._assembled(list(words), layer, staging, (*staging.setting.notes, *notes))

    def drawn_whole(self) -> LayoutSpec:
        """A picture that a model drew: cut to where the eye goes, words where it is calm."""
        script = script_of(self.spec)
        bare = self._assembled([], None, None, (_CUT,) if not script.headlines else ())
        if not script.headlines:
            return bare
        plate = self.view.see(bare)
        worn, copy = script.worn(WordStyle()), copy_of(script, Words())
        text = self._text(FacePosition.CENTER, None)
        side = {TextPlacement.LEFT: FacePosition.RIGHT, TextPlacement.RIGHT: FacePosition.LEFT}.get(text)
        plan = Plan(side or FacePosition.CENTER, "medium", text)
        head = drawn_head(bare, self.frame)
        sitter = Sitter(imagined(), quiet_of(plate, self.canvas, (head,) if head else ()))
        staging, notes = staged(plan, sitter, self.frame, worn, copy, self.view.fit)
        words = readable(staging.setting, plate, self.frame, palette_of(worn))
        return self._assembled(list(words), None, None, (*staging.setting.notes, *notes))

    def _text(self, side: FacePosition, head: Rect | None) -> TextPlacement:
        """Portrait canvases stack; elsewhere the words stay on their side, or go beside the person."""
        if self.canvas.h > self.canvas.w:
            return TextPlacement.TOP
        script = script_of(self.spec)
        if script.headlines and self.spec.canvas.h <= self.spec.canvas.w:
            ink = around(tuple(Rect.of(layer.bbox) for layer in script.layers))
            return placement_of(ink, head, self.before)
        return _BESIDE.get(side, TextPlacement.BOTTOM)

    def _assembled(
        self, words: list[TextLayer], person: ImageLayer | None, staging: Staging | None, notes: tuple[str, ...]
    ) -> LayoutSpec:
        """The layers in their order, each as the new canvas wants it."""
        layers: list[Layer] = []
        behind = True
        for layer in self.spec.layers:
            if layer is person:
                behind = False
            layers.extend(self._carried(layer, person, staging, behind=behind))
        place = next((i for i, layer in enumerate(self.spec.layers) if layer.role in SPOKEN), None)
        after = 0 if place is None else sum(1 for layer in self.spec.layers[place:] if not _goes(layer))
        cut = len(layers) - after
        signs, said = self._signs(staging, words)
        laid = (*layers[:cut], *signs, *words, *layers[cut:])
        return LayoutSpec(canvas=self.canvas, layers=laid, notes=(*notes, *said))

    def _signs(self, staging: Staging | None, words: list[TextLayer]) -> tuple[list[ShapeLayer], tuple[str, ...]]:
        there = self.there
        spoken = (layer for layer in self.spec.layers if isinstance(layer, TextLayer) and layer.role in SPOKEN)
        inks = tuple(Rect.of(self.view.fit(layer, self.spec.canvas).bbox) for layer in spoken)
        before = Stage(self.before.canvas, there[1].placed.head if there else None, inks)
        fitted = tuple(Rect.of(self.view.fit(layer, self.canvas).bbox) for layer in words)
        after = Stage(self.frame.canvas, staging.placed.head if staging else None, fitted)
        return carried_signs(before_the_person(self.spec), before, after, self.frame)

    def _haloes(self, staging: Staging | None) -> list[ShapeLayer]:
        there = self.there
        return carried_haloes(self.spec, there and there[1].placed.head, staging and staging.placed.head)

    def _carried(
        self, layer: Layer, person: ImageLayer | None, staging: Staging | None, *, behind: bool
    ) -> list[Layer]:
        if _goes(layer):
            return []
        if layer is person and person is not None:
            shade = self._shade()
            below = (
                [shade_below(staging.placed, self.frame, shade)]
                if staging and "bottom" in staging.placed.hidden
                else []
            )
            return [*self._haloes(staging), self._person(person, staging), *below]
        if isinstance(layer, ShapeLayer) and layer.role is Role.SCRIM:
            if not behind or staging is None:
                return []
            ink = around(staging.setting.ink)
            return [scrim_layer(ink, staging.text, self.frame, layer.opacity, layer.color)]
        if isinstance(layer, ImageLayer) and layer.role is Role.BACKGROUND:
            return [self._background(layer, whole=person is None)]
        return [moved(layer, self.spec.canvas, self.canvas, self._factor)]

    def _shade(self) -> str:
        """The scrim's color, else a dark one of the scene's own."""
        scrims = [layer for layer in self.spec.layers if isinstance(layer, ShapeLayer) and layer.role is Role.SCRIM]
        if scrims:
            return scrims[-1].color
        scene = next((layer for layer in self.spec.layers if layer.role is Role.BACKGROUND), None)
        if not isinstance(scene, ImageLayer):
            return _SHADE
        picture = self.view.source(scene.source)
        red, green, blue = picture[-max(1, picture.shape[0] // 8) :, :, :3].mean(axis=(0, 1)) * _DARKER
        return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"

    @property
    def _factor(self) -> float:
        return self.frame.unit / self.before.unit

    def _person(self, layer: ImageLayer, staging: Staging | None) -> Layer:
        if staging is None:
            return moved(layer, self.spec.canvas, self.canvas, self._factor)
        placed = staging.placed
        kept = tuple(op for op in layer.ops if not op.startswith("taper-"))
        style = dressed(layer.style, self._factor).model_copy(update={"flip": layer.style.flip != placed.flip})
        update = {"bbox": placed.box.box, "ops": (*repairs(placed), *kept), "style": style, "focus": placed.head.box}
        return layer.model_copy(update=update)

    def _background(self, layer: ImageLayer, *, whole: bool) -> ImageLayer:
        if not whole:
            return layer.model_copy(update={"bbox": None})
        picture = self.view.source(layer.source)
        was = Rect.of(layer.bbox) if layer.bbox else covering_box(picture, self.spec.canvas)
        head = seen_in(Rect.of(layer.focus), picture, was) if layer.focus else None
        box = attended(picture, self.canvas, head)
        focus = shown_at(head, picture, box).box if head else None
        return layer.model_copy(update={"bbox": box.box, "focus": focus})


def _goes(layer: Layer) -> bool:
    """Set anew afterwards."""
    return layer.role in SPOKEN or layer.role is Role.LABEL or is_sign(layer)
