"""The cut-out person as geometry: boxes, where the photo's frame cuts the body, and a coarse silhouette."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from common.ticket import Edge, IdentityPage
from common.tonality import FaceTone, face_tone
from compositor.geometry import Rect

_CELLS = 160
OPAQUE = 100
"""Alpha from which a cell counts as body: soft hair tips do not."""
_HALF_A_HEAD = 0.2
"""In face widths: a face so near to the photo's side has lost an ear there."""
_MIRROR: dict[Edge, Edge] = {"left": "right", "right": "left", "top": "top", "bottom": "bottom"}


@dataclass(frozen=True)
class Person:
    """Lengths are pixels of the cut-out picture; `body` is a coarse mask of it, `cell` such pixels to a cell."""

    width: float
    height: float
    face: Rect
    head: Rect
    cut_edges: tuple[Edge, ...]
    body: NDArray[np.bool_]
    cell: float
    light: float = 1.0
    """How bright the brightest parts of the face are, 0 to 1."""
    tone: FaceTone | None = None
    """How the face is lit and colored, where it was seen."""

    @property
    def bottom(self) -> float:
        """Below the lowest row that shows the body."""
        rows = np.flatnonzero(self.body.any(axis=1))
        return min(self.height, float(rows[-1] + 1) * self.cell) if len(rows) else self.height

    def span(self, top: float, bottom: float) -> tuple[float, float] | None:
        """Leftmost and rightmost body pixel between two rows."""
        first, last = max(0, int(top / self.cell)), max(1, int(np.ceil(bottom / self.cell)))
        columns = np.flatnonzero(self.body[first:last].any(axis=0))
        if not len(columns):
            return None
        return float(columns[0]) * self.cell, min(self.width, float(columns[-1] + 1) * self.cell)

    def cut_from(self, edge: Edge) -> float | None:
        """The first row in which the body touches that side of the photo; None where it never does."""
        if edge not in self.cut_edges:
            return None
        column = self.body[:, :2] if edge == "left" else self.body[:, -2:]
        rows = np.flatnonzero(column.any(axis=1))
        return float(rows[0]) * self.cell if len(rows) else None

    @property
    def head_is_cut(self) -> Edge | None:
        """The side on which the photo cuts the head itself, not only a shoulder."""
        sides: tuple[tuple[Edge, float], ...] = (("left", self.face.x), ("right", self.width - self.face.right))
        for edge, room in sides:
            row = self.cut_from(edge)
            if row is not None and row < self.face.bottom and room < _HALF_A_HEAD * self.face.w:
                return edge
        return None

    def mirrored(self) -> "Person":
        return replace(
            self,
            face=self.face.mirrored(self.width),
            head=self.head.mirrored(self.width),
            cut_edges=tuple(_MIRROR[edge] for edge in self.cut_edges),
            body=self.body[:, ::-1],
        )


def person_of(page: IdentityPage, cutout: NDArray[np.uint8] | None = None) -> Person:
    """`cutout` is the picture itself, (h, w, 4), at any size; without it shoulders and good light are assumed."""
    cell = max(page.width, page.height) / _CELLS
    shape = max(1, round(page.height / cell)), max(1, round(page.width / cell))
    head = Rect.of(page.head)
    face = Rect.of(page.face)
    if cutout is None:
        return Person(page.width, page.height, face, head, page.cut_edges, _assumed(head.scaled(1 / cell), shape), cell)
    seen = face.scaled(cutout.shape[1] / page.width)
    tone = face_tone(cutout[..., :3], (seen.x, seen.y, seen.w, seen.h))
    body, light = _sampled(cutout[..., 3], shape), _light(cutout, seen)
    return Person(page.width, page.height, face, head, page.cut_edges, body, cell, light, tone)


def imagined() -> Person:
    """A sitter for pictures that bring their own person, or none: the words leave room for a head of usual shape."""
    width, height = 1000.0, 1500.0
    head = Rect(350, 150, 300, 400)
    cell = height / _CELLS
    shape = round(height / cell), round(width / cell)
    return Person(width, height, head.grown(-40), head, ("bottom",), _assumed(head.scaled(1 / cell), shape), cell)


def silhouette(alpha: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], float]:
    """`body` and `cell` of a `Person`, from the alpha plane of its picture."""
    cell = max(alpha.shape) / _CELLS
    return _sampled(alpha, (max(1, round(alpha.shape[0] / cell)), max(1, round(alpha.shape[1] / cell)))), cell


def _light(cutout: NDArray[np.uint8], face: Rect) -> float:
    """The 95th percentile of luma: what light makes of a face, whatever the skin."""
    left, top = max(0, int(face.x)), max(0, int(face.y))
    part = cutout[top : int(face.bottom) + 1 : 2, left : int(face.right) + 1 : 2, :3]
    return float(np.percentile(part @ np.array([0.2126, 0.7152, 0.0722]), 95)) / 255 if part.size else 1.0


def _sampled(alpha: NDArray[np.uint8], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Nearest rows and columns: a silhouette needs no anti-aliasing."""
    rows = (np.arange(shape[0]) + 0.5) * alpha.shape[0] / shape[0]
    columns = (np.arange(shape[1]) + 0.5) * alpha.shape[1] / shape[1]
    return np.asarray(alpha[rows.astype(int)][:, columns.astype(int)] > OPAQUE, np.bool_)


def _assumed(head: Rect, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """An egg for the head and shoulders three heads wide below it."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]] + 0.5
    cx, cy = head.center
    egg = ((x - cx) / max(head.w, 1e-6)) ** 2 + ((y - cy) / max(head.h, 1e-6)) ** 2 <= 1 / 4
    below = y - head.bottom
    shoulders = (below > 0) & (np.abs(x - cx) < head.w * (0.35 + np.clip(below / max(head.h, 1e-6), 0, 0.5) * 2.2))
    return np.asarray(egg | shoulders, np.bool_)
