"""The sticker outline: a band of even width around a cut-out."""

import cv2
import numpy as np

from compositor.pixels import Mask, as_u8, blurred

_EDGE = 96
"""Alpha at which the body begins: hair tips thinner than this would make the band ragged."""
_SMOOTH = 0.45
"""Sigma over width: notches that hair leaves are rounded off as scissors would."""


def outline_mask(alpha: Mask, width: float) -> Mask:
    """Everything within `width` pixels of the body, the body included; the rim is anti-aliased over one pixel.

    A distance transform costs the same at any width; dilating costs its square.
    """
    body = blurred(alpha, max(1.2, width * _SMOOTH))
    outside = as_u8(np.where(body > _EDGE, 0, 255))
    distance = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_5)
    return as_u8(cv2.convertScaleAbs(np.clip(width + 1 - distance, 0, 1), alpha=255))
