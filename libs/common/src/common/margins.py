"""Where layers stand on their canvas: what is free around them, what they hang on, what a platform covers of them.

One arithmetic for who reads a layout, who carries it to another canvas and who shows it to be corrected.
"""

from collections.abc import Iterator

from common.catalog import PLATFORMS, PlatformName, Size, Zone
from common.inspiration import Inspiration, Spot
from common.layout import Box, ImageLayer, Layer, LayoutSpec, Margins, Role, SafeArea, TextLayer

EVEN = 0.06
"""Of the canvas, by which two margins may differ and still be meant as one."""
SAME_SHAPE = 0.02
"""Of width over height."""
TOUCHED = 0.02
"""Of a head's or a line's box, that a platform may cover unseen."""


def margins_of(box: Box, width: float, height: float) -> Margins:
    x, y, w, h = box
    left, top = x / width, y / height
    right, bottom = 1 - (x + w) / width, 1 - (y + h) / height
    across = "center" if abs(left - right) < EVEN else "left" if left < right else "right"
    down = "middle" if abs(top - bottom) < EVEN else "top" if top < bottom else "bottom"
    return Margins(left=left, top=top, right=right, bottom=bottom, across=across, down=down)


def share_before(margin: float, other: float) -> float:
    """Of what is free on two sides, the share on the first one: what stays the same on another canvas."""
    margin, other = max(0.0, margin), max(0.0, other)
    return margin / (margin + other) if margin + other else 0.5


def standing(spec: LayoutSpec, look: Inspiration) -> Inspiration:
    """`look` with the places, in shares of the canvas, where the head and the most of the words are."""
    images = (layer for layer in spec.layers if isinstance(layer, ImageLayer))
    head = next((layer.focus for layer in images if layer.role is Role.SUBJECT), None)
    boxes = [layer.bbox for layer in spec.layers if isinstance(layer, TextLayer)]
    words = max(boxes, key=lambda box: box[2] * box[3], default=None)
    places = {"subject": head and _middle(head, spec.canvas), "text": words and _middle(words, spec.canvas)}
    return look.model_copy(update=places)


def _middle(box: Box, canvas: Size) -> Spot:
    x, y, w, h = box
    return Spot(x=_share(x + w / 2, canvas.w), y=_share(y + h / 2, canvas.h))


def _share(place: float, of: int) -> float:
    return round(min(1.0, max(0.0, place / of)), 3)


def measured(spec: LayoutSpec) -> LayoutSpec:
    """With the margins of every layer, and what each platform of this shape covers."""
    layers = tuple(_with_margins(layer, spec.canvas) for layer in spec.layers)
    safe = tuple(_safe_areas(spec))
    return spec.model_copy(update={"layers": layers, "safe_areas": safe})


def _with_margins(layer: Layer, canvas: Size) -> Layer:
    box = layer.bbox or (0, 0, canvas.w, canvas.h)
    free = margins_of(box, canvas.w, canvas.h)
    rounded = {side: round(getattr(free, side), 4) for side in ("left", "top", "right", "bottom")}
    return layer.model_copy(update={"margins": free.model_copy(update=rounded)})


def _safe_areas(spec: LayoutSpec) -> Iterator[SafeArea]:
    shape = spec.canvas.w / spec.canvas.h
    kept = [box for layer in spec.layers if (box := _to_be_seen(layer))]
    for name, platform in PLATFORMS.items():
        if name is PlatformName.CUSTOM:
            continue
        if any(abs(shape / (size.w / size.h) - 1) < SAME_SHAPE for size in platform.sizes):
            covered = (zone.why for zone in platform.reserved if any(_covers(zone, box, spec.canvas) for box in kept))
            yield SafeArea(platform=name, breaks=tuple(dict.fromkeys(covered)))


def _to_be_seen(layer: Layer) -> Box | None:
    """What has to be seen whole of it: words, a head."""
    if isinstance(layer, TextLayer):
        return layer.bbox if layer.role is not Role.LABEL else None
    return layer.focus if isinstance(layer, ImageLayer) else None


def _covers(zone: Zone, box: Box, canvas: Size) -> bool:
    x, y, w, h = box
    left, top, right, bottom = (
        zone.x * canvas.w,
        zone.y * canvas.h,
        (zone.x + zone.w) * canvas.w,
        (zone.y + zone.h) * canvas.h,
    )
    across, down = min(x + w, right) - max(x, left), min(y + h, bottom) - max(y, top)
    return max(0.0, across) * max(0.0, down) > TOUCHED * w * h
