"""Where a picture that a model drew whole leaves room for words: the model was asked to, but nobody can be sure.

Faces, hands and objects have many edges, the room that was left for the title has few. So words go where the picture is
calm, on the other side than planned where the model put the person there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from common.brief import Brief, FacePosition, TextPlacement
from common.catalog import Size
from common.direction import Direction
from compositor.compose.wishes import Tried, wishes
from compositor.geometry import Rect
from compositor.pixels import Rgb, covering

_WIDTH = 96
"""Pixels across at which the picture is judged: what a viewer takes in at a glance."""
_BUSY = 2.0
"""Times the picture's mean amount of edges; words lose no more beyond it."""
_COST = 0.6
_ON_A_FACE = 0.97
"""What words lose that cover a face; a tenth of it costs half as much."""
_OTHER_SIDE = 0.9
_SIDES = (FacePosition.LEFT, FacePosition.RIGHT)
_BESIDE = {FacePosition.LEFT: TextPlacement.RIGHT, FacePosition.RIGHT: TextPlacement.LEFT}


@dataclass(frozen=True)
class Quiet:
    """`edges` is the local amount of edges, 1 on average, at `scale` pixels per pixel of the canvas."""

    edges: NDArray[np.float32]
    scale: float
    heads: tuple[Rect, ...] = ()
    """In pixels of the canvas, where somebody found them."""

    def under(self, inks: Sequence[Rect]) -> float:
        """1 where words lie on calm ground, less the busier the worst of their boxes is."""
        busiest = max((self._mean(ink) for ink in inks), default=0.0)
        return (1.0 - _COST * min(1.0, busiest / _BUSY)) * (1.0 - _ON_A_FACE * self._on_heads(inks))

    def _on_heads(self, inks: Sequence[Rect]) -> float:
        """The largest share of a head that words would cover, steeply: a little is too much."""
        shares = [ink.clipped(head).area / head.area for ink in inks for head in self.heads]
        return min(1.0, max(shares, default=0.0)) ** 0.25

    def _mean(self, ink: Rect) -> float:
        box = ink.scaled(self.scale)
        h, w = self.edges.shape
        left, top = min(w - 1, max(0, int(box.x))), min(h - 1, max(0, int(box.y)))
        right, bottom = max(left + 1, min(w, round(box.right))), max(top + 1, min(h, round(box.bottom)))
        return float(self.edges[top:bottom, left:right].mean())


def quiet_of(picture: Rgb, canvas: Size, heads: tuple[Rect, ...] = ()) -> Quiet:
    """Of a picture as it will be cut to the canvas."""
    height = max(1, round(_WIDTH * canvas.h / canvas.w))
    gray = cv2.cvtColor(covering(picture, _WIDTH, height), cv2.COLOR_RGB2GRAY).astype(np.float32)
    across, down = cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1)
    edges = np.asarray(cv2.magnitude(across, down), np.float32)
    return Quiet(edges / max(float(edges.mean()), 1e-6), _WIDTH / canvas.w, heads)


def both_sides(brief: Brief, direction: Direction) -> Iterator[Tried]:
    """The plan, and the other sides a person may have been drawn on, where the creator left them open."""
    yield from wishes(brief, direction)
    if brief.face or brief.text or brief.thirds:
        return
    for side in _SIDES:
        if side is direction.face:
            continue
        turned = direction.model_copy(update={"face": side, "text": _words_for(side, direction)})
        for placement, wish, worth in wishes(brief, turned):
            yield placement, wish, worth * _OTHER_SIDE


def _words_for(side: FacePosition, direction: Direction) -> TextPlacement:
    """Beside the person; above or below where the plan stacks them on a canvas without a beside."""
    return direction.text if direction.text is TextPlacement.TOP else _BESIDE[side]
