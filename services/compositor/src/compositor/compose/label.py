"""The visible word on where a picture comes from: small, on a plate, in a corner that is free of faces and overlays."""

from common.disclosure import LABEL
from common.layout import ImageLayer, Layer, LayoutSpec, Plate, Role, TextLayer, TextStyle, Weight
from compositor.compose.block import Fit
from compositor.compose.corner import Taken, cost, places
from compositor.compose.frame import Frame
from compositor.compose.quiet import Quiet
from compositor.geometry import Rect

_CAP = 0.034
"""Cap height over the unit: 24 pixels on a YouTube thumbnail, as large as its own duration badge."""
_LEAST = 0.36
"""Of the canvas's width: what counts as a unit on banners, which are shown small as a whole."""
_PAD = 0.42
_BUSY = 0.25


def without_label(spec: LayoutSpec) -> LayoutSpec:
    return spec.model_copy(update={"layers": tuple(layer for layer in spec.layers if layer.role is not Role.LABEL)})


def with_label(spec: LayoutSpec, frame: Frame, head: Rect | None, fit: Fit, whole: Quiet | None = None) -> LayoutSpec:
    """The spec with its label, placed anew where it has one. `whole` knows where a picture without a head is calm."""
    bare = without_label(spec)
    inks = [box for layer in bare.layers if (box := _read(layer, spec, fit))]
    label = _measured(frame, fit, spec)
    box = Rect.of(label.bbox)
    heads = [head] if head else list(whole.heads) if whole else []
    taken = Taken(heads, inks)
    place = min(
        places(box, frame), key=lambda at: cost(at, frame, taken) + (_BUSY * _busy(at, whole) if whole else 0.0)
    )
    return bare.model_copy(update={"layers": (*bare.layers, label.model_copy(update={"bbox": place.box}))})


def _read(layer: Layer, spec: LayoutSpec, fit: Fit) -> Rect | None:
    """Where something lies that is read: words, or a logo."""
    if isinstance(layer, TextLayer):
        return Rect.of(fit(layer, spec.canvas).bbox)
    is_logo = isinstance(layer, ImageLayer) and layer.role is Role.LOGO
    return Rect.of(layer.bbox) if is_logo and layer.bbox else None


def _measured(frame: Frame, fit: Fit, spec: LayoutSpec) -> TextLayer:
    height = _CAP * max(frame.unit, _LEAST * frame.canvas.w)
    style = TextStyle(
        font="Archivo Black", weight=Weight.BLACK, fill="#ffffff", max_lines=1,
        plate=Plate(color="#0b0b0f", opacity=0.82, pad=_PAD, radius=0.3, per_line=True),
    )  # fmt: skip
    layer = TextLayer(role=Role.LABEL, content=LABEL, bbox=(0, 0, height * 8, height * 8), style=style)
    found = fit(layer, spec.canvas)
    size = found.size * height / found.cap_height
    layer = layer.model_copy(update={"style": style.model_copy(update={"size": size})})
    _, _, w, h = fit(layer, spec.canvas).ink.box
    return layer.model_copy(update={"bbox": (0, 0, w, h)})


def _busy(at: Rect, whole: Quiet) -> float:
    return 1.0 - whole.under([at])
