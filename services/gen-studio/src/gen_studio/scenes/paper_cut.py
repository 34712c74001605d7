"""Sheets of colored paper, each with a wavy hole, stacked into a tunnel that opens behind the person."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas, Field, Floats, Patch
from gen_studio.paint.edges import inside, outline
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import pool, slope
from gen_studio.paint.noise import clouds
from gen_studio.paint.picture import Picture
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.rays import polar
from gen_studio.paint.soft import blurred, moved, once
from gen_studio.stage import Stage

_SHEETS = 5


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    center = (stage.head[0], stage.head[1] + 0.05)
    inner = mix(palette.light, "#ffffff", 0.6)
    picture = Picture(canvas, ramp((0, "#ffffff"), (1, inner)).along(canvas, lambda p: p.away(center)))
    tones = [
        mix(palette.light, palette.accent2, 0.35),
        mix(palette.ground, palette.accent2, 0.62),
        mix(palette.ground, palette.accent, 0.55),
        mix(palette.ground, palette.accent, 0.22),
        palette.ground,
    ]
    wave, around = _wave(rng), once(_around(center))
    lit = slope(canvas, (0, 0), (canvas.right, canvas.bottom))
    fibers = clouds(canvas, rng, 0.012, 2)
    for layer, tone in enumerate(tones):
        radius = 0.40 + 0.115 * layer
        gap = once(_gap(around, radius, wave, 0.35 * layer, 0.035 + 0.014 * layer))
        sheet = inside(gap)
        shadow = blurred(canvas, moved(sheet, 0.008, 0.02), 0.026)
        picture.shade(mix(palette.deep, "#20203a", 0.5), shadow, 0.45)
        wash = ramp((0, mix(tone, "#ffffff", 0.16)), (1, mix(tone, palette.deep, 0.16)))
        picture.over(wash.along(canvas, lit), sheet)
        picture.light("#ffffff", outline(gap, 0.0044), 0.4)
    picture.relief(fibers, 0.012)
    picture.light("#ffffff", pool(canvas, stage.head, 0.45), 0.3)
    return picture.pixels(Grain(canvas, rng, 1.4))


def _wave(rng: np.random.Generator) -> Floats:
    """One turn of a soft wave, 1024 values within about -1 to 1."""
    angle = np.linspace(0, 2 * np.pi, 1024, endpoint=False)
    waves = [np.sin(k * angle + rng.uniform(0, 2 * np.pi)) * weight for k, weight in ((3, 0.45), (5, 0.4), (8, 0.22))]
    return np.sum(waves, axis=0).astype(np.float32)


def _gap(around: Field, radius: float, wave: Floats, turn: float, depth: float) -> Field:
    """Units from the rim of a wavy hole, positive inside it. `around` gives distance and step of the wave."""
    turned = np.roll(wave, -round(turn * 1024 / (2 * np.pi)))
    turned = np.append(turned, turned[:1])

    def field(patch: Patch) -> Floats:
        away, index = around(patch)
        hole = turned[index.astype(np.int32)]
        return radius + depth * hole - away

    return field


def _around(center: tuple[float, float]) -> Field:
    def field(patch: Patch) -> Floats:
        away, angle = polar(center, patch)
        return np.stack([away, angle * np.float32(1024 / (2 * np.pi))])

    return field
