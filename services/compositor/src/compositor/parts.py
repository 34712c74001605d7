"""A person at canvas size: what is kept of a cut-out, so that words can be changed long after the selfie is gone.

The spec of a finished picture names this part, not the sealed cut-out it was made from. It holds only what the canvas
shows, and the picture is drawn from it the first time too: what is edited later looks exactly like what was delivered.
"""

from dataclasses import dataclass

import numpy as np

from common.catalog import Size
from common.layout import ImageLayer, Layer, LayoutSpec, Role
from compositor.layers.image import visible_part
from compositor.pixels import Rgba


@dataclass(frozen=True, slots=True)
class Part:
    """`rgba` lies at whole pixels (x, y) of the canvas; either may be negative."""

    rgba: Rgba
    x: int
    y: int


def person_part(cutout: Rgba, layer: ImageLayer, canvas: Size) -> Part | None:
    """The visible part of a cut-out as `layer` places it; None when nothing of it is on the canvas."""
    if layer.bbox is None:
        return None
    source = np.ascontiguousarray(cutout[:, ::-1]) if layer.style.flip else cutout
    found = visible_part(source, layer.bbox, canvas.w, canvas.h)
    return found and Part(found[0], found[1], found[2])


def with_part(spec: LayoutSpec, part: Part, key: str) -> LayoutSpec:
    """The same spec over the part in place of the cut-out."""
    return spec.model_copy(update={"layers": tuple(_swapped(layer, part, key) for layer in spec.layers)})


def person_layer_of(spec: LayoutSpec) -> ImageLayer | None:
    return next((layer for layer in spec.layers if isinstance(layer, ImageLayer) and layer.role is Role.SUBJECT), None)


def _swapped(layer: Layer, part: Part, key: str) -> Layer:
    if not isinstance(layer, ImageLayer) or layer.role is not Role.SUBJECT:
        return layer
    box = (float(part.x), float(part.y), float(part.rgba.shape[1]), float(part.rgba.shape[0]))
    style = layer.style.model_copy(update={"flip": False})
    return layer.model_copy(update={"source": key, "bbox": box, "style": style})
