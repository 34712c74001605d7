"""The kinds of layers a spec may hold, and who draws them. Text has an engine of its own (`layers/text.py`)."""

from collections.abc import Callable
from typing import Any

from compositor.layers.image import draw_image
from compositor.layers.painter import Painter, Sources
from compositor.layers.shape import draw_shape
from compositor.layers.text import draw_words

__all__ = ["LAYERS", "Painter", "Sources", "draw_words"]

LAYERS: dict[str, Callable[[Painter, Any], None]] = {
    "image": draw_image,
    "shape": draw_shape,
}
