"""A soft shadow under a cut-out. Without an offset and in a bright color it is a glow around it."""

from common.layout import Shadow
from compositor.pixels import Mask, blurred, faded, shifted

_REACH = 2.6
"""Sigmas after which a shadow cannot be seen."""


def reach(shadow: Shadow) -> float:
    return shadow.blur * _REACH + max(abs(shadow.dx), abs(shadow.dy))


def shadow_mask(alpha: Mask, shadow: Shadow) -> Mask:
    moved = shifted(alpha, round(shadow.dx), round(shadow.dy)) if shadow.dx or shadow.dy else alpha
    return faded(blurred(moved, shadow.blur), shadow.opacity)
