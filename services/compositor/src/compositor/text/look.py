"""The look of a text with every default filled in: colours that can be read, effects in proportion to the size."""

from dataclasses import dataclass

from common.layout import Glow, HexColor, Shadow, TextStyle
from compositor.text.fitted import FittedText

_WHITE, _INK, _ACCENT = "#ffffff", "#0b0b0f", "#ffd60a"
_DARK = 0.35  # luminance under which a fill gets a light stroke


@dataclass(frozen=True)
class Look:
    fill: HexColor
    fill_bottom: HexColor | None
    accent: HexColor
    stroke_color: HexColor
    shadow: Shadow | None
    glow: Glow | None
    inner_glow: Glow | None


def look_of(style: TextStyle, fitted: FittedText) -> Look:
    fill = style.fill or _WHITE
    accent = style.accent or _ACCENT
    stroke = style.stroke_color or (_WHITE if luminance(fill) < _DARK else _INK)
    return Look(
        fill,
        style.fill_bottom,
        accent,
        stroke,
        _shadow(style.shadow, fitted.size),
        _glow(style.glow, accent, fitted.size * 0.11, 0.85),
        _glow(style.inner_glow, stroke, fitted.size * 0.035, 0.45),
    )


def rgb(color: HexColor) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def luminance(color: HexColor) -> float:
    """Relative luminance of WCAG 2, 0 to 1."""
    channels = [value / 255 for value in rgb(color)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _shadow(shadow: bool | Shadow, size: float) -> Shadow | None:  # noqa: FBT001 the contract's own type
    if isinstance(shadow, Shadow):
        return shadow
    return Shadow(dx=size * 0.025, dy=size * 0.055, blur=size * 0.035, opacity=0.75) if shadow else None


def _glow(glow: bool | Glow, color: HexColor, blur: float, opacity: float) -> Glow | None:  # noqa: FBT001 as above
    if isinstance(glow, Glow):
        return glow
    return Glow(blur=blur, color=color, opacity=opacity) if glow else None
