"""Who is in the picture, as identity sees them: heads to keep words off, a silhouette to take a place from."""

from dataclasses import dataclass, field
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from common.layout import Box

Side = Literal["left", "center", "right"]
MIDDLE = (0.42, 0.58)
LEAST = 0.01
"""Of the picture: a smaller silhouette is nobody."""
SMALL, FACE_ALONE, WHOLE_BODY = 0.14, 0.2, 0.05
"""Of the picture's shorter side, a head that is part of the scene, and one whose body nobody could cut out; of the
picture, the box of a body that makes a small head the subject. Noses of rockets were the former."""
HAIR = 0.45
"""Of a face's height, above it."""
SHOULDER, EARS = 1.0, 0.35
"""Of a face's width, beside it."""


@dataclass(frozen=True)
class People:
    """`faces` largest first; `silhouette` (h, w) of the people around them, None where nobody was cut out."""

    faces: tuple[Box, ...] = ()
    silhouette: NDArray[np.bool_] | None = field(default=None, repr=False)

    @property
    def not_cut_out(self) -> "People":
        """Those whose body nobody told from what is around it."""
        return People(tuple(face for face in self.faces if not self._is_cut_out(face)))

    def _is_cut_out(self, face: Box) -> bool:
        if self.silhouette is None:
            return False
        x, y, w, h = face
        rows, columns = self.silhouette.shape
        middle = min(rows - 1, max(0, int(y + h / 2))), min(columns - 1, max(0, int(x + w / 2)))
        return bool(self.silhouette[middle])


@dataclass(frozen=True, slots=True)
class Standing:
    """The main person: boxes in pixels of the picture, `scale` the head's height over the picture's."""

    box: Box
    head: Box
    side: Side
    scale: float
    sure: float


def main_person(people: People, size: tuple[int, int]) -> Standing | None:
    """`size` is (width, height). None where there is no face, or a small one: whoever that is belongs to the scene."""
    if not people.faces:
        return None
    head = _head(people.faces[0], size)
    box = _body(people.silhouette, head, size)
    if _belongs_to_the_scene(people.faces[0], box, size):
        return None
    middle = (head[0] + head[2] / 2) / size[0]
    side: Side = "left" if middle < MIDDLE[0] else "right" if middle > MIDDLE[1] else "center"
    return Standing(box or head, head, side, head[3] / size[1], 0.9 if box else 0.5)


def _belongs_to_the_scene(face: Box, body: Box | None, size: tuple[int, int]) -> bool:
    height = (1 + HAIR) * face[3] / min(size)
    if body is None:
        return height < FACE_ALONE
    return height < SMALL and body[2] * body[3] < WHOLE_BODY * size[0] * size[1]


def standing_in(people: People, size: tuple[int, int]) -> NDArray[np.bool_]:
    """(h, w): where anybody's head and body could be, whether or not they were cut out. `size` is (width, height)."""
    taken = np.zeros((size[1], size[0]), bool)
    for x, y, w, h in people.faces:
        top, left, right = max(0, round(y - HAIR * h)), max(0, round(x - SHOULDER * w)), round(x + (1 + SHOULDER) * w)
        taken[top:, left : max(0, right)] = True
    return taken


def bodies_in(people: People, size: tuple[int, int]) -> NDArray[np.bool_]:
    """(h, w): what is likely of those whom nobody cut out: heads, and below them shoulders down to the edge.

    A crowd far away belongs to the scene. `size` is (width, height).
    """
    taken = np.zeros((size[1], size[0]), bool)
    for face in people.not_cut_out.faces:
        x, y, w, h = face
        if (1 + HAIR) * h < SMALL * min(size):
            continue
        for top, bottom, beside in ((y - HAIR * h, y + h, EARS), (y + h, size[1], SHOULDER)):
            left, right = max(0, round(x - beside * w)), max(0, round(x + (1 + beside) * w))
            taken[max(0, round(top)) : max(0, round(bottom)), left:right] = True
    return taken


def _head(face: Box, size: tuple[int, int]) -> Box:
    """From the hair to the chin, inside the picture."""
    x, y, w, h = face
    top, left = max(0.0, y - HAIR * h), max(0.0, x - 0.15 * w)
    right, bottom = min(float(size[0]), x + 1.15 * w), min(float(size[1]), y + 1.05 * h)
    return left, top, right - left, bottom - top


def _body(silhouette: NDArray[np.bool_] | None, head: Box, size: tuple[int, int]) -> Box | None:
    """The part of the silhouette that the head belongs to."""
    if silhouette is None:
        return None
    _, labels, stats, _ = cv2.connectedComponentsWithStats(silhouette.astype(np.uint8), connectivity=8)
    x, y, w, h = (round(value) for value in head)
    inside = labels[y : y + h, x : x + w]
    inside = inside[inside > 0]
    if not inside.size:
        return None
    left, top, width, height, area = (int(value) for value in stats[np.bincount(inside).argmax()])
    return (left, top, width, height) if area > LEAST * size[0] * size[1] else None
