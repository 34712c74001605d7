"""One variant from its sources to its files: compose, draw, encode, score. Pure CPU work; runs in a thread."""

from collections.abc import Mapping
from dataclasses import dataclass

from common.brief import Brief
from common.catalog import PLATFORMS, Size
from common.direction import Direction, direct
from common.disclosure import Decision, decide, made_of
from common.events import Event
from common.fonts.catalogue import FontCatalogue
from common.layout import Box, ImageLayer, LayoutSpec, TextLayer
from common.palette import palette_for
from common.ticket import IdentityPage, RenderPage, Ticket
from common.wishes import Wishes
from compositor.compose import Composition, Keys, Person, Task, borrowed, compose, copied, imagined, person_of
from compositor.compose.attention import covering_box, shown_at
from compositor.compose.frame import Frame, frame_of
from compositor.compose.label import with_label, without_label
from compositor.compose.logo import logo_of, trimmed, with_logo, without_logo
from compositor.compose.quiet import Quiet, quiet_of
from compositor.compose.retype import View
from compositor.encode.budget import jpeg_within, png_within
from compositor.encode.png import encode_png
from compositor.encode.preview import encode_preview
from compositor.faces import head_around
from compositor.geometry import Rect
from compositor.originality import originality
from compositor.parts import Part, person_layer_of, person_part, with_part
from compositor.pixels import Picture, Rgb
from compositor.plates import Plates
from compositor.render import Rendered, render, render_plate
from compositor.scoring import Scene, score_picture
from compositor.sources import decode
from compositor.text.block import FittedText, fit_text
from compositor.whole import exchanged, focused, wordless

_PART, _LOGO = "subject.png", "logo.png"


@dataclass(frozen=True)
class Assignment:
    """What a finished variant is made of. `cutout` is missing where the generator drew the person itself (`whole`).

    `kept` is the layout of the picture that was changed; `wordless` that the model drew the words too.
    """

    brief: Brief
    direction: Direction
    canvas: Size
    identity: IdentityPage | None
    scene_key: str
    scene: bytes
    cutout: bytes | None
    prefix: str
    whole: bool = False
    wordless: bool = False
    kept: LayoutSpec | None = None
    to_copy: LayoutSpec | None = None
    """The layout of somebody else's thumbnail, where the creator's words and person take the places of theirs."""
    fingerprint: str = ""
    """Of that thumbnail: the picture has to differ from it."""
    disclosure: Decision | None = None
    faces: tuple[Box, ...] = ()
    """In pixels of the scene, where a model drew the person too."""
    logo: bytes | None = None
    """The brand's, or that of the picture that was changed."""

    @property
    def part_key(self) -> str:
        return f"{self.prefix}/{_PART}"

    @property
    def logo_key(self) -> str:
        return f"{self.prefix}/{_LOGO}"


@dataclass(frozen=True)
class Finished:
    """`files` by name below the variant's prefix, and the page for the ticket."""

    files: Mapping[str, bytes]
    page: RenderPage


def assignment_for(
    event: Event,
    scene: bytes,
    cutout: bytes | None,
    spec: bytes | None = None,
    faces: tuple[Box, ...] = (),
    logo: bytes | None = None,
) -> Assignment:
    """`spec` is the stored layout of the picture this one changes."""
    ticket = event.carried
    assert ticket.image is not None
    whole = ticket.image.draws == "picture"
    wishes = ticket.wishes or Wishes()
    return Assignment(
        brief=ticket.brief,
        direction=direct(ticket.brief, event.variant, ticket.seed, ticket.inspirations),
        canvas=ticket.sizes.export,
        identity=ticket.identity,
        scene_key=ticket.image.key,
        scene=scene,
        cutout=cutout,
        prefix=prefix_of(ticket, event.variant, event.attempt),
        whole=whole,
        wordless=whole and wishes.draw_text,
        kept=_kept(spec, wishes, ticket.image.key) if spec and whole else None,
        to_copy=LayoutSpec.model_validate_json(spec) if spec and ticket.layout else None,
        fingerprint=ticket.layout.fingerprint if ticket.layout else "",
        disclosure=decide(
            ticket.brief.disclosure,
            made_of(ticket.image.draws, ticket.image.provenance),
            ticket.requested_at.date(),
        ),
        faces=faces,
        logo=logo,
    )


def _kept(spec: bytes, wishes: Wishes, key: str) -> LayoutSpec | None:
    return exchanged(LayoutSpec.model_validate_json(spec), wishes.edit.picture_key, key) if wishes.edit else None


def prefix_of(ticket: Ticket, variant: int, attempt: int) -> str:
    return f"{ticket.prefix}/renders/{variant}-{attempt}"


def finish(work: Assignment, catalogue: FontCatalogue, plates: Plates) -> Finished:
    """Raises `PermanentError` for pictures that cannot be read and words that cannot be set."""
    drawn = _Drawing(work, catalogue, plates).draw()
    return _packed(work, drawn, catalogue)


@dataclass(frozen=True)
class _Drawn:
    rendered: Rendered
    scene: Scene
    part: Part | None
    logo: Picture | None


class _Drawing:
    """Sources are decoded once; the plate that the composer looks at is the one that is drawn on."""

    def __init__(self, work: Assignment, catalogue: FontCatalogue, plates: Plates) -> None:
        self._work, self._catalogue, self._plates = work, catalogue, plates
        self._cutout = decode(work.cutout) if work.cutout else None
        self._sources: dict[str, Picture] = {work.scene_key: decode(work.scene)[..., :3]}
        self._part: Part | None = None
        if work.logo:
            self._sources[work.logo_key] = trimmed(decode(work.logo))

    def draw(self) -> _Drawn:
        work = self._work
        spec, head = self._planned()
        frame = frame_of(PLATFORMS[work.brief.platform], work.canvas, reserve_overlays=work.brief.reserve_overlays)
        spec = self._disclosed(self._with_logo(spec, head, frame), head, frame)
        rendered = render(self._own(spec), self._sources, self._catalogue, self._plates)
        return _Drawn(rendered, Scene(head, frame.reserved), self._part, self._sources.get(work.logo_key))

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
        task, target = self._task(), self._work.to_copy
        if target is None:
            return compose(task, self._fit, self._see)
        anew = copied(target, task, self._fit, self._see)
        return anew or compose(borrowed(target, task), self._fit, self._see)

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


def _packed(work: Assignment, drawn: _Drawn, catalogue: FontCatalogue) -> Finished:
    picture, spec = drawn.rendered.picture, drawn.rendered.spec
    png, jpg = png_within(picture, budget(work)), jpeg_within(picture, PLATFORMS[work.brief.platform].max_bytes)
    scored = score_picture(picture, spec, drawn.scene, catalogue)
    own = {"originality": originality(picture, work.fingerprint)} if work.fingerprint else {}
    notes = tuple(note for note in (*spec.notes, png.note, jpg.note, _too_large(work, png.data)) if note)
    files = {
        "out.png": png.data,
        "out.jpg": jpg.data,
        "preview.jpg": encode_preview(picture),
        "spec.json": spec.model_dump_json(exclude_none=True).encode(),
    }
    if drawn.part is not None:
        files[_PART] = encode_png(drawn.part.rgba)
    if drawn.logo is not None:
        files[_LOGO] = encode_png(drawn.logo)
    return Finished(files, _page(work, files, scored.score, {**scored.checks, **own}, notes))


def budget(work: Assignment) -> int:
    """The platform's bytes at the platform's own pixels; in proportion above them, as 4K is for print and archives."""
    platform, own = PLATFORMS[work.brief.platform], work.brief.canvas
    return round(platform.max_bytes * max(1.0, work.canvas.w * work.canvas.h / (own.w * own.h)))


def _too_large(work: Assignment, png: bytes) -> str:
    limit = PLATFORMS[work.brief.platform].max_bytes
    if len(png) <= limit or budget(work) == limit:
        return ""
    return f"At this size the PNG is {len(png) / 1e6:.1f} MB; the platform takes {limit / 1e6:g} MB: upload the JPG."


def _page(
    work: Assignment, files: Mapping[str, bytes], score: float, checks: dict[str, float | bool], notes: tuple[str, ...]
) -> RenderPage:
    names = {"png": "out.png", "jpg": "out.jpg", "json": "spec.json", "preview": "preview.jpg"}
    return RenderPage(
        files={kind: f"{work.prefix}/{name}" for kind, name in names.items()},
        width=work.canvas.w,
        height=work.canvas.h,
        bytes={kind: len(files[name]) for kind, name in names.items()},
        score=score,
        checks=checks,
        notes=notes,
        disclosure=work.disclosure,
    )
