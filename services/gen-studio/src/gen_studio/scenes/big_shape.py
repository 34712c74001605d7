"""Swiss-poster boldness: one huge disc behind the head, its long flat shadow, and a handful of sharp details."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas, Field
from gen_studio.paint.edges import disc, ring
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import glow, slope, vignette
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import polygons
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.scatter import dots
from gen_studio.stage import Stage

_RADIUS = 0.47


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    center = (stage.head[0] - 0.02 * stage.lean, stage.head[1] + 0.03)
    across = slope(canvas, (0, 0), (canvas.right, canvas.bottom))
    wash = ramp(
        (0, mix(palette.ground, palette.light, 0.35)),
        (0.5, palette.ground),
        (1, mix(palette.ground, palette.deep, 0.6)),
    )
    picture = Picture(canvas, wash.along(canvas, across))

    band = _band(stage, center)
    picture.over(mix(palette.ground, palette.deep, 0.75), polygons([band]), 0.9)
    picture.over(palette.accent2, _stripes(stage), 0.95)
    face = ramp((0, mix(palette.accent, "#ffffff", 0.1)), (1, mix(palette.accent, palette.accent2, 0.12)))
    lit = slope(canvas, (center[0], center[1] - _RADIUS), (center[0], center[1] + _RADIUS))
    picture.over(face.along(canvas, lit), disc(center, _RADIUS))
    picture.over(palette.text, ring(center, _RADIUS + 0.075, 0.014), 0.95)
    picture.over(palette.text, _grid(stage, rng), 0.9)
    picture.light("#ffffff", glow(canvas, stage.head, 0.2, tight=3), 0.18)
    picture.shade(palette.deep, vignette(canvas, stage.head, 0.45))
    return picture.pixels(Grain(canvas, rng, 1.2))


def _band(stage: Stage, center: tuple[float, float]) -> list[tuple[float, float]]:
    """The flat shadow: the disc dragged towards the lower corner."""
    far, turn = 3.0, np.radians(35)
    along = np.array([stage.lean * np.cos(turn), np.sin(turn)])
    side = np.array([-along[1], along[0]]) * _RADIUS
    start, end = np.array(center), np.array(center) + far * along
    return [tuple(point) for point in (start + side, end + side, end - side, start - side)]


def _stripes(stage: Stage) -> Field:
    """Thick slanted bars that enter from the lower edge on the person's far side."""
    canvas, lean = stage.canvas, stage.lean
    foot, thick, slant = stage.head[0] - 0.66 * lean, 0.055 * lean, 0.14 * lean
    bars: list[list[tuple[float, float]]] = []
    for shift, high in ((0.0, 0.2), (0.105, 0.14), (0.21, 0.08)):
        x, tip = foot - shift * lean, foot - shift * lean + slant - (0.2 - high) * lean
        low, top = canvas.bottom + 0.1, canvas.bottom - high
        bars.append([(x - thick, low), (x, low), (tip, top), (tip - thick, top)])
    return polygons(bars)


def _grid(stage: Stage, rng: np.random.Generator) -> Field:
    """A small block of dots in the corner above the words."""
    canvas = stage.canvas
    left = canvas.right - 0.42 if stage.text[0] > canvas.right / 2 else 0.09
    columns, rows = np.meshgrid(np.arange(8), np.arange(3))
    centers = np.stack([left + 0.042 * columns.ravel(), 0.085 + 0.042 * rows.ravel()], axis=1)
    return dots(centers, np.full(24, 0.0075), rng.permutation(np.linspace(0.35, 1, 24)))
