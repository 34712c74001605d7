"""MediaPipe's BlazeFace detectors (Apache-2.0): one anchor grid, a box and six keypoints per anchor.

Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs", 2019; the models
ship in the mediapipe wheel. The full-range model sees a face of a twelfth of its square input, so small
faces and groups are found on overlapping tiles; the short-range one sees a face that fills the picture.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.tflite import Tensor, TfliteModel
from identity.faces import Box, Face, Points, Rgb

WORKING_SIDE = 1280
TILE_SIDE = 560
ENOUGH, SURE = 1 / 6, 0.85
"""Where a face takes up this much of the long side and is as sure, no other one of its size can have been missed."""
SMALL_TILE_SIDE = 240
LEAST_SCORE = 0.5
SAME_FACE = 0.3
"""Boxes that overlap more than this are one face."""
AGREED, VOTE, VOTES = 0.5, 0.1, 2
"""Boxes that overlap more than the first are the same opinion; each of up to two more is worth so much score."""
TURNS = (-55.0, 55.0, 90.0, -90.0, 180.0)
"""Degrees tried by a thorough search: a head on a sofa, a photo stored sideways."""


@dataclass(frozen=True, slots=True)
class _Range:
    file: str
    side: int
    grids: tuple[tuple[int, int], ...]
    """(cells per side, anchors per cell)."""


FULL_RANGE = _Range("face_detection_full_range_sparse.tflite", 192, ((48, 1),))
SHORT_RANGE = _Range("face_detection_short_range.tflite", 128, ((16, 2), (8, 6)))


class BlazeFace:
    """`FaceDetection` by both BlazeFace models."""

    def __init__(self, models: Path) -> None:
        self._full = _Detector(models, FULL_RANGE)
        self._short = _Detector(models, SHORT_RANGE)

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
        return self._full.faces(rgb) + self._short.faces(rgb)

    def _tiled(self, rgb: Rgb, side: int) -> list[Face]:
        return [
            _mapped(face, np.eye(2), np.array([x, y]))
            for x, y, tile in _tiles(rgb, side)
            for face in self._full.faces(tile)
        ]

    def _turned(self, rgb: Rgb) -> list[Face]:
        found: list[Face] = []
        for degrees in TURNS:
            turned, back = _rotation(rgb, degrees)
            found += [_mapped(face, back[:, :2], back[:, 2]) for face in self._whole(turned)]
        return found


class _Detector:
    """One model on one picture, letterboxed into its square input."""

    def __init__(self, models: Path, reach: _Range) -> None:
        self._model = TfliteModel(models / reach.file)
        self._side = reach.side
        self._anchors = _anchors(reach.grids)

    def faces(self, rgb: Rgb) -> list[Face]:
        square, scale, offset = _letterboxed(rgb, self._side)
        outputs = self._model(square[None].astype(np.float32) / 127.5 - 1)
        scores, boxes = sorted(outputs, key=lambda output: output.shape[-1])
        return self._decoded(scores[0, :, 0], boxes[0], scale, offset)

    def _decoded(self, logits: Tensor, raw: Tensor, scale: float, offset: NDArray[np.float64]) -> list[Face]:
        sure = 1 / (1 + np.exp(-np.clip(logits, -80, 80)))
        keep = np.flatnonzero(sure >= LEAST_SCORE)
        pairs = raw[keep].reshape(len(keep), raw.shape[-1] // 2, 2)
        size = pairs[:, 1]
        points = np.concatenate([pairs[:, :1], pairs[:, 2:]], axis=1)
        points += self._anchors[keep, None] * self._side
        candidates = [
            _face((points[i] - offset) / scale, size[i] / scale, float(sure[keep[i]])) for i in range(len(keep))
        ]
        return _blended(candidates)


def _anchors(grids: tuple[tuple[int, int], ...]) -> Points:
    """Cell centers in 0..1, row by row, each repeated for its anchors."""
    rows = [
        ((x + 0.5) / cells, (y + 0.5) / cells)
        for cells, repeats in grids
        for y in range(cells)
        for x in range(cells)
        for _ in range(repeats)
    ]
    return np.array(rows, np.float32)


def _face(points: NDArray[np.floating], size: NDArray[np.floating], score: float) -> Face:
    (x, y), (w, h) = points[0], size
    box = Box(float(x - w / 2), float(y - h / 2), float(w), float(h))
    return Face(box, points[1:].astype(np.float32), score)


def _blended(candidates: list[Face]) -> list[Face]:
    """BlazeFace's own suppression: overlapping candidates are averaged by score, which steadies them."""
    rest = sorted(candidates, key=lambda face: -face.score)
    faces: list[Face] = []
    while rest:
        same = [face for face in rest if face.box.overlap(rest[0].box) > SAME_FACE] or rest[:1]
        faces.append(_average(same))
        rest = [face for face in rest if all(face is not other for other in same)]
    return faces


def _average(same: list[Face]) -> Face:
    weights = np.array([face.score for face in same])
    boxes = np.array([(f.box.x, f.box.y, f.box.w, f.box.h) for f in same])
    x, y, w, h = np.average(boxes, axis=0, weights=weights)
    keypoints = np.average(np.stack([f.keypoints for f in same]), axis=0, weights=weights)
    return Face(Box(float(x), float(y), float(w), float(h)), keypoints.astype(np.float32), same[0].score)


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


def _letterboxed(rgb: Rgb, side: int) -> tuple[Rgb, float, NDArray[np.float64]]:
    h, w = rgb.shape[:2]
    scale = side / max(h, w)
    size = max(1, round(w * scale)), max(1, round(h * scale))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    x, y = (side - size[0]) // 2, (side - size[1]) // 2
    square = np.zeros((side, side, 3), np.uint8)
    square[y : y + size[1], x : x + size[0]] = small
    return square, scale, np.array([x, y], np.float64)


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
