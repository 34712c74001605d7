"""MediaPipe's palm detector (Apache-2.0): where the palms and backs of a person's hands are.

Zhang et al., "MediaPipe Hands: On-device Real-time Hand Tracking", 2020; the model ships in the mediapipe wheel.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from identity.detection.ssd import SAME, Network, SingleShot
from identity.faces import Box, Rgb

NETWORK = Network("palm_detection_full.tflite", 192, ((24, 2), (12, 6)), signed=False)
REACH = (3.5, 1.7, 3.5, 5.3)
"""Widths of a face to its left, above, right and below its middle within which its hands are."""
SMALLEST = 0.25
"""Of a face's width: a palm has a third to a half of it."""
NECK = 0.5


class Palms:
    def __init__(self, models: Path) -> None:
        self._network = SingleShot(models, NETWORK)

    def around(self, rgb: Rgb, face: Box, others: Sequence[Box] = ()) -> list[Box]:
        """Palms nearer to this face than to the `others`', that the picture and its mirror image both show: curtains,
        ties and necks are taken for one once, seldom twice.
        """
        left, top, right, bottom = face.region(REACH, rgb.shape)
        crop = rgb[top:bottom, left:right]
        found = [one.box for one in self._network.seen(crop)]
        if not found:
            return []
        again = [_mirrored(one.box, right - left) for one in self._network.seen(np.ascontiguousarray(crop[:, ::-1]))]
        twice = [box.moved(left, top) for box in found if any(box.overlap(other) > SAME for other in again)]
        return [palm for palm in twice if palm.w > SMALLEST * face.w and _belongs(palm, face, others)]


def _mirrored(box: Box, width: float) -> Box:
    return Box(width - box.x - box.w, box.y, box.w, box.h)


def _belongs(palm: Box, face: Box, others: Sequence[Box]) -> bool:
    """To that face rather than to another one, and no part of it."""
    nearest = min((face, *others), key=lambda one: math.dist(one.center, palm.center) / one.w)
    return nearest is face and not any(_lies_on(palm, one) for one in (face, *others))


def _lies_on(palm: Box, face: Box) -> bool:
    """On a face or the neck below it, whose color would be asked for instead."""
    x, y = palm.center
    return face.x < x < face.x + face.w and face.y < y < face.y + face.h * (1 + NECK)
