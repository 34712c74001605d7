"""Light around a cut-out, as around letters: a bright rim and a long tail."""

from common.layout import Glow
from compositor.pixels import Mask, Rgb, blurred, faded, screen

_REACH = 3.0
"""Sigmas after which it cannot be seen."""
_RIM = 3
"""How much narrower the bright rim is than the tail."""


def reach(glow: Glow) -> float:
    return _REACH * glow.blur


def shine(below: Rgb, silhouette: Mask, glow: Glow) -> None:
    """In place; both as large as each other."""
    for blur in (glow.blur, glow.blur / _RIM):
        screen(below, glow.color, faded(blurred(silhouette, blur), glow.opacity))
