"""Setting a text layer: measure it, draw it, mask it. The one module the rest of the compositor calls.

fitted = fit_text(layer, canvas, catalogue)      # pure measuring, no pixels
layer = settle(layer, fitted)                    # write the decisions back into the spec
draw_text(picture, layer, fitted)                # in place
"""

from compositor.text.draw import TextMasks, draw_text, text_masks
from compositor.text.fit import fit_text
from compositor.text.fitted import FittedText, PlacedLine
from compositor.text.settle import scaled_layer, settle

__all__ = [
    "FittedText",
    "PlacedLine",
    "TextMasks",
    "draw_text",
    "fit_text",
    "scaled_layer",
    "settle",
    "text_masks",
]
