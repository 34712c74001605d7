"""Whether a copied color can be read where it lies now."""

import cv2
import numpy as np

from common.color import rgb_of
from common.layout import TextLayer
from compositor.geometry import Rect
from compositor.pixels import Rgb, resized

APART = 45.0
"""Difference in Lab from which letters stand out, in whatever direction."""
MOSTLY = 0.85
"""Of what lies behind them."""
SAMPLE = 48


def stands_out(layer: TextLayer, ink: Rect, below: Rgb) -> bool:
    """`ink` in pixels of `below`, which shows the canvas without these words. Words on a plate bring their ground."""
    if layer.style.plate is not None:
        return True
    part = ink.clipped(Rect(0, 0, below.shape[1], below.shape[0]))
    left, top, right, bottom = int(part.x), int(part.y), int(part.right) + 1, int(part.bottom) + 1
    ground = np.ascontiguousarray(below[top:bottom, left:right])
    if not ground.size:
        return True
    lab = cv2.cvtColor(resized(ground, SAMPLE, SAMPLE).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    fill = np.array([[rgb_of(layer.style.fill or "#ffffff")]], np.float32) / np.float32(255)
    away = np.linalg.norm(np.asarray(lab) - np.asarray(cv2.cvtColor(fill, cv2.COLOR_RGB2LAB)), axis=2)
    return bool((away >= APART).mean() >= MOSTLY)
