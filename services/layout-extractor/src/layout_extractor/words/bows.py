"""Whether a line's letters stand on an arc."""

import cv2
import numpy as np

from layout_extractor.words.shapes import Mask

FEWEST = 5
"""Letters that an arc can be told by."""
BOW = 0.3
"""Of the letters' height, between the arc's middle and its ends."""


def is_curved(mask: Mask) -> bool:
    """By a parabola through the feet of an upright line's letters. A straight line may lean; commas do not count."""
    _, _, stats, centers = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    if len(heights) < FEWEST:
        return False
    usual = float(np.median(heights))
    whole = heights > 0.7 * usual
    if np.count_nonzero(whole) < FEWEST:
        return False
    across = centers[1:, 0][whole]
    feet = (stats[1:, cv2.CC_STAT_TOP] + heights)[whole]
    bow = abs(float(np.polyfit(across, feet, 2)[0])) * (float(np.ptp(across)) / 2) ** 2
    return bow > BOW * usual
