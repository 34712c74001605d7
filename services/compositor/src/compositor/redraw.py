"""A stored spec to pixels again: as it is, with other words, with or without its label. Pure CPU work."""

from collections.abc import Mapping
from dataclasses import dataclass

from common.catalog import PLATFORMS, Size
from common.errors import Code, PermanentError
from common.finishing import RenderRequest
from common.fonts.catalogue import FontCatalogue
from common.layout import LayoutSpec, TextLayer
from compositor.check import check_spec
from compositor.compose.frame import Frame, frame_of
from compositor.compose.label import with_label, without_label
from compositor.compose.logo import placed_again
from compositor.compose.quiet import quiet_of
from compositor.compose.retype import View, head_of, retyped
from compositor.encode.budget import jpeg_within, png_within
from compositor.encode.preview import encode_preview
from compositor.pixels import Picture
from compositor.plates import Plates
from compositor.render import render, render_plate
from compositor.scoring import Scene, Scored, score_picture
from compositor.sources import decode
from compositor.text.block import FittedText, fit_text

NAMES = {"png": "out.png", "jpg": "out.jpg", "json": "spec.json", "preview": "preview.jpg"}


@dataclass(frozen=True)
class Redrawn:
    files: Mapping[str, bytes]
    spec: LayoutSpec
    scored: Scored


def view_of(sources: Mapping[str, Picture], catalogue: FontCatalogue, plates: Plates | None) -> View:
    def fit(layer: TextLayer, canvas: Size, /, *, stroke_em: float | None = None) -> FittedText:
        return fit_text(layer, canvas, catalogue, stroke_em=stroke_em)

    def source(key: str | None) -> Picture:
        if key is None or key not in sources:
            raise PermanentError(Code.ASSET_MISSING, "A picture that the layout names is missing.")
        return sources[key]

    return View(fit, lambda spec: render_plate(spec, sources, plates), source)


def redrawn(request: RenderRequest, stored: Mapping[str, bytes], catalogue: FontCatalogue, plates: Plates) -> Redrawn:
    """Raises what `render` raises, and what other words may raise."""
    check_spec(request.spec)
    sources = {key: decode(data) for key, data in stored.items()}
    view = view_of(sources, catalogue, plates)
    frame = frame_of(PLATFORMS[request.platform], request.spec.canvas, reserve_overlays=request.reserve_overlays)
    rendered = render(_changed(request, frame, view), sources, catalogue, plates)
    png, jpg = png_within(rendered.picture, request.max_bytes), jpeg_within(rendered.picture, request.max_bytes)
    notes = tuple(note for note in (*rendered.spec.notes, png.note, jpg.note) if note)
    spec = rendered.spec.model_copy(update={"notes": tuple(dict.fromkeys(notes))})
    scored = score_picture(rendered.picture, spec, Scene(head_of(spec, frame, view), frame.reserved), catalogue)
    files = {
        "png": png.data,
        "jpg": jpg.data,
        "json": spec.model_dump_json(exclude_none=True).encode(),
        "preview": encode_preview(rendered.picture),
    }
    return Redrawn(files, spec, scored)


def _changed(request: RenderRequest, frame: Frame, view: View) -> LayoutSpec:
    """Words first, then the logo, which keeps off them, then the label, which keeps off both."""
    spec = request.spec
    if request.words:
        spec = retyped(spec, request.words, frame, view)
        spec = placed_again(spec, frame, head_of(spec, frame, view), view)
    has_label = spec != without_label(spec)
    if request.label is False or (request.label is None and not has_label):
        return without_label(spec)
    if request.words is None and has_label:
        return spec
    head = head_of(spec, frame, view)
    quiet = None if head else quiet_of(view.see(without_label(spec)), spec.canvas)
    return with_label(spec, frame, head, view.fit, quiet)
