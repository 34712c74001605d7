"""Keynote calm: large rounded sheets of tinted glass that overlap at one angle, each with its own soft shadow."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas, Field
from gen_studio.paint.edges import rounded_box
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import pool, slope, vignette
from gen_studio.paint.picture import Picture
from gen_studio.paint.ramp import is_pale, mix, ramp
from gen_studio.paint.soft import blurred, moved
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    pale = is_pale(palette.ground)
    across = slope(canvas, (0, 0), (canvas.right, canvas.bottom))
    wash = ramp((0, mix(palette.ground, palette.light, 0.6)), (1, mix(palette.ground, palette.deep, 0.35)))
    picture = Picture(canvas, wash.along(canvas, across))
    tilt = -16.0 * stage.lean + rng.uniform(-4, 4)
    x, y = stage.head
    along = np.array([np.cos(np.radians(tilt)), np.sin(np.radians(tilt))]) * stage.lean
    paints = [
        (mix(palette.ground, palette.light, 0.7), 0.62, -0.62, 1.0),
        (mix(palette.accent2, "#ffffff", 0.35) if pale else mix(palette.accent2, palette.deep, 0.15), 0.5, 0.42, 1.0),
        (palette.accent, 0.40, 0.10, 1.0),
    ]
    for color, half, shift, opacity in paints:
        center = (x + shift * float(along[0]), y + 0.12 + shift * float(along[1]))
        box = rounded_box(center, (half * 0.62, half * 1.9), 0.12, tilt)
        _glass(picture, canvas, box, color, opacity, 0.26 if pale else 0.5)
        lit = slope(canvas, (center[0], center[1] - half * 1.3), (center[0], center[1] + half * 1.3))
        picture.light("#ffffff", lambda p, b=box, s=lit: b(p) * np.clip(1 - s(p), 0, 1), 0.3)
        picture.shade(palette.deep, lambda p, b=box, s=lit: b(p) * np.clip(s(p), 0, 1), 0.35)
        inner = rounded_box(center, (half * 0.62 - 0.004, half * 1.9 - 0.004), 0.116, tilt)
        picture.light("#ffffff", lambda p, b=box, i=inner: b(p) - i(p), 0.5)
    picture.light("#ffffff", pool(canvas, stage.head, 0.5), 0.32)
    picture.shade(palette.deep, vignette(canvas, stage.head, 0.25 if pale else 0.6))
    return picture.pixels(Grain(canvas, rng, 1.0))


def _glass(picture: Picture, canvas: Canvas, box: Field, color: str, opacity: float, depth: float) -> None:
    shadow = blurred(canvas, moved(box, 0.0, 0.03), 0.06)
    picture.shade("#000000", shadow, depth)
    picture.over(color, box, opacity)
