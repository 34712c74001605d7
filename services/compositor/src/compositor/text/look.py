"""The look of a text with every default filled in: colours that can be read, effects in proportion to the size."""

from dataclasses import dataclass

from common.brief import HexColor
from common.color import luminance
from common.layout import Glow, Shadow, TextStyle
from compositor.text.fitted import FittedText

_WHITE, _INK, _ACCENT = "#ffffff", "#0b0b0f", "#ffd60a"
_DARK = 0.35  # luminance under which a fill gets a light stroke
_LIGHT = 0.6  # and over which white light inside the letters would not be seen


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
        _glow(style.inner_glow, accent if luminance(fill) > _LIGHT else _WHITE, fitted.size * 0.03, 0.55),
    )


def _shadow(shadow: bool | Shadow, size: float) -> Shadow | None:  # noqa: FBT001 the contract's own type
    if isinstance(shadow, Shadow):
        return shadow
    return Shadow(dx=size * 0.025, dy=size * 0.055, blur=size * 0.035, opacity=0.75) if shadow else None


def _glow(glow: bool | Glow, color: HexColor, blur: float, opacity: float) -> Glow | None:  # noqa: FBT001 as above
    if isinstance(glow, Glow):
        return glow
    return Glow(blur=blur, color=color, opacity=opacity) if glow else None
