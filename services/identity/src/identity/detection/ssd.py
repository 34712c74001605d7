"""MediaPipe's single-shot detectors (Apache-2.0): an anchor grid, a box and keypoints per anchor, on a square input."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.detection.tflite import Tensor, TfliteModel
from identity.faces import Box, Points, Rgb

LEAST_SCORE = 0.5
SAME = 0.3
"""Boxes that overlap more than this are one thing."""


@dataclass(frozen=True, slots=True)
class Network:
    file: str
    side: int
    grids: tuple[tuple[int, int], ...]
    """(cells per side, anchors per cell)."""
    signed: bool = True
    """Pixels go in as -1 to 1, otherwise as 0 to 1."""


@dataclass(frozen=True, slots=True)
class Seen:
    """`keypoints` (n, 2) are the network's own; `score` is 0 to 1."""

    box: Box
    keypoints: Points
    score: float


class SingleShot:
    """One network on one picture, letterboxed into its square input."""

    def __init__(self, models: Path, network: Network) -> None:
        self._model = TfliteModel(models / network.file)
        self._network = network
        self._anchors = _anchors(network.grids)

    def seen(self, rgb: Rgb) -> list[Seen]:
        square, scale, offset = _letterboxed(rgb, self._network.side)
        light = square[None].astype(np.float32)
        outputs = self._model(light / 127.5 - 1 if self._network.signed else light / 255)
        scores, boxes = sorted(outputs, key=lambda output: output.shape[-1])
        return self._decoded(scores[0, :, 0], boxes[0], scale, offset)

    def _decoded(self, logits: Tensor, raw: Tensor, scale: float, offset: NDArray[np.float64]) -> list[Seen]:
        sure = 1 / (1 + np.exp(-np.clip(logits, -80, 80)))
        keep = np.flatnonzero(sure >= LEAST_SCORE)
        pairs = raw[keep].reshape(len(keep), raw.shape[-1] // 2, 2)
        size = pairs[:, 1]
        points = np.concatenate([pairs[:, :1], pairs[:, 2:]], axis=1)
        points += self._anchors[keep, None] * self._network.side
        candidates = [
            _placed((points[i] - offset) / scale, size[i] / scale, float(sure[keep[i]])) for i in range(len(keep))
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


def _placed(points: NDArray[np.floating], size: NDArray[np.floating], score: float) -> Seen:
    (x, y), (w, h) = points[0], size
    box = Box(float(x - w / 2), float(y - h / 2), float(w), float(h))
    return Seen(box, points[1:].astype(np.float32), score)


def _blended(candidates: list[Seen]) -> list[Seen]:
    """MediaPipe's own suppression: overlapping candidates are averaged by score, which steadies them."""
    rest = sorted(candidates, key=lambda one: -one.score)
    found: list[Seen] = []
    while rest:
        same = [one for one in rest if one.box.overlap(rest[0].box) > SAME] or rest[:1]
        found.append(_average(same))
        rest = [one for one in rest if all(one is not other for other in same)]
    return found


def _average(same: list[Seen]) -> Seen:
    weights = np.array([one.score for one in same])
    boxes = np.array([(one.box.x, one.box.y, one.box.w, one.box.h) for one in same])
    x, y, w, h = np.average(boxes, axis=0, weights=weights)
    keypoints = np.average(np.stack([one.keypoints for one in same]), axis=0, weights=weights)
    return Seen(Box(float(x), float(y), float(w), float(h)), keypoints.astype(np.float32), same[0].score)


def _letterboxed(rgb: Rgb, side: int) -> tuple[Rgb, float, NDArray[np.float64]]:
    h, w = rgb.shape[:2]
    scale = side / max(h, w)
    size = max(1, round(w * scale)), max(1, round(h * scale))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    x, y = (side - size[0]) // 2, (side - size[1]) // 2
    square = np.zeros((side, side, 3), np.uint8)
    square[y : y + size[1], x : x + size[0]] = small
    return square, scale, np.array([x, y], np.float64)
