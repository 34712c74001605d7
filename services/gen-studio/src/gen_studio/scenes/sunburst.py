"""Rays burst from behind the head over print dots: the loudest thing on a home page that is still a background."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.edges import ring
from gen_studio.paint.grain import Grain
from gen_studio.paint.halftone import halftone
from gen_studio.paint.light import distance, glow, slope, smoothstep, vignette
from gen_studio.paint.picture import Picture
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.rays import even_rays, rays
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    head, reach, quiet = stage.head, distance(stage.head), stage.quiet()
    wash = ramp((0, mix(palette.ground, palette.light, 0.8)), (0.34, palette.ground), (1, palette.deep))
    picture = Picture(canvas, wash.along(canvas, lambda p: reach(p) / np.float32(0.92 * canvas.diagonal)))

    wedges = rays(head, even_rays(int(rng.integers(13, 18)), rng.uniform(0, 1), 0.5))
    fade = glow(canvas, head, 0.85, tight=2.2)
    picture.over(palette.light, lambda p: wedges(p) * (0.16 + 0.62 * fade(p)) * (1 - 0.55 * quiet(p)))
    thin = rays(head, even_rays(int(rng.integers(24, 30)), rng.uniform(0, 1), 0.18))
    picture.shade(palette.deep, lambda p: thin(p) * (1 - fade(p)) * 0.35 * (1 - quiet(p)))

    corner = (canvas.right if stage.lean > 0 else 0.0, canvas.bottom)
    rise = slope(canvas, corner, (canvas.right / 2, canvas.bottom * 0.35))
    dots = halftone(lambda p: 0.85 * smoothstep(0.75, -0.1, rise(p)), 0.034, 32)
    picture.over(palette.accent, dots, 0.95)
    other = slope(canvas, (canvas.right - corner[0], 0.0), (canvas.right / 2, canvas.bottom * 0.5))
    picture.over(palette.deep, halftone(lambda p: 0.6 * smoothstep(0.7, -0.1, other(p)), 0.026, 32), 0.55)

    picture.over(palette.accent, ring(head, 0.62, 0.03), 0.95)
    picture.over(palette.accent2, ring(head, 0.70, 0.012), 0.9)
    picture.light("#ffffff", glow(canvas, head, 0.26, tight=3), 0.85)
    picture.shade(palette.deep, vignette(canvas, head, 0.75))
    return picture.pixels(Grain(canvas, rng, 1.2))
