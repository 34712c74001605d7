"""Where three small networks think the person is.

MediaPipe's selfie segmentation (Apache-2.0) knows people from anything else, and is asked at three scales: the
whole photo, the upper body, the head. MediaPipe's pose network (BlazePose, Bazarevsky et al. 2020, Apache-2.0)
knows this person from a bystander or a flag, with coarse borders. Each is asked twice, mirrored, which
halves its mistakes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from identity.detection.tflite import TfliteModel
from identity.faces import Box, Rgb
from identity.geometry import square_around, warped
from identity.matting.planes import Plane, fitted, resized, resized_rgb, sigmoid

SIDE = 256
SMALL = 256
"""Long side of the picture on which opinions are compared."""
MEDIUM = 1024
"""Long side of the picture the views are cut from."""
VIEWS = (
    (1.0, (99.0, 99.0, 99.0, 99.0)),
    (2.0, (3.2, 2.2, 3.2, 4.4)),
    (4.0, (1.5, 1.6, 1.5, 1.4)),
)
"""(weight, how far left, up, right, down of the face's center in face widths): closer views count for more."""
POSE_DOWN, POSE_SIZE = 2.5, 8.0
"""Center and side of the square that BlazePose expects around a whole body, in face widths."""


@dataclass(frozen=True, slots=True)
class Opinions:
    """On the picture reduced to `rgb`; `scale` is its pixels per pixel of the photo."""

    rgb: Rgb
    scale: float
    human: Plane
    this_person: Plane


class PersonOpinions:
    def __init__(self, models: Path) -> None:
        self._selfie = TfliteModel(models / "selfie_segmentation.tflite")
        self._pose = TfliteModel(models / "pose_landmark_full.tflite")

    def about(self, rgb: Rgb, face: Box) -> Opinions:
        medium, size = resized_rgb(rgb, fitted(rgb.shape, MEDIUM)), fitted(rgb.shape, SMALL)
        small, scale = resized_rgb(medium, size), size[0] / rgb.shape[1]
        human = self._human(medium, face.scaled(medium.shape[1] / rgb.shape[1]), size)
        return Opinions(small, scale, human, self._this_person(small, face.scaled(scale)))

    def _human(self, rgb: Rgb, face: Box, size: tuple[int, int]) -> Plane:
        across, down = size[0] / rgb.shape[1], size[1] / rgb.shape[0]
        total = np.zeros((size[1], size[0]), np.float32)
        weights = np.zeros_like(total)
        for weight, reach in VIEWS:
            x0, y0, x1, y1 = face.region(reach, rgb.shape)
            left, right, top, bottom = round(x0 * across), round(x1 * across), round(y0 * down), round(y1 * down)
            if right - left < 2 or bottom - top < 2:  # noqa: PLR2004 - nothing of this view is in the photo
                continue
            mask = resized(self._segmented(rgb[y0:y1, x0:x1]), (right - left, bottom - top))
            part = np.s_[top:bottom, left:right]
            faded = weight * _fading(total.shape, (left, top, right, bottom), 0.5 * face.w * across)
            total[part] += faded * mask
            weights[part] += faded
        return total / weights

    def _segmented(self, rgb: Rgb) -> Plane:
        square = np.asarray(cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)
        return _mirrored_mean(lambda picture: self._selfie(_batch(picture))[0].squeeze(), square)

    def _this_person(self, small: Rgb, face: Box) -> Plane:
        center = face.center[0], face.center[1] + POSE_DOWN * face.w
        there = square_around(center, POSE_SIZE * face.w, 0.0, SIDE)
        square = warped(small, there, SIDE)
        mask = _mirrored_mean(self._posed, square)
        back = cv2.warpAffine(mask, there, small.shape[1::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        return np.asarray(back, np.float32)

    def _posed(self, square: Rgb) -> Plane:
        outputs = self._pose(_batch(square))
        logits = next(output for output in outputs if output.size == SIDE * SIDE)
        return sigmoid(np.clip(logits.reshape(SIDE, SIDE), -20, 20))


def _batch(square: Rgb) -> Plane:
    return square[None].astype(np.float32) / 255


def _mirrored_mean(ask: Callable[[Rgb], Plane], square: Rgb) -> Plane:
    mirrored = ask(np.ascontiguousarray(square[:, ::-1]))
    return (ask(square) + mirrored[:, ::-1]) / 2


def _fading(shape: tuple[int, ...], view: tuple[int, int, int, int], reach: float) -> Plane:
    """1 inside a view, fading out towards those of its sides that are not the photo's own."""
    left, top, right, bottom = view
    rows = _ramp(top, bottom, shape[0], reach)
    return rows[:, None] * _ramp(left, right, shape[1], reach)[None]


def _ramp(start: int, end: int, length: int, reach: float) -> Plane:
    steps = np.arange(start, end, dtype=np.float32)
    rising = (steps - start + 1) / reach if start > 0 else np.ones_like(steps)
    falling = (end - steps) / reach if end < length else np.ones_like(steps)
    return np.clip(np.minimum(rising, falling), 0, 1)
