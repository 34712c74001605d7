"""What fitting decides: every run, line and plate of a text layer with its place on the canvas."""

from dataclasses import dataclass
from functools import cached_property
from math import cos, radians, sin

from common.fonts.face import Face
from common.layout import Box
from compositor.geometry import Rect, enclosing
from compositor.text.lines import Line


@dataclass(frozen=True)
class PlacedLine:
    """A line before rotation: where its origin goes, and what its fill covers."""

    line: Line
    x: float
    baseline: float
    ink: Rect

    @property
    def text(self) -> str:
        return self.line.text


@dataclass(frozen=True)
class FittedText:
    """A text measured into its box, in pixels of the canvas; before rotation, all but `bbox`."""

    family: str
    face: Face
    size: float
    stroke: float
    edge: float  # the stroke and what lies outside it
    lines: tuple[PlacedLine, ...]
    plates: tuple[Rect, ...]
    center: tuple[float, float]
    rotation: float
    notes: tuple[str, ...]

    @cached_property
    def ink(self) -> Rect:
        """All that is opaque: fill, stroke, outline and plates."""
        return enclosing((*(line.ink.grown(self.edge) for line in self.lines), *self.plates))

    @cached_property
    def bbox(self) -> Box:
        """The ink on the canvas, after rotation."""
        return self.turned(self.ink).box

    @property
    def cap_height(self) -> float:
        return self.face.cap_height * self.size

    def turned(self, rect: Rect) -> Rect:
        """The upright rectangle round `rect` after rotation."""
        corners = [self.turn(x, y) for x in (rect.x, rect.right) for y in (rect.y, rect.bottom)]
        xs, ys = zip(*corners, strict=True)
        return Rect.between(min(xs), min(ys), max(xs), max(ys))

    def turn(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes: `rotation` degrees anticlockwise around the centre of the box."""
        angle, (cx, cy) = radians(self.rotation), self.center
        dx, dy = x - cx, y - cy
        return cx + cos(angle) * dx + sin(angle) * dy, cy - sin(angle) * dx + cos(angle) * dy
