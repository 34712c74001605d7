"""Where things will stand: the head of the person who is placed later, and the calm the words need."""

from dataclasses import dataclass
from functools import cached_property

from common.brief import FacePosition, TextPlacement
from common.direction import Direction
from gen_studio.paint.canvas import Canvas, Floats, Patch
from gen_studio.paint.light import Point, distance, smoothstep
from gen_studio.paint.soft import Soft, soft

_HEAD_X = {FacePosition.LEFT: 0.29, FacePosition.CENTER: 0.5, FacePosition.RIGHT: 0.71}
_TEXT_AT: dict[TextPlacement, tuple[float, float]] = {
    TextPlacement.LEFT: (0.24, 0.5),
    TextPlacement.RIGHT: (0.76, 0.5),
    TextPlacement.TOP: (0.5, 0.18),
    TextPlacement.BOTTOM: (0.5, 0.82),
    TextPlacement.AROUND: (0.5, 0.88),
}


@dataclass(frozen=True)
class Stage:
    """Points in units. `side` is -1, 0 or 1: where the person stands, seen from the middle."""

    canvas: Canvas
    direction: Direction

    @cached_property
    def head(self) -> Point:
        height = 0.4
        if self.canvas.bottom > self.canvas.right:
            height = {TextPlacement.TOP: 0.5, TextPlacement.BOTTOM: 0.36}.get(self.direction.text, 0.42)
        spread = _HEAD_X[self.direction.face] if self.canvas.right > 1.0 else 0.5 + 0.5 * self.offset
        return spread * self.canvas.right, height * self.canvas.bottom

    @property
    def offset(self) -> float:
        """The head's distance from the middle of a canvas that leaves little room beside it."""
        return (_HEAD_X[self.direction.face] - 0.5) * (1.6 if self.canvas.bottom < 1.2 * self.canvas.right else 1.0)

    @property
    def side(self) -> int:
        return {FacePosition.LEFT: -1, FacePosition.CENTER: 0, FacePosition.RIGHT: 1}[self.direction.face]

    @property
    def lean(self) -> int:
        """`side`, but never zero: which way an asymmetric scene leans."""
        return self.side or (1 if self.direction.seed % 2 else -1)

    @property
    def reach(self) -> float:
        """About the height of the head."""
        return 0.5

    @cached_property
    def text(self) -> Point:
        x, y = _TEXT_AT[self.direction.text]
        return x * self.canvas.right, y * self.canvas.bottom

    def quiet(self) -> Soft:
        """1 where the words will be, 0 away from them, softly."""
        canvas, text = self.canvas, self.direction.text
        if text is TextPlacement.AROUND:
            away = distance(self.head)
            return soft(canvas, lambda patch: smoothstep(0.35, 0.85, away(patch)))
        return soft(canvas, lambda patch: _towards(patch, text, canvas))


def _towards(patch: Patch, text: TextPlacement, canvas: Canvas) -> Floats:
    across, down = patch.x / canvas.right, patch.y / canvas.bottom
    if text is TextPlacement.LEFT:
        return smoothstep(0.62, 0.38, across)
    if text is TextPlacement.RIGHT:
        return smoothstep(0.38, 0.62, across)
    return smoothstep(0.52, 0.28, down) if text is TextPlacement.TOP else smoothstep(0.5, 0.74, down)
