"""What lies behind the words, and what is done so that they can be read there.

Readable is the share of a box on which a color reaches WCAG contrast 3, the limit for large text. A stroke makes words
readable on anything; words without one keep their color where it reads, change to the palette's other text color where
that one does, and get a stroke where the picture behind them is both light and dark.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from common.brief import HexColor
from common.color import LEGIBLE, contrast, luminance
from common.layout import Role, TextLayer, TextStyle
from common.palette import Palette
from compositor.compose.block import Setting
from compositor.compose.frame import Frame
from compositor.geometry import Rect
from compositor.pixels import Rgb, resized

ENOUGH = 0.93
"""The share of a box on which words have to be legible."""
_HOPELESS = 0.5
_STROKED = 0.035
"""A stroke this strong, in ems, makes its own contrast."""
_HELPING_STROKE = 0.045
_SAMPLE = 64
_DARK = 0.3


def readable(setting: Setting, picture: Rgb, frame: Frame, palette: Palette) -> tuple[TextLayer, ...]:
    """The text layers with colors that read on `picture`, which shows the canvas without them at any scale."""
    scale = picture.shape[1] / frame.canvas.w
    return tuple(
        layer if _makes_its_own(layer.style) else _on(_Ground(picture, ink.scaled(scale)), layer, palette)
        for layer, ink in zip(setting.layers, setting.ink, strict=True)
    )


class _Ground:
    """The luminance behind a block of words, as a whole and line by line."""

    def __init__(self, picture: Rgb, box: Rect) -> None:
        self._rows = luminances(picture, box)

    def legible(self, color: HexColor) -> float:
        return legible(self._rows, color)

    def legible_on(self, lines: Sequence[int], count: int, color: HexColor) -> float:
        """On the worst of some lines out of `count`."""
        parts = np.array_split(self._rows, max(1, count))
        return min((legible(parts[line], color) for line in lines if line < len(parts)), default=1.0)


def _makes_its_own(style: TextStyle) -> bool:
    return style.plate is not None or (style.size is not None and style.stroke >= _STROKED * style.size)


def _on(ground: _Ground, layer: TextLayer, palette: Palette) -> TextLayer:
    fill = _fill(layer.style.fill or palette.text, ground, palette)
    lines = _accented_lines(layer.style)
    accent = _accent(fill, ground, layer, palette)
    style = layer.style.model_copy(update={"fill": fill, "accent": accent, **_shadow(fill, layer.style)})
    reads = min(ground.legible(fill), ground.legible_on(lines, len(layer.style.lines), accent))
    return layer.model_copy(
        update={"style": style if reads >= ENOUGH else _stroked(style, Rect.of(layer.bbox), fill, palette)}
    )


def _accented_lines(style: TextStyle) -> list[int]:
    """The lines that hold a word in the accent color."""
    counts = [len(line.split()) for line in style.lines]
    starts = [sum(counts[:i]) for i in range(len(counts))]
    return [
        i
        for i, (start, count) in enumerate(zip(starts, counts, strict=True))
        if any(start <= word < start + count for word in style.accent_words)
    ]


def _fill(wanted: HexColor, ground: _Ground, palette: Palette) -> HexColor:
    """The wanted color while it reads on most of the box: a stroke is a smaller change than another color."""
    if ground.legible(wanted) >= _HOPELESS:
        return wanted
    return max((palette.text, palette.ink), key=ground.legible)


def _accent(fill: HexColor, ground: _Ground, layer: TextLayer, palette: Palette) -> HexColor:
    """The accent while it reads on half of the box, the second one while that does, else the color of the rest.

    A brand's own color stays: a stroke helps it, another color would not be theirs.
    """
    wanted = layer.style.accent or fill
    if wanted in palette.brand:
        return wanted
    for accent in (wanted, palette.accent2):
        if layer.role is Role.HEADLINE and ground.legible(accent) >= _HOPELESS and accent != fill:
            return accent
    return wanted if layer.role is not Role.HEADLINE else fill


def _shadow(fill: HexColor, style: TextStyle) -> dict[str, bool]:
    """Dark letters on a light ground throw no shadow: it would only smudge them."""
    return {"shadow": False} if style.shadow and luminance(fill) < _DARK else {}


def outlined(layer: TextLayer, palette: Palette) -> TextLayer:
    """With the stroke that its fill reads on best."""
    fill = layer.style.fill or palette.text
    return layer.model_copy(update={"style": _stroked(layer.style, Rect.of(layer.bbox), fill, palette)})


def _stroked(style: TextStyle, box: Rect, fill: HexColor, palette: Palette) -> TextStyle:
    """A stroke, and letters smaller by what it takes: the box stays as it was measured."""
    size = _with_room(style.size or 0.0, box)
    color = max((palette.ink, palette.text), key=lambda candidate: contrast(candidate, fill))
    accent = style.accent if contrast(style.accent or fill, color) >= LEGIBLE else fill
    update = {"size": size, "stroke": size * _HELPING_STROKE, "stroke_color": color, "accent": accent}
    return style.model_copy(update=update)


def _with_room(size: float, box: Rect) -> float:
    """The size at which text that filled a box still fits it with a stroke around."""
    edge = 2 * _HELPING_STROKE * size
    return size * min(box.w / (box.w + edge), box.h / (box.h + edge))


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


def _part(picture: Rgb, box: Rect) -> Rgb:
    h, w = picture.shape[:2]
    left, top = min(w - 1, max(0, int(box.x))), min(h - 1, max(0, int(box.y)))
    right, bottom = max(left + 1, min(w, round(box.right))), max(top + 1, min(h, round(box.bottom)))
    return np.ascontiguousarray(picture[top:bottom, left:right])
