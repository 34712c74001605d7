"""Bright background spilling over the edge of a person, as it does in a lens."""

import cv2

from compositor.pixels import Mask, Rgb, as_u8, blurred, faded


def wrap_mask(alpha: Mask, amount: float, sigma: float) -> Mask:
    inside = cv2.multiply(alpha, blurred(as_u8(cv2.bitwise_not(alpha)), sigma), scale=1 / 255)
    return faded(as_u8(inside), amount)


def wrap_light(behind: Rgb, sigma: float) -> Rgb:
    """What spills: the scene out of focus."""
    return blurred(behind, sigma * 2)
