"""A comic panel: a spiked burst with a thick ink line and a hard shadow, over dots and broad rays."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.grain import Grain
from gen_studio.paint.halftone import halftone
from gen_studio.paint.light import distance, glow, slope, smoothstep
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import Points, polygons
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.rays import even_rays, rays
from gen_studio.stage import Stage

_INK = "#101014"


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    head, reach, quiet = stage.head, distance(stage.head), stage.quiet()
    wash = ramp(
        (0, mix(palette.ground, palette.light, 0.5)), (0.5, palette.ground), (1, mix(palette.ground, palette.deep, 0.7))
    )
    picture = Picture(canvas, wash.along(canvas, lambda p: reach(p) / np.float32(0.8 * canvas.diagonal)))
    wedges = rays(head, even_rays(11, rng.uniform(0, 1), 0.5))
    picture.over(mix(palette.ground, palette.deep, 0.55), lambda p: wedges(p) * (1 - 0.65 * quiet(p)), 0.6)
    fall = slope(canvas, (0, 0), (0, canvas.bottom))
    picture.over(
        mix(palette.ground, palette.light, 0.9),
        halftone(lambda p: 0.5 * smoothstep(0.5, -0.05, fall(p)) * (1 - 0.4 * quiet(p)), 0.03, 45),
        0.7,
    )
    picture.over(
        palette.deep, halftone(lambda p: 0.6 * smoothstep(0.6, 1.1, fall(p)) * (1 - 0.4 * quiet(p)), 0.03, 45), 0.7
    )

    shape = _burst(rng, 17)
    center = np.array([head[0], head[1] + 0.03])
    picture.over(_INK, polygons([center + (0.028 * stage.lean, 0.034) + shape * 1.035]), 0.55)
    picture.over(_INK, polygons([center + shape * 1.035]))
    picture.over(palette.accent2, polygons([center + shape]))
    picture.over(_INK, polygons([center + shape * 0.86]))
    body = polygons([center + shape * 0.835])
    face = ramp((0, mix(palette.accent, "#ffffff", 0.7)), (0.5, palette.accent), (1, palette.accent))
    picture.over(face.along(canvas, lambda p: reach(p) / np.float32(0.62)), body)
    print_dots = halftone(lambda p: 0.75 * smoothstep(0.30, 0.66, reach(p)), 0.028, 20)
    picture.over(mix(palette.accent, palette.accent2, 0.55), lambda p: body(p) * print_dots(p), 0.9)
    picture.light("#ffffff", glow(canvas, head, 0.22, tight=3), 0.5)
    return picture.pixels(Grain(canvas, rng, 1.0))


def _burst(rng: np.random.Generator, spikes: int) -> Points:
    """A star with uneven spikes, round the origin."""
    angles = np.arange(2 * spikes) * np.pi / spikes + rng.uniform(-0.05, 0.05, 2 * spikes)
    outer, inner = rng.uniform(0.66, 0.86, spikes), rng.uniform(0.50, 0.56, spikes)
    radii = np.stack([outer, inner], axis=1).ravel()
    return radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)
