"""The visible word on where a picture comes from: small, on a plate, in a corner that is free of faces and overlays."""

from collections.abc import Iterator, Sequence
from itertools import product

from common.disclosure import LABEL
from common.layout import LayoutSpec, Plate, Role, TextLayer, TextStyle, Weight
from compositor.compose.block import Fit
from compositor.compose.frame import Frame
from compositor.compose.quiet import Quiet
from compositor.geometry import Rect

_CAP = 0.034
"""Cap height over the unit: 24 pixels on a YouTube thumbnail, as large as its own duration badge."""
_LEAST = 0.36
"""Of the canvas's width: what counts as a unit on banners, which are shown small as a whole."""
_PAD = 0.42
_STEPS = 9
"""Places tried along each side of the safe area."""
_ON_WORDS = 4.0
_BUSY = 0.25
_CORNER = 0.02


def without_label(spec: LayoutSpec) -> LayoutSpec:
    return spec.model_copy(update={"layers": tuple(layer for layer in spec.layers if layer.role is not Role.LABEL)})


def with_label(spec: LayoutSpec, frame: Frame, head: Rect | None, fit: Fit, whole: Quiet | None = None) -> LayoutSpec:
    """The spec with its label, placed anew where it has one. `whole` knows where a picture without a head is calm."""
    bare = without_label(spec)
    inks = [Rect.of(fit(layer, spec.canvas).bbox) for layer in bare.layers if isinstance(layer, TextLayer)]
    label = _measured(frame, fit, spec)
    box = Rect.of(label.bbox)
    heads = [head] if head else list(whole.heads) if whole else []
    place = min(
        _places(box, frame), key=lambda at: _cost(at, frame, heads, inks) + (_BUSY * _busy(at, whole) if whole else 0.0)
    )
    return bare.model_copy(update={"layers": (*bare.layers, label.model_copy(update={"bbox": place.box}))})


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


def _places(box: Rect, frame: Frame) -> Iterator[Rect]:
    """Along the edges of the safe area, corners among them."""
    safe = frame.safe
    xs = [safe.x + (safe.w - box.w) * step / (_STEPS - 1) for step in range(_STEPS)]
    ys = [safe.y + (safe.h - box.h) * step / (_STEPS - 1) for step in range(_STEPS)]
    for x, y in product(xs, ys):
        if x in (xs[0], xs[-1]) or y in (ys[0], ys[-1]):
            yield Rect(x, y, box.w, box.h)


def _cost(at: Rect, frame: Frame, heads: Sequence[Rect], inks: Sequence[Rect]) -> float:
    """Off the face and off what the platform covers before all, then off the words, then near the lower left corner."""
    taken = [*frame.reserved, *heads]
    air = at.grown(0.35 * at.h)
    covered = sum(_shared(at, zone) for zone in taken) * 100
    words = sum(_shared(air, ink) for ink in inks) * _ON_WORDS
    safe = frame.safe
    aside = min(at.x - safe.x, safe.right - at.right) / safe.w + min(at.y - safe.y, safe.bottom - at.bottom) / safe.h
    order = (at.center[0] > safe.center[0]) + (at.center[1] < safe.center[1])
    return covered + words + aside + _CORNER * order


def _shared(at: Rect, zone: Rect) -> float:
    return at.clipped(zone).area / at.area


def _busy(at: Rect, whole: Quiet) -> float:
    return 1.0 - whole.under([at])
