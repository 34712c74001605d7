"""A brand's logo: as large as a badge, in a free and calm corner, with an edge where it would not be seen."""

from collections.abc import Callable

import cv2
import numpy as np

from common.layout import ImageLayer, ImageStyle, LayoutSpec, Outline, Role, Shadow, TextLayer
from compositor.compose.corner import Taken, cost, is_free, places
from compositor.compose.frame import Frame
from compositor.compose.quiet import quiet_of
from compositor.compose.retype import View
from compositor.geometry import Rect
from compositor.parts import person_layer_of
from compositor.pixels import Picture, Rgba, as_u8, resized

NO_ROOM = "There was no free corner for the logo, so it was left out."

_SIDE = 0.16
"""The side of a square logo over the unit; others have the same area."""
_LONGEST = 0.26
"""Of the canvas's width."""
_SIZES = (1.0, 0.8, 0.64)
"""What is tried, the largest first."""
_BUSY = 0.25
_FAINT = 0.22
"""Less difference in lightness than this, and the logo gets an edge."""
_STORED = 512
_SEEN = 8
"""Alpha above which a pixel counts as part of the logo."""


def trimmed(logo: Picture) -> Rgba:
    """Without the empty margin around it, and no larger than it is ever shown."""
    rgba = logo if logo.shape[2] == 4 else as_u8(cv2.cvtColor(logo, cv2.COLOR_RGB2RGBA))  # noqa: PLR2004 - RGBA
    rows, columns = np.nonzero(rgba[..., 3] > _SEEN)
    if len(rows):
        rgba = np.ascontiguousarray(rgba[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1])
    h, w = rgba.shape[:2]
    factor = min(1.0, _STORED / max(h, w))
    return resized(rgba, max(1, round(w * factor)), max(1, round(h * factor)))


def logo_of(spec: LayoutSpec) -> ImageLayer | None:
    return next((layer for layer in spec.layers if isinstance(layer, ImageLayer) and layer.role is Role.LOGO), None)


def without_logo(spec: LayoutSpec) -> LayoutSpec:
    return spec.model_copy(update={"layers": tuple(layer for layer in spec.layers if layer.role is not Role.LOGO)})


def placed_again(spec: LayoutSpec, frame: Frame, head: Rect | None, view: View) -> LayoutSpec:
    """For other words and other canvases. A spec without a logo stays as it is."""
    layer = logo_of(spec)
    return spec if layer is None or layer.source is None else with_logo(spec, layer.source, frame, head, view)


def with_logo(spec: LayoutSpec, key: str, frame: Frame, head: Rect | None, view: View) -> LayoutSpec:
    """On top of everything but the label, which is placed after it. Left out, and said so, where no place is free."""
    bare, logo = without_logo(spec), view.source(key)
    taken = Taken([head] if head else [], _read(bare, view))
    place = _place(logo.shape[1] / logo.shape[0], bare, frame, taken, view)
    if place is None:
        return bare.model_copy(update={"notes": tuple(dict.fromkeys((*bare.notes, NO_ROOM)))})
    style = _dressed(logo, place, view.see(bare))
    layer = ImageLayer(role=Role.LOGO, source=key, bbox=place.box, style=style)
    return bare.model_copy(update={"layers": (*bare.layers, layer)})


def _read(spec: LayoutSpec, view: View) -> list[Rect]:
    """Where the words are."""
    words = [layer for layer in spec.layers if isinstance(layer, TextLayer) and layer.role is not Role.LABEL]
    return [Rect.of(view.fit(layer, spec.canvas).bbox) for layer in words]


def _place(ratio: float, spec: LayoutSpec, frame: Frame, taken: Taken, view: View) -> Rect | None:
    """The best free place beside the person at the largest size that has one, else on the person's clothes."""
    quiet, body = quiet_of(view.see(spec), spec.canvas), _body(spec, view)

    def worth(at: Rect) -> float:
        return cost(at, frame, taken, above=True) + _BUSY * (1 - quiet.under([at]))

    for beside in (True, False):
        for size in _SIZES:
            free = [at for at in places(_box(ratio, frame, size), frame) if is_free(at, frame, taken)]
            if free := [at for at in free if not (beside and body(at))]:
                return min(free, key=worth)
    return None


def _body(spec: LayoutSpec, view: View) -> Callable[[Rect], bool]:
    """Whether a place touches the photographed person."""
    layer = person_layer_of(spec)
    picture = view.source(layer.source) if layer else None
    if layer is None or layer.bbox is None or picture is None or picture.shape[2] != 4:  # noqa: PLR2004 - RGBA
        return lambda _: False
    alpha, box = picture[..., 3], Rect.of(layer.bbox)
    alpha = alpha[:, ::-1] if layer.style.flip else alpha
    across, down = alpha.shape[1] / box.w, alpha.shape[0] / box.h

    def touches(at: Rect) -> bool:
        left, top = max(0, int((at.x - box.x) * across)), max(0, int((at.y - box.y) * down))
        right, bottom = max(0, int((at.right - box.x) * across)), max(0, int((at.bottom - box.y) * down))
        return bool((alpha[top:bottom, left:right] > _SEEN).any())

    return touches


def _box(ratio: float, frame: Frame, size: float) -> Rect:
    side = _SIDE * frame.unit * size
    w = min(side * ratio**0.5, _LONGEST * frame.canvas.w * size)
    return Rect(0, 0, w, w / ratio)


def _dressed(logo: Rgba, place: Rect, plate: Picture) -> ImageStyle:
    """A soft shadow; where logo and ground are about as light, a light or a dark edge too."""
    unit = min(place.w, place.h)
    style = ImageStyle(shadow=Shadow(dx=0, dy=0.03 * unit, blur=0.06 * unit, opacity=0.45))
    light, ground = _lightness(logo), _lightness(_under(plate, place))
    if abs(light - ground) >= _FAINT:
        return style
    edge = Outline(width=max(2.0, 0.05 * unit), color="#ffffff" if light < 0.5 else "#0b0b0f")  # noqa: PLR2004 - half
    return style.model_copy(update={"outline": edge})


def _under(plate: Picture, place: Rect) -> Picture:
    h, w = plate.shape[:2]
    left, top = min(w - 1, max(0, int(place.x))), min(h - 1, max(0, int(place.y)))
    return np.ascontiguousarray(plate[top : max(top + 1, int(place.bottom)), left : max(left + 1, int(place.right))])


def _lightness(picture: Picture) -> float:
    """CIE L* of what is seen, from 0 to 1."""
    lab = cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_RGB2LAB)[..., 0] / 255
    weights = picture[..., 3] / 255 if picture.shape[2] == 4 else np.ones(lab.shape)  # noqa: PLR2004 - RGBA
    return float((lab * weights).sum() / max(weights.sum(), 1e-6))
