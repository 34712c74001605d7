"""The cut-out person as geometry: boxes, where the photo's frame cuts the body, and a coarse silhouette."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from common.ticket import Edge, IdentityPage
from compositor.geometry import Rect

_CELLS = 160
_OPAQUE = 100
"""Alpha from which a cell counts as body: soft hair tips do not."""
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
        for edge in ("left", "right"):
            row = self.cut_from(edge)
            if row is not None and row < self.head.y + 0.75 * self.head.h:
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


def person_of(page: IdentityPage, alpha: NDArray[np.uint8] | None = None) -> Person:
    """`alpha` is the cut-out's, (height, width), at any size; without it shoulders are assumed."""
    cell = max(page.width, page.height) / _CELLS
    shape = max(1, round(page.height / cell)), max(1, round(page.width / cell))
    head = Rect.of(page.head)
    body = _assumed(head.scaled(1 / cell), shape) if alpha is None else _sampled(alpha, shape)
    return Person(page.width, page.height, Rect.of(page.face), head, page.cut_edges, body, cell)


def _sampled(alpha: NDArray[np.uint8], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Nearest rows and columns: a silhouette needs no anti-aliasing."""
    rows = (np.arange(shape[0]) + 0.5) * alpha.shape[0] / shape[0]
    columns = (np.arange(shape[1]) + 0.5) * alpha.shape[1] / shape[1]
    return np.asarray(alpha[rows.astype(int)][:, columns.astype(int)] > _OPAQUE, np.bool_)


def _assumed(head: Rect, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """An egg for the head and shoulders three heads wide below it."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]] + 0.5
    cx, cy = head.center
    egg = ((x - cx) / max(head.w, 1e-6)) ** 2 + ((y - cy) / max(head.h, 1e-6)) ** 2 <= 0.25
    below = y - head.bottom
    shoulders = (below > 0) & (np.abs(x - cx) < head.w * (0.35 + np.clip(below / max(head.h, 1e-6), 0, 0.5) * 2.2))
    return np.asarray(egg | shoulders, np.bool_)
