"""Copied words on the ground that they lie on now.

Light and dark alone would take red from blue, so colors that stand out in whatever direction are kept. On a background
painted anew, letters that do not stand out had something behind them that was not seen: they get a plate.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import most_readable, rgb_of
from common.layout import Plate, TextLayer
from compositor.geometry import Rect
from compositor.pixels import Rgb, resized

APART = 45.0
"""Difference in Lab from which letters stand out."""
MOSTLY = 0.85
"""Of what lies behind them."""
MOSTLY_SEEN = 0.5
"""Of what lies behind each letter."""
NARROW = 0.4
"""Of its height, the width of a letter."""
BUSY = 20.0
"""Standard deviation of the lightness behind letters, from which their edges are lost among others."""
UNSEEN = 16.0
"""Difference in Lab below which a plate is the background's own color."""
ALL_OVER = 0.7
"""Of what lies behind a plate that nobody would see: half a bar over a light sleeve is one."""
PAD, RADIUS = 0.22, 0.06
SAMPLE = 48


def stands_out(layer: TextLayer, ink: Rect, below: Rgb) -> bool:
    """`ink` in pixels of `below`, which shows the canvas without these words. Words on a plate bring their ground."""
    if layer.style.plate is not None:
        return True
    ground = _ground(ink, below)
    return not len(ground) or bool((_away(ground, layer.style.fill or "#ffffff") >= APART).mean() >= MOSTLY)


def loses_letters(layer: TextLayer, ink: Rect, below: Rgb) -> bool:
    """Whether bare letters stand out as a whole, and some of them not: over one dark sleeve, or in a busy place."""
    ground = _ground(ink, below)
    if layer.style.plate is not None or layer.style.stroke or not len(ground):
        return False
    if ground[:, 0].std() > BUSY:
        return True
    seen = (_away(ground, layer.style.fill or "#ffffff") >= APART).reshape(SAMPLE, SAMPLE)
    height = SAMPLE // max(1, len(layer.style.lines))
    width = max(1, min(SAMPLE, round(NARROW * height * ink.h / ink.w)))
    return bool(cv2.blur(seen.astype(np.float32), (width, height)).min() < MOSTLY_SEEN)


def plated(layer: TextLayer) -> TextLayer:
    """On a plate of the color that its letters read on best."""
    color = most_readable(layer.style.fill or "#ffffff", "#ffffff", "#111111")
    return layer.model_copy(update={"style": layer.style.model_copy(update={"plate": badge_plate(color)})})


def unplated(layer: TextLayer, ink: Rect, below: Rgb) -> TextLayer:
    """Without a plate that nobody would see."""
    plate, ground = layer.style.plate, _ground(ink, below)
    if plate is None or not len(ground) or np.quantile(_away(ground, plate.color), ALL_OVER) >= UNSEEN:
        return layer
    pad = plate.pad * (layer.style.size or 0.0)
    x, y, w, h = layer.bbox
    box = (x + pad, y, max(1.0, w - 2 * pad), h)  # the letters stay where they stood on it
    return layer.model_copy(update={"bbox": box, "style": layer.style.model_copy(update={"plate": None})})


def badge_plate(color: str) -> Plate:
    return Plate(color=color, pad=PAD, radius=RADIUS)


def _ground(ink: Rect, below: Rgb) -> NDArray[np.float32]:
    """(n, 3) in Lab; empty outside the canvas."""
    part = ink.clipped(Rect(0, 0, below.shape[1], below.shape[0]))
    if not part.area:
        return np.empty((0, 3), np.float32)
    left, top, right, bottom = int(part.x), int(part.y), int(part.right) + 1, int(part.bottom) + 1
    small = resized(np.ascontiguousarray(below[top:bottom, left:right]), SAMPLE, SAMPLE)
    return np.asarray(cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32).reshape(-1, 3)


def _away(ground: NDArray[np.float32], color: str) -> NDArray[np.float64]:
    one = np.array([[rgb_of(color)]], np.float32) / np.float32(255)
    lab = np.asarray(cv2.cvtColor(one, cv2.COLOR_RGB2LAB), np.float32)[0, 0]
    return np.linalg.norm(ground - lab, axis=1)
