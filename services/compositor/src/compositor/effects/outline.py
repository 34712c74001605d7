"""The sticker outline: a band of even width around a cut-out."""

import cv2
import numpy as np

from compositor.pixels import Mask, as_u8

_EDGE = 96
"""Alpha at which the body begins: hair tips thinner than this would make the band ragged."""


def outline_mask(alpha: Mask, width: float) -> Mask:
    """Everything within `width` pixels of the body, the body included; the rim is anti-aliased over one pixel.

    A distance transform costs the same at any width; dilating costs its square.
    """
    body = cv2.GaussianBlur(alpha, (0, 0), 1.2)  # rounds the small notches hair leaves
    outside = np.asarray(cv2.compare(body, _EDGE, cv2.CMP_LE), np.uint8)
    distance = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_5)
    return as_u8(cv2.convertScaleAbs(np.clip(width + 1 - distance, 0, 1), alpha=255))
