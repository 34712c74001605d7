"""LayoutSpec and decoded sources to pixels. Layers are drawn bottom first, in place, on one canvas."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from common.fonts.catalogue import FontCatalogue
from common.layout import Layer, LayoutSpec, TextLayer
from common.margins import measured
from compositor.check import check_spec
from compositor.layers import LAYERS, Painter, Sources, draw_words
from compositor.pixels import Rgb
from compositor.plates import Plates, plate_key, split


@dataclass(frozen=True, slots=True)
class Rendered:
    """`spec` states every decision, so that it renders to the same picture again; `plate` is without the words."""

    picture: Rgb
    plate: Rgb
    spec: LayoutSpec


def render(spec: LayoutSpec, sources: Sources, catalogue: FontCatalogue, plates: Plates | None = None) -> Rendered:
    """Raises `PermanentError`: `validation_failed`, `asset_missing`, `text_does_not_fit`, `text_has_no_glyphs`."""
    check_spec(spec)
    below, above = split(spec)
    plate = _plate(spec, below, sources, plates)
    painter = Painter(plate.copy(), sources)
    drawn = _draw(painter, above, catalogue)
    notes = tuple(dict.fromkeys((*spec.notes, *painter.notes)))
    settled = spec.model_copy(update={"layers": (*below, *drawn), "notes": notes})
    return Rendered(painter.canvas, plate, measured(settled))


def render_plate(spec: LayoutSpec, sources: Sources, plates: Plates | None = None) -> Rgb:
    """What lies below the words, alone; not to be written on."""
    check_spec(spec)
    return _plate(spec, split(spec)[0], sources, plates)


def _plate(spec: LayoutSpec, below: Iterable[Layer], sources: Sources, plates: Plates | None) -> Rgb:
    key = plate_key(spec) if plates is not None else ""
    known = plates.get(key) if plates is not None else None
    if known is not None:
        return known
    painter = Painter(np.zeros((spec.canvas.h, spec.canvas.w, 3), np.uint8), sources)
    for layer in below:
        LAYERS[layer.type](painter, layer)
    if plates is not None:
        plates.put(key, painter.canvas)
    return painter.canvas


def _draw(painter: Painter, layers: Iterable[Layer], catalogue: FontCatalogue) -> list[Layer]:
    drawn: list[Layer] = []
    for layer in layers:
        if isinstance(layer, TextLayer):
            drawn.append(draw_words(painter, layer, catalogue))
        else:
            LAYERS[layer.type](painter, layer)
            drawn.append(layer)
    return drawn
