"""MediaPipe's BlazeFace detectors (Apache-2.0): one anchor grid, a box and six keypoints per anchor.

Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs", 2019; the models
ship in the mediapipe wheel. The full-range model sees a face of a twelfth of its square input, so small
faces and groups are found on overlapping tiles; the short-range one sees a face that fills the picture.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.ssd import Network, SingleShot
from identity.faces import Box, Face, Rgb

WORKING_SIDE = 1280
TILE_SIDE = 560
ENOUGH, SURE = 1 / 6, 0.85
"""Where a face takes up this much of the long side and is as sure, no other one of its size can have been missed."""
SMALL_TILE_SIDE = 240
SAME_FACE = 0.3
"""Boxes that overlap more than this are one face."""
AGREED, VOTE, VOTES = 0.5, 0.1, 2
"""Boxes that overlap more than the first are the same opinion; each of up to two more is worth so much score."""
TURNS = (-55.0, 55.0, 90.0, -90.0, 180.0)
"""Degrees tried by a thorough search: a head on a sofa, a photo stored sideways."""


FULL_RANGE = Network("face_detection_full_range_sparse.tflite", 192, ((48, 1),))
SHORT_RANGE = Network("face_detection_short_range.tflite", 128, ((16, 2), (8, 6)))


class BlazeFace:
    """`FaceDetection` by both BlazeFace models."""

    def __init__(self, models: Path) -> None:
        self._full = SingleShot(models, FULL_RANGE)
        self._short = SingleShot(models, SHORT_RANGE)

    def faces(self, rgb: Rgb, *, thorough: bool = False) -> list[Face]:
        scale = min(1.0, WORKING_SIDE / max(rgb.shape[:2]))
        small = _resized(rgb, scale)
        found = self._whole(small)
        if max((face.box.w for face in found if face.score >= SURE), default=0) < ENOUGH * max(small.shape[:2]):
            found += self._tiled(small, TILE_SIDE)
        if thorough:
            found += self._tiled(small, SMALL_TILE_SIDE) + self._turned(small)
        return [_mapped(face, np.eye(2) / scale, np.zeros(2)) for face in _distinct(found)]

    def _whole(self, rgb: Rgb) -> list[Face]:
        return _faces(self._full, rgb) + _faces(self._short, rgb)

    def _tiled(self, rgb: Rgb, side: int) -> list[Face]:
        return [
            _mapped(face, np.eye(2), np.array([x, y]))
            for x, y, tile in _tiles(rgb, side)
            for face in _faces(self._full, tile)
        ]

    def _turned(self, rgb: Rgb) -> list[Face]:
        found: list[Face] = []
        for degrees in TURNS:
            turned, back = _rotation(rgb, degrees)
            found += [_mapped(face, back[:, :2], back[:, 2]) for face in self._whole(turned)]
        return found


def _faces(network: SingleShot, rgb: Rgb) -> list[Face]:
    return [Face(one.box, one.keypoints, one.score) for one in network.seen(rgb)]


def _distinct(faces: list[Face]) -> list[Face]:
    """The best score wins where whole picture, tiles and models saw the same face; one that several saw is better."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: -_backed(face, faces)):
        if all(not _same(face.box, other.box) for other in kept):
            kept.append(face)
    return sorted(kept, key=lambda face: -face.score)


def _backed(face: Face, faces: list[Face]) -> float:
    votes = sum(other is not face and other.box.overlap(face.box) > AGREED for other in faces)
    return face.score + VOTE * min(votes, VOTES)


def _same(a: Box, b: Box) -> bool:
    """Also a box inside another one: a tile may see only part of a large face."""
    (ax, ay), (bx, by) = a.center, b.center
    inside = abs(ax - bx) < max(a.w, b.w) / 2 and abs(ay - by) < max(a.h, b.h) / 2
    return inside or a.overlap(b) > SAME_FACE


def _mapped(face: Face, linear: NDArray[np.floating], shift: NDArray[np.floating]) -> Face:
    """The face in another frame: rotation and scale, then shift. A turned box stays axis-aligned."""
    center = linear @ np.array(face.box.center) + shift
    scale = float(np.sqrt(abs(np.linalg.det(linear))))
    w, h = face.box.w * scale, face.box.h * scale
    box = Box(float(center[0] - w / 2), float(center[1] - h / 2), w, h)
    return Face(box, (face.keypoints @ linear.T + shift).astype(np.float32), face.score)


def _resized(rgb: Rgb, scale: float) -> Rgb:
    if scale == 1.0:
        return rgb
    return np.asarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _tiles(rgb: Rgb, side: int) -> list[tuple[int, int, Rgb]]:
    """Half-overlapping squares over a picture larger than one of them."""
    h, w = rgb.shape[:2]
    if max(h, w) <= side:
        return []
    return [(x, y, rgb[y : y + side, x : x + side]) for y in _starts(h, side) for x in _starts(w, side)]


def _starts(length: int, side: int) -> list[int]:
    last = max(0, length - side)
    steps = -(-last * 2 // side)
    return [round(last * i / steps) for i in range(steps + 1)] if steps else [0]


def _rotation(rgb: Rgb, degrees: float) -> tuple[Rgb, NDArray[np.float64]]:
    """The picture turned about its center on a canvas that holds all of it, and the way back (2, 3)."""
    h, w = rgb.shape[:2]
    turn = np.asarray(cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1.0), np.float64)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = round(w * cos + h * sin), round(w * sin + h * cos)
    turn[:, 2] += np.array(size) / 2 - np.array([w, h]) / 2
    turned = cv2.warpAffine(rgb, turn, size, flags=cv2.INTER_LINEAR)
    return np.asarray(turned, np.uint8), np.asarray(cv2.invertAffineTransform(turn), np.float64)
