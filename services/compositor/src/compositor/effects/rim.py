"""Light from behind along the edge of a person, in the scene's color: it lifts a dark coat off a dark place."""

import cv2

from common.layout import Glow
from compositor.pixels import Mask, as_u8, blurred, faded, shifted

_UP = 0.45
"""In sigmas: the light comes from behind and above."""


def rim_mask(alpha: Mask, rim: Glow) -> Mask:
    """Strongest at the edge, gone two sigmas inside."""
    soft = blurred(shifted_down(alpha, rim.blur * _UP), rim.blur)
    edge = cv2.multiply(alpha, cv2.bitwise_not(soft), scale=1 / 255)
    return faded(as_u8(edge), min(1.0, rim.opacity))


def shifted_down(alpha: Mask, by: float) -> Mask:
    return shifted(alpha, 0, max(1, round(by)))
