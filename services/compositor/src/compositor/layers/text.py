"""Words: fitted where the spec leaves the size open, and every decision written back."""

from common.catalog import Size
from common.fonts.catalogue import FontCatalogue
from common.layout import TextLayer
from compositor.layers.painter import Painter
from compositor.text.block import draw_text, fit_text, settle


def draw_words(painter: Painter, layer: TextLayer, catalogue: FontCatalogue) -> TextLayer:
    """The layer as it was drawn, with size, line breaks and colors stated."""
    width, height = painter.size
    fitted = fit_text(layer, Size(w=width, h=height), catalogue)
    draw_text(painter.canvas, layer, fitted)
    painter.notes.extend(fitted.notes)
    return settle(layer, fitted)
