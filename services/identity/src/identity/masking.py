"""Faces taken out of a picture that is shown for its style: what leaves the machine must have nobody in it.

Composition, light and colors of the region stay, as five by five soft patches; no feature is left to be recognised or
restored.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from identity.faces import Box, Rgb

MARGIN = 0.45
"""Of the face's size, on each side: hair, ears and chin go too."""
PATCHES = 5
ROUNDS = 4
FEATHER = 0.08

FindFaces = Callable[[Rgb], Sequence[Box]]


def masked(rgb: Rgb, find: FindFaces) -> tuple[Rgb, list[Box]]:
    """(the picture without its faces, where they were). Looked at again until nothing is found; what still looks like
    a face after some rounds is filled flat.
    """
    boxes: list[Box] = []
    for turn in range(ROUNDS):
        found = find(rgb)
        if not found:
            break
        boxes += found
        for box in found:
            rgb = covered(rgb, box, PATCHES if turn < ROUNDS - 1 else 1)
    return rgb, boxes


def covered(rgb: Rgb, box: Box, patches: int = PATCHES) -> Rgb:
    """A copy with the head around a face replaced by `patches` by `patches` soft patches of its own colors."""
    height, width = rgb.shape[:2]
    left, right = max(0, int(box.x - MARGIN * box.w)), min(width, int(box.x + (1 + MARGIN) * box.w) + 1)
    top, bottom = max(0, int(box.y - MARGIN * box.h)), min(height, int(box.y + (1 + MARGIN) * box.h) + 1)
    if right - left < 1 or bottom - top < 1:
        return rgb
    region = rgb[top:bottom, left:right]
    size = (region.shape[1], region.shape[0])
    few = cv2.resize(region, (min(patches, size[0]), min(patches, size[1])), interpolation=cv2.INTER_AREA)
    soft = cv2.resize(few, size, interpolation=cv2.INTER_LINEAR)
    share = _ellipse(size)[..., None]
    mixed = rgb.copy()
    mixed[top:bottom, left:right] = (soft * share + region * (1 - share) + 0.5).astype(np.uint8)
    return mixed


def _ellipse(size: tuple[int, int]) -> np.ndarray:
    """1 on all of the head, falling to 0 in the corners only."""
    x, y = np.linspace(-1, 1, size[0], dtype=np.float32), np.linspace(-1, 1, size[1], dtype=np.float32)
    radius = np.sqrt(x[None, :] ** 2 + y[:, None] ** 2)
    return np.clip((1.15 + FEATHER - radius) / FEATHER, 0, 1)
