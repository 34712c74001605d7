"""A finished picture read back as geometry: the person as it stands there, and where its words lie."""

from dataclasses import dataclass

import numpy as np

from common.brief import FacePosition, TextPlacement
from common.direction import Crop
from common.layout import ImageLayer
from common.ticket import Edge
from compositor.compose.frame import Frame
from compositor.compose.person import OPAQUE, Person, silhouette
from compositor.compose.placing import BESIDE, Placement
from compositor.geometry import Rect
from compositor.pixels import Rgba

_ASSUMED_HEAD = 0.42
"""Of a body's visible height, for specs that do not say where the head is."""
_MIDDLE = (0.42, 0.58)
_TOUCHING = 3
_WIDE_WORDS = 0.62


@dataclass(frozen=True)
class Standing:
    """`person` in pixels of its own picture, `placed` in pixels of the canvas."""

    person: Person
    placed: Placement


def standing(layer: ImageLayer, picture: Rgba, frame: Frame) -> Standing:
    """The person of a spec: where it stands, and at which sides its picture was cut."""
    box = Rect.of(layer.bbox) if layer.bbox else frame.canvas
    scale = box.w / picture.shape[1]
    source = np.ascontiguousarray(picture[:, ::-1]) if layer.style.flip else picture
    head = Rect.of(layer.focus) if layer.focus else _assumed_head(source).scaled(scale).moved(box.x, box.y)
    own = head.moved(-box.x, -box.y).scaled(1 / scale)
    height, width = source.shape[:2]
    person = Person(width, height, own, own, _cut_edges(source), *silhouette(source[..., 3]))
    return Standing(person, Placement(box=box, head=head, face=head, scale=scale, flip=False, hidden=()))


def _cut_edges(picture: Rgba) -> tuple[Edge, ...]:
    """Where the body runs into the border of its picture: there it was cut by the photo or by the canvas."""
    alpha = picture[..., 3] > OPAQUE
    borders: tuple[tuple[Edge, int], ...] = (
        ("left", int(alpha[:, 0].sum())),
        ("right", int(alpha[:, -1].sum())),
        ("top", int(alpha[0].sum())),
        ("bottom", int(alpha[-1].sum())),
    )
    return tuple(edge for edge, touching in borders if touching >= _TOUCHING)


def _assumed_head(picture: Rgba) -> Rect:
    alpha = picture[..., 3] > OPAQUE
    rows = np.flatnonzero(alpha.any(axis=1))
    if not len(rows):
        return Rect(0, 0, picture.shape[1], picture.shape[0])
    height = (rows[-1] + 1 - rows[0]) * _ASSUMED_HEAD
    columns = np.flatnonzero(alpha[rows[0] : rows[0] + max(1, round(height * 0.8))].any(axis=0))
    return Rect.between(float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[0] + height))


def side_of(head: Rect, frame: Frame) -> FacePosition:
    share = (head.center[0] - frame.canvas.x) / frame.canvas.w
    if _MIDDLE[0] <= share <= _MIDDLE[1]:
        return FacePosition.CENTER
    return FacePosition.LEFT if share < _MIDDLE[0] else FacePosition.RIGHT


def crop_of(head: Rect, frame: Frame) -> Crop:
    """The nearest of the planned crops."""
    share = head.h / frame.clear.h
    crops: tuple[Crop, ...] = ("close", "medium", "wide")
    return min(crops, key=lambda crop: abs(BESIDE[crop] - share))


def placement_of(ink: Rect, head: Rect | None, frame: Frame) -> TextPlacement:
    """Which side the words are on: of the head, else of the canvas."""
    x, y = head.center if head else frame.canvas.center
    if head and (ink.right <= head.x or ink.x >= head.right):
        return TextPlacement.LEFT if ink.center[0] < x else TextPlacement.RIGHT
    if head or ink.w > _WIDE_WORDS * frame.canvas.w:
        return TextPlacement.TOP if ink.center[1] < y else TextPlacement.BOTTOM
    return TextPlacement.LEFT if ink.center[0] < x else TextPlacement.RIGHT
