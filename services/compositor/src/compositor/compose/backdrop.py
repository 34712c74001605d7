"""What lies behind the words, and what is done so that they can be read there.

Contrast is WCAG's on the mean luminance under a box; a box is busy when its luminance varies. A stroke makes words
readable anywhere; words without one get the better of the palette's two text colors, and a scrim where both are weak.
"""

from common.brief import HexColor, TextPlacement
from common.color import contrast, hex_of
from common.layout import Role, ShapeLayer, TextLayer
from compositor.compose.dress import Ensemble
from compositor.compose.frame import Frame
from compositor.compose.stage import scrim_layer
from compositor.compose.words import Setting
from compositor.geometry import Rect
from compositor.pixels import Rgb

READABLE = 4.5
"""WCAG contrast that words without a stroke have to reach."""
STROKED = 0.035
"""A stroke this strong, in ems, makes its own contrast."""
_SCRIM = 0.62


def readable(
    setting: Setting, placement: TextPlacement, picture: Rgb, frame: Frame, of: Ensemble
) -> tuple[list[TextLayer], list[ShapeLayer]]:
    """The text layers with colors that read on `picture`, and the scrims this takes, to lie above the scene."""
    scale = picture.shape[1] / frame.canvas.w
    layers: list[TextLayer] = []
    scrims: list[ShapeLayer] = []
    for layer, ink in zip(setting.layers, setting.ink, strict=True):
        style = layer.style
        if style.plate is not None or (style.size and style.stroke >= STROKED * style.size):
            layers.append(layer)
            continue
        ground = mean_color(picture, ink.scaled(scale))
        fill = _fill(style.fill or of.palette.text, ground, of)
        accent = style.accent
        if accent and contrast(accent, ground) < READABLE * 0.66:
            accent = fill if layer.role is Role.HEADLINE else accent
        update = {"fill": fill, "accent": accent}
        layers.append(layer.model_copy(update={"style": style.model_copy(update=update)}))
        if contrast(fill, ground) < READABLE and not scrims:
            shade = of.palette.ink if fill == of.palette.text else of.palette.text
            scrims.append(scrim_layer(ink, placement, frame, _SCRIM, shade))
    return layers, scrims


def _fill(wanted: HexColor, ground: HexColor, of: Ensemble) -> HexColor:
    if contrast(wanted, ground) >= READABLE:
        return wanted
    return max(of.palette.text, of.palette.ink, wanted, key=lambda color: contrast(color, ground))


def mean_color(picture: Rgb, box: Rect) -> HexColor:
    part = _part(picture, box)
    red, green, blue = (int(value) for value in part.reshape(-1, 3).mean(axis=0))
    return hex_of((red, green, blue))


def busyness(picture: Rgb, box: Rect) -> float:
    """Standard deviation of luma in a box, in levels."""
    part = _part(picture, box).reshape(-1, 3)
    return float((part @ [0.2126, 0.7152, 0.0722]).std())


def _part(picture: Rgb, box: Rect) -> Rgb:
    h, w = picture.shape[:2]
    left, top = min(w - 1, max(0, int(box.x))), min(h - 1, max(0, int(box.y)))
    right, bottom = max(left + 1, min(w, round(box.right))), max(top + 1, min(h, round(box.bottom)))
    return picture[top:bottom, left:right]
