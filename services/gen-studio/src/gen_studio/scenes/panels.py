"""Keynote calm: large rounded sheets of tinted glass that overlap at one angle, each with its own soft shadow."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.edges import inside, outline, to_rounded_box
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import Point, pool, slope, vignette
from gen_studio.paint.picture import Picture
from gen_studio.paint.ramp import is_pale, mix, ramp
from gen_studio.paint.soft import blurred, moved, once
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    pale = is_pale(palette.ground)
    across = slope(canvas, (0, 0), (canvas.right, canvas.bottom))
    wash = ramp((0, mix(palette.ground, palette.light, 0.6)), (1, mix(palette.ground, palette.deep, 0.35)))
    picture = Picture(canvas, wash.along(canvas, across))
    second = mix(palette.accent2, "#ffffff", 0.35) if pale else mix(palette.accent2, palette.deep, 0.15)
    tilt = -16.0 * stage.lean + rng.uniform(-4, 4)
    for color, half, shift in (
        (mix(palette.ground, palette.light, 0.7), 0.62, -0.62),
        (second, 0.50, 0.42),
        (palette.accent, 0.40, 0.10),
    ):
        _sheet(picture, palette, _beside(stage, shift, tilt), half, tilt, color)
    picture.light("#ffffff", pool(canvas, stage.head, 0.5), 0.32)
    picture.shade(palette.deep, vignette(canvas, stage.head, 0.25 if pale else 0.6))
    return picture.pixels(Grain(canvas, rng, 1.0))


def _beside(stage: Stage, shift: float, tilt: float) -> Point:
    along = np.radians(tilt)
    x, y = stage.head
    return x + shift * stage.lean * float(np.cos(along)), y + 0.12 + shift * stage.lean * float(np.sin(along))


def _sheet(picture: Picture, palette: Palette, center: Point, half: float, tilt: float, color: str) -> None:
    """Lighter at the top, with a bright edge as thick glass has."""
    canvas = picture.canvas
    gap = once(to_rounded_box(center, (half * 0.62, half * 1.9), 0.12, tilt))
    picture.shade(
        "#000000", blurred(canvas, moved(inside(gap), 0.0, 0.03), 0.06), 0.26 if is_pale(palette.ground) else 0.5
    )
    lit = slope(canvas, (center[0], center[1] - half * 1.3), (center[0], center[1] + half * 1.3))
    glass = ramp((0, mix(color, "#ffffff", 0.28)), (0.5, color), (1, mix(color, palette.deep, 0.33)))
    picture.over(glass.along(canvas, lit), inside(gap))
    picture.light("#ffffff", outline(gap, 0.004), 0.5)
