"""What lies behind the words, and what is done so that they can be read there.

Readable is the share of a box on which a color reaches WCAG contrast 3, the limit for large text. A stroke makes words
readable on anything; words without one keep their color where it reads, change to the palette's other text color where
that one does, and get a stroke where the picture behind them is both light and dark.
"""

import numpy as np
from numpy.typing import NDArray

from common.brief import HexColor
from common.color import contrast, luminance
from common.layout import Role, TextLayer, TextStyle
from compositor.compose.dress import Ensemble
from compositor.compose.frame import Frame
from compositor.compose.words import Setting
from compositor.geometry import Rect
from compositor.pixels import Rgb, resized

LEGIBLE = 3.0
ENOUGH = 0.93
"""The share of a box on which words have to be legible."""
_HOPELESS = 0.5
_ACCENT_ENOUGH = 0.88
_STROKED = 0.035
"""A stroke this strong, in ems, makes its own contrast."""
_HELPING_STROKE, _SHRINK = 0.045, 0.95
_SAMPLE = 64
_DARK = 0.3


def readable(setting: Setting, picture: Rgb, frame: Frame, of: Ensemble) -> tuple[TextLayer, ...]:
    """The text layers with colors that read on `picture`, which shows the canvas without them at any scale."""
    scale = picture.shape[1] / frame.canvas.w
    return tuple(
        layer if _makes_its_own(layer.style) else _on(luminances(picture, ink.scaled(scale)), layer, of)
        for layer, ink in zip(setting.layers, setting.ink, strict=True)
    )


def _makes_its_own(style: TextStyle) -> bool:
    return style.plate is not None or (style.size is not None and style.stroke >= _STROKED * style.size)


def _on(ground: NDArray[np.float64], layer: TextLayer, of: Ensemble) -> TextLayer:
    wanted = layer.style.fill or of.palette.text
    fill = _fill(wanted, ground, of)
    accent = _accent(fill, ground, layer, of)
    style = layer.style.model_copy(update={"fill": fill, "accent": accent, **_shadow(fill, layer.style)})
    weakest = min(legible(ground, fill), 1.0 if not style.accent_words else legible(ground, accent) / _ACCENT_ENOUGH)
    return layer.model_copy(update={"style": style if weakest >= ENOUGH else _stroked(style, fill, of)})


def _fill(wanted: HexColor, ground: NDArray[np.float64], of: Ensemble) -> HexColor:
    """The wanted color while it reads on most of the box: a stroke is a smaller change than another color."""
    if legible(ground, wanted) >= _HOPELESS:
        return wanted
    return max((of.palette.text, of.palette.ink), key=lambda color: legible(ground, color))


def _accent(fill: HexColor, ground: NDArray[np.float64], layer: TextLayer, of: Ensemble) -> HexColor:
    """An accent that reads at least half as well as the words around it, else none."""
    wanted = layer.style.accent or fill
    for accent in (wanted, of.palette.accent2):
        if layer.role is Role.HEADLINE and legible(ground, accent) >= _HOPELESS and accent != fill:
            return accent
    return wanted if layer.role is not Role.HEADLINE else fill


def _shadow(fill: HexColor, style: TextStyle) -> dict[str, bool]:
    """Dark letters on a light ground throw no shadow: it would only smudge them."""
    return {"shadow": False} if style.shadow and luminance(fill) < _DARK else {}


def _stroked(style: TextStyle, fill: HexColor, of: Ensemble) -> TextStyle:
    """A stroke, and letters smaller by what it takes: the box stays as it was measured."""
    size = style.size and style.size * _SHRINK
    color = max((of.palette.ink, of.palette.text), key=lambda candidate: contrast(candidate, fill))
    accent = style.accent if style.accent and contrast(style.accent, color) >= LEGIBLE else fill
    update = {"size": size, "stroke": (size or 0) * _HELPING_STROKE, "stroke_color": color, "accent": accent}
    return style.model_copy(update=update)


def legible(ground: NDArray[np.float64], color: HexColor) -> float:
    """The share of the ground on which a color reaches the limit."""
    mine = luminance(color)
    lighter, darker = np.maximum(ground, mine), np.minimum(ground, mine)
    return float(((lighter + 0.05) / (darker + 0.05) >= LEGIBLE).mean())


def luminances(picture: Rgb, box: Rect) -> NDArray[np.float64]:
    """Relative luminance (WCAG) of a box, sampled at letter scale."""
    part = _part(picture, box)
    h, w = part.shape[:2]
    small = resized(part, min(w, _SAMPLE), min(h, _SAMPLE)).astype(np.float64) / 255
    linear = np.where(small <= 0.04045, small / 12.92, ((small + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB's foot
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def busyness(picture: Rgb, box: Rect) -> float:
    """Standard deviation of luma in a box, in levels."""
    part = _part(picture, box).reshape(-1, 3)
    return float((part @ [0.2126, 0.7152, 0.0722]).std())


def _part(picture: Rgb, box: Rect) -> Rgb:
    h, w = picture.shape[:2]
    left, top = min(w - 1, max(0, int(box.x))), min(h - 1, max(0, int(box.y)))
    right, bottom = max(left + 1, min(w, round(box.right))), max(top + 1, min(h, round(box.bottom)))
    return np.ascontiguousarray(picture[top:bottom, left:right])
