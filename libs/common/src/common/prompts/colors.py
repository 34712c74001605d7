"""Hex colors as people call them: image models follow names better than numbers, so they get both."""

from common.brief import HexColor
from common.color import oklch_of

# OKLCH hue in degrees up to which a name holds.
_HUES: tuple[tuple[float, str], ...] = (
    (14, "pink"),
    (45, "red"),
    (75, "orange"),
    (118, "yellow"),
    (168, "green"),
    (212, "teal"),
    (244, "sky blue"),
    (278, "blue"),
    (314, "purple"),
    (348, "magenta"),
    (360, "pink"),
)
_GRAY = 0.03
_NEARLY_BLACK, _NEARLY_WHITE = 0.2, 0.95
_DARK, _LIGHT = 0.42, 0.82


def named(color: HexColor) -> str:
    """For example `dark blue (#12213f)`."""
    return f"{_name(color)} ({color})"


def _name(color: HexColor) -> str:
    lightness, chroma, hue = oklch_of(color)
    if chroma < _GRAY:
        return "black" if lightness < _NEARLY_BLACK else "white" if lightness > _NEARLY_WHITE else "gray"
    name = next(name for limit, name in _HUES if hue <= limit)
    return f"dark {name}" if lightness < _DARK else f"light {name}" if lightness > _LIGHT and name != "yellow" else name
