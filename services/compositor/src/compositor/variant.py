"""One variant from its sources to its files: compose, draw, encode, score. Pure CPU work; runs in a thread."""

from common.catalog import PLATFORMS, Size
from common.fonts.catalogue import FontCatalogue
from common.layout import ImageLayer, LayoutSpec, TextLayer
from common.palette import palette_for
from compositor.assignment import Assignment
from compositor.compose import Composition, Keys, Person, Shown, Task, compose, imagined, person_of
from compositor.compose.attention import covering_box, shown_at
from compositor.compose.frame import Frame, frame_of
from compositor.compose.label import with_label, without_label
from compositor.compose.logo import logo_of, trimmed, with_logo, without_logo
from compositor.compose.quiet import Quiet, quiet_of
from compositor.compose.retype import View
from compositor.faces import head_around
from compositor.geometry import Rect
from compositor.packing import Drawn, Finished, packed
from compositor.parts import Part, person_layer_of, person_part, with_part
from compositor.pixels import Picture, Rgb
from compositor.plates import Plates
from compositor.render import render, render_plate
from compositor.scoring import Scene
from compositor.sources import decode
from compositor.text.block import FittedText, fit_text
from compositor.things import thing_of
from compositor.whole import exchanged, focused, wordless


def finish(work: Assignment, catalogue: FontCatalogue, plates: Plates) -> Finished:
    """Raises `PermanentError` for pictures that cannot be read and words that cannot be set."""
    drawn = _Drawing(work, catalogue, plates).draw()
    return packed(work, drawn, catalogue)


class _Drawing:
    """Sources are decoded once; the plate that the composer looks at is the one that is drawn on."""

    def __init__(self, work: Assignment, catalogue: FontCatalogue, plates: Plates) -> None:
        self._work, self._catalogue, self._plates = work, catalogue, plates
        self._cutout = decode(work.cutout) if work.cutout else None
        self._sources: dict[str, Picture] = {work.scene_key: decode(work.scene)[..., :3]}
        self._part: Part | None = None
        if work.logo:
            self._sources[work.logo_key] = trimmed(decode(work.logo))
        self._things = {work.thing_key(one): thing_of(decode(data)) for one, data in enumerate(work.things)}
        self._sources |= {key: thing.rgba for key, thing in self._things.items()}

    def draw(self) -> Drawn:
        work = self._work
        spec, head = self._planned()
        frame = frame_of(PLATFORMS[work.brief.platform], work.canvas, reserve_overlays=work.brief.reserve_overlays)
        spec = self._disclosed(self._with_logo(spec, head, frame), head, frame)
        rendered = render(self._own(spec), self._sources, self._catalogue, self._plates)
        logo = self._sources.get(work.logo_key)
        return Drawn(rendered, Scene(head, frame.reserved), self._part, logo, self._shown(rendered.spec))

    def _shown(self, spec: LayoutSpec) -> dict[str, Picture]:
        """Of the creator's things, those that found a place."""
        named = {layer.source for layer in spec.layers if isinstance(layer, ImageLayer)}
        return {key: thing.rgba for key, thing in self._things.items() if key in named}

    def _with_logo(self, spec: LayoutSpec, head: Rect | None, frame: Frame) -> LayoutSpec:
        """A layout that was kept has its logo where it was."""
        work = self._work
        if not work.logo:
            return without_logo(spec)
        if (layer := logo_of(spec)) and layer.source:
            return exchanged(spec, layer.source, work.logo_key)
        view = View(self._fit, self._see, lambda key: self._sources[key or ""])
        return with_logo(self._own(spec), work.logo_key, frame, head, view)

    def _planned(self) -> tuple[LayoutSpec, Rect | None]:
        """The layout, and the head where we placed it ourselves."""
        work = self._work
        if work.kept is not None:
            return focused(work.kept, self._drawn_head), self._drawn_head
        if work.wordless:
            return focused(wordless(work.scene_key, work.canvas), self._drawn_head), self._drawn_head
        composition = self._composed()
        if work.whole:
            return focused(composition.spec, self._drawn_head), self._drawn_head
        return composition.spec, composition.head

    def _composed(self) -> Composition:
        how = self._work.copied.composed if self._work.copied else compose
        return how(self._task(), self._fit, self._see)

    @property
    def _drawn_head(self) -> Rect | None:
        """The head in the picture a model drew whole, as the canvas shows it."""
        if not self._work.faces or not self._work.whole:
            return None
        picture = self._sources[self._work.scene_key]
        return shown_at(head_around(Rect.of(self._work.faces[0])), picture, covering_box(picture, self._work.canvas))

    def _quiet(self) -> Quiet:
        heads = (self._drawn_head,) if self._drawn_head else ()
        return quiet_of(self._sources[self._work.scene_key], self._work.canvas, heads)

    def _disclosed(self, spec: LayoutSpec, head: Rect | None, frame: Frame) -> LayoutSpec:
        """With the label where it is to be shown. A layout that was kept has one, or has not, from before."""
        if self._work.disclosure is None or not self._work.disclosure.shown:
            return without_label(spec)
        quiet = None if head else self._quiet()
        return with_label(spec, frame, head, self._fit, quiet)

    def _task(self) -> Task:
        work = self._work
        return Task(
            brief=work.brief,
            direction=work.direction,
            palette=palette_for(work.brief, work.direction),
            canvas=work.canvas,
            keys=Keys(work.scene_key, work.part_key if self._cutout is not None else None),
            person=self._person(),
            whole=self._quiet() if work.whole else None,
            things=tuple(Shown(key, thing.ratio, thing.is_card) for key, thing in self._things.items()),
        )

    def _person(self) -> Person:
        if self._work.identity is None or self._cutout is None:
            return imagined()
        return person_of(self._work.identity, self._cutout)

    def _fit(self, layer: TextLayer, canvas: Size, /, *, stroke_em: float | None = None) -> FittedText:
        return fit_text(layer, canvas, self._catalogue, stroke_em=stroke_em)

    def _see(self, spec: LayoutSpec) -> Rgb:
        return render_plate(self._own(spec), self._sources, self._plates)

    def _own(self, spec: LayoutSpec) -> LayoutSpec:
        """The spec over our part of the person instead of the sealed cut-out."""
        layer = person_layer_of(spec)
        if layer is None or self._cutout is None:
            return spec
        if self._part is None:
            self._part = self._cut(layer)
        return with_part(spec, self._part, self._work.part_key)

    def _cut(self, layer: ImageLayer) -> Part:
        assert self._cutout is not None
        part = person_part(self._cutout, layer, self._work.canvas)
        assert part is not None
        self._sources[self._work.part_key] = part.rgba
        return part
