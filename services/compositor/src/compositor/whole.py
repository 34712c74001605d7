"""Pictures that a model drew whole: no cut-out, no operations; cropped to the canvas, with words where wanted."""

from common.catalog import Size
from common.layout import ImageLayer, Layer, LayoutSpec, Role
from compositor.geometry import Rect


def wordless(scene_key: str, canvas: Size) -> LayoutSpec:
    """The picture alone: the model was asked to draw the words itself."""
    return LayoutSpec(canvas=canvas, layers=(ImageLayer(role=Role.BACKGROUND, source=scene_key),))


def exchanged(spec: LayoutSpec, before: str, after: str) -> LayoutSpec:
    """The layout of the picture that was changed, over the changed one: words stay to the pixel."""
    return spec.model_copy(update={"layers": tuple(_over(layer, before, after) for layer in spec.layers)})


def _over(layer: Layer, before: str, after: str) -> Layer:
    if isinstance(layer, ImageLayer) and layer.source == before:
        return layer.model_copy(update={"source": after})
    return layer


def focused(spec: LayoutSpec, head: Rect | None) -> LayoutSpec:
    """The spec whose picture says where the head is, for all who set words on it later."""
    box = head.box if head else None
    return spec.model_copy(
        update={
            "layers": tuple(
                layer.model_copy(update={"focus": box})
                if isinstance(layer, ImageLayer) and layer.role is Role.BACKGROUND
                else layer
                for layer in spec.layers
            )
        }
    )
