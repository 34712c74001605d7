"""Almost nothing: paper, one disc behind the head, one thin line, and the raking light that shows the fibers."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.edges import disc, rounded_box
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import slope, vignette
from gen_studio.paint.noise import clouds
from gen_studio.paint.picture import Picture
from gen_studio.paint.ramp import is_pale, mix, ramp
from gen_studio.paint.soft import blurred
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    pale = is_pale(palette.ground)
    across = slope(canvas, (canvas.right * (stage.lean > 0), 0), (canvas.right * (stage.lean < 0), canvas.bottom))
    wash = ramp(
        (0, mix(palette.ground, palette.light, 0.55)),
        (0.5, palette.ground),
        (1, mix(palette.ground, palette.deep, 0.45)),
    )
    picture = Picture(canvas, wash.along(canvas, across))
    center, radius = (stage.head[0] + 0.05 * stage.lean, stage.head[1] + 0.02), 0.50
    picture.shade(
        mix(palette.deep, "#000000", 0.3),
        blurred(canvas, disc((center[0] - 0.03 * stage.lean, center[1] + 0.05), radius), 0.075),
        0.42,
    )
    face = ramp(
        (0, mix(palette.accent, "#ffffff", 0.2)), (0.45, palette.accent), (1, mix(palette.accent, palette.deep, 0.28))
    )
    lit = slope(
        canvas,
        (center[0] + radius * stage.lean, center[1] - radius),
        (center[0] - radius * stage.lean, center[1] + radius),
    )
    round_sun = disc(center, radius)
    picture.over(face.along(canvas, lit), round_sun)

    line = rounded_box((stage.text[0], canvas.bottom - 0.085), (0.22, 0.0028), 0.0028)
    picture.over(palette.text, line, 0.75)
    picture.over(palette.accent, disc((stage.text[0] + 0.255, canvas.bottom - 0.085), 0.012))
    fibers, sheet = clouds(canvas, rng, 0.014, 2, stretch=2.0), clouds(canvas, rng, 0.35, 4)
    picture.relief(lambda p: fibers(p) + 0.4 * (sheet(p) - 0.5), 0.022 if pale else 0.034)
    picture.shade(palette.deep, vignette(canvas, stage.head, 0.25))
    return picture.pixels(Grain(canvas, rng, 1.6))
