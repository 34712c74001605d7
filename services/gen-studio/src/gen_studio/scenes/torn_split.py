"""Two worlds on one frame: a sheet of the ground color, torn off to show the accent behind the person."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.grain import Grain
from gen_studio.paint.halftone import halftone
from gen_studio.paint.jagged import rough_line
from gen_studio.paint.light import glow, slope, smoothstep, vignette
from gen_studio.paint.noise import clouds
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import Points, polygons
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.soft import blurred
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    lit = ramp((0, palette.accent), (0.6, palette.accent), (1, mix(palette.accent, palette.ink, 0.35)))
    near = glow(canvas, stage.head, 0.7)
    picture = Picture(canvas, lit.along(canvas, lambda p: 1 - near(p)))
    picture.light("#ffffff", glow(canvas, stage.head, 0.24, tight=3), 0.5)
    rise = slope(canvas, (stage.head[0], canvas.bottom), (stage.head[0], canvas.bottom * 0.2))
    picture.shade(
        mix(palette.accent, palette.deep, 0.55), halftone(lambda p: 0.7 * smoothstep(0.9, 0, rise(p)), 0.03, 20)
    )

    sheet, rim = _torn(stage, rng)
    shadow = blurred(canvas, polygons([rim]), 0.035)
    picture.shade("#000000", lambda p: 0.6 * shadow(p))
    picture.over("#ffffff", polygons([rim]))
    fibers = clouds(canvas, rng, 0.02, 2)
    picture.shade("#c9c4bc", lambda p: polygons([rim])(p) * smoothstep(0.45, 0.75, fibers(p)), 0.6)
    face = ramp((0, mix(palette.ground, palette.light, 0.45)), (0.5, palette.ground), (1, palette.deep))
    down = slope(canvas, (0, 0), (canvas.right * 0.3, canvas.bottom * 1.1))
    mask = polygons([sheet])
    picture.over(face.along(canvas, down), mask)
    creases = clouds(canvas, rng, 0.5, 4)
    picture.relief(creases, 0.12, mask)
    picture.shade(palette.deep, vignette(canvas, stage.head, 0.5))
    return picture.pixels(Grain(canvas, rng, 1.4))


def _torn(stage: Stage, rng: np.random.Generator) -> tuple[Points, Points]:
    """Outlines of the sheet's printed face and of the white core that a tear lays bare."""
    canvas = stage.canvas
    middle = canvas.right * (0.5 - 0.02 * stage.lean)
    tilt = 0.13 * stage.lean
    edge = rough_line(rng, (middle + tilt, -0.05), (middle - tilt, canvas.bottom + 0.05), 0.035, 7)
    core = edge + np.array([stage.lean, 0]) * (0.012 + 0.022 * np.abs(rough_line(rng, (0, 0), (0, 1), 1, 12)[:, :1]))
    away = -0.1 if stage.lean > 0 else canvas.right + 0.1
    corners = [(away, canvas.bottom + 0.05), (away, -0.05)]
    return np.concatenate([edge, corners]), np.concatenate([core, corners])
