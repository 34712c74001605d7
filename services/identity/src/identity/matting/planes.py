"""Single-channel float pictures, and the few operations matting needs on them."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.faces import Box, Rgb

Plane: TypeAlias = NDArray[np.floating]
"""(h, w), float32 in memory, usually 0 to 1."""
Mask: TypeAlias = NDArray[np.bool_]
"""(h, w) of bool."""
Colors: TypeAlias = NDArray[np.floating]
"""(h, w, n), float32 in memory, usually 0 to 1."""

REMAP_ROW = 4096  # cv2.remap takes at most 32767 columns
NEARBY = 0.05
"""A cell of which this share is known counts as much as everything around it."""


def fitted(shape: tuple[int, ...], longest: int) -> tuple[int, int]:
    """(w, h) of a picture whose long side is at most `longest`, never enlarged."""
    h, w = shape[:2]
    scale = min(1.0, longest / max(h, w))
    return max(1, round(w * scale)), max(1, round(h * scale))


def resized(plane: Plane, size: tuple[int, int]) -> Plane:
    """`size` is (w, h); averaged when it shrinks."""
    way = cv2.INTER_AREA if size[0] < plane.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, size, interpolation=way), np.float32)


def resized_rgb(rgb: Rgb, size: tuple[int, int]) -> Rgb:
    if size == (rgb.shape[1], rgb.shape[0]):
        return rgb
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def resized_mask(mask: Mask, size: tuple[int, int]) -> Mask:
    return cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0


def sampled(plane: Plane, xs: Plane, ys: Plane) -> Plane:
    """Bilinear values of `plane` at n points, in its own pixels."""
    if len(xs) == 0:
        return np.zeros(0, np.float32)
    padding = -len(xs) % REMAP_ROW
    grid = [np.pad(axis.astype(np.float32), (0, padding)).reshape(-1, REMAP_ROW) for axis in (xs, ys)]
    values = cv2.remap(plane, grid[0], grid[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(values, np.float32).ravel()[: len(xs)]


def channels(rgb: Rgb) -> list[Plane]:
    """The three channels, 0 to 1."""
    return [np.ascontiguousarray(rgb[..., i]).astype(np.float32) / 255 for i in range(3)]


def logit(probability: Plane, surest: float = 0.98) -> Plane:
    sure = np.clip(probability, 1 - surest, surest)
    return np.log(sure / (1 - sure))


def sigmoid(x: Plane) -> Plane:
    return (1 / (1 + np.exp(-x))).astype(np.float32)


def distances(mask: Mask) -> tuple[Plane, Plane]:
    """Pixels to the border, from inside and from outside; the picture's frame is no border."""
    framed = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    inside = cv2.distanceTransform(framed, cv2.DIST_L2, 5)[1:-1, 1:-1]
    outside = cv2.distanceTransform(1 - framed, cv2.DIST_L2, 5)[1:-1, 1:-1]
    return np.asarray(inside, np.float32), np.asarray(outside, np.float32)


def small_holes(mask: Mask, most: float) -> Mask:
    """The gaps of at most that many pixels that `mask` and nothing else surrounds."""
    h, w = mask.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats((~mask).astype(np.uint8), connectivity=4)
    found: Mask = np.zeros(count, np.bool_)
    for label in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[label])
        found[label] = area <= most and x > 0 and y > 0 and x + width < w and y + height < h
    return found[np.asarray(labels, np.int32)]


def headness(shape: tuple[int, ...], face: Box) -> Plane:
    """1 where hair is to be expected around a face, 0 elsewhere, with a soft border."""
    h, w = shape[:2]
    x, y = face.center
    dx = (np.arange(w, dtype=np.float32) - x) / (1.3 * face.w)
    dy = (np.arange(h, dtype=np.float32) - (y - 0.25 * face.w)) / face.w
    dy = np.where(dy < 0, dy / 1.25, dy / 0.95)  # shoulders are near, and firm
    distance = np.sqrt(dy[:, None] ** 2 + dx[None] ** 2)
    return np.clip((1.25 - distance) / 0.35, 0, 1).astype(np.float32)


def face_oval(shape: tuple[int, ...], face: Box) -> Mask:
    """Where a face is skin whatever the hair does."""
    x, y = face.center
    dx = (np.arange(shape[1], dtype=np.float32) - x) / (0.55 * face.w)
    dy = (np.arange(shape[0], dtype=np.float32) - (y + 0.1 * face.w)) / (0.7 * face.w)
    return dy[:, None] ** 2 + dx[None] ** 2 < 1


def carried(total: Colors, weight: Plane) -> Colors:
    """Known colors, given times their weight, brought to where nothing is known.

    Averages over cells that double in size; each takes from the next larger one what it does not know itself.
    """
    if max(weight.shape) == 1:
        return total / np.maximum(weight, 1e-6)[..., None]
    h, w = weight.shape
    half = ((w + 1) // 2, (h + 1) // 2)
    colors, share = (np.asarray(cv2.resize(p, half, interpolation=cv2.INTER_AREA), np.float32) for p in (total, weight))
    coarse = carried(colors.reshape(half[1], half[0], -1), share.reshape(half[1], half[0]))
    around = np.asarray(cv2.resize(coarse, (w, h), interpolation=cv2.INTER_LINEAR), np.float32).reshape(total.shape)
    return (total + NEARBY * around) / (weight + NEARBY)[..., None]
