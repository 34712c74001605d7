"""The last light behind far ridges: teal sky, orange horizon, and beams through the haze."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.night import lamp, night
from gen_studio.paint.canvas import Canvas, Field, Floats, Patch
from gen_studio.paint.grade import grade
from gen_studio.paint.grain import Grain
from gen_studio.paint.jagged import roughness
from gen_studio.paint.light import Point, glow, pool, smoothstep, vignette
from gen_studio.paint.noise import clouds
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import below, polygons
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.scatter import bokeh
from gen_studio.paint.soft import Soft, once, soft
from gen_studio.stage import Stage

_RIDGES = 5


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    air, palette, stage = lamp(palette), night(palette), Stage(canvas, direction)
    horizon = canvas.bottom * 0.66
    sun = (stage.head[0] + 0.12 * stage.lean, horizon - 0.1)
    sky = ramp((0, palette.deep), (0.5, palette.ground), (0.8, mix(palette.ground, air, 0.45)), (1, air))
    picture = Picture(canvas, sky.along(canvas, lambda p: p.y / np.float32(horizon)))
    wisps = clouds(canvas, rng, 0.5, 5, stretch=3.5)
    low = soft(canvas, lambda p: smoothstep(0.1, 0.95, p.y / np.float32(horizon)))
    picture.light(air, soft(canvas, lambda p: smoothstep(0.5, 0.85, wisps(p)) * low(p)), 0.6)
    picture.shade(palette.deep, soft(canvas, lambda p: smoothstep(0.5, 0.15, wisps(p)) * (1 - low(p))), 0.5)
    picture.light(palette.accent, glow(canvas, sun, 0.30, squash=1.5, tight=2.6), 0.95)
    picture.light("#fff3d8", pool(canvas, sun, 0.36, squash=1.2), 0.95)

    for layer in range(_RIDGES):
        near = layer / (_RIDGES - 1)
        height = horizon + (0.02 + 0.30 * near**1.3) * (canvas.bottom - horizon) - 0.05
        x = np.linspace(-0.05, canvas.right + 0.05, 500)
        line = height - (0.05 + 0.05 * near) * roughness(rng, 500, 3 + layer, 6, 0.52)
        tone = mix(mix(palette.ground, air, 0.5), palette.deep, 0.2 + 0.8 * near)
        mask = once(polygons([below(canvas, np.stack([x, line], axis=1))]))
        picture.over(tone, mask)
        if near < 1:
            haze = _haze(mask, height)
            picture.light(mix(air, palette.ground, 0.35), haze, 0.34 * (1 - near))
    beams = _beams(canvas, sun, rng)
    picture.light(air, beams, 0.34)
    picture.light(air, glow(canvas, sun, 0.4, squash=1.6, tight=3), 0.3)
    picture.light("#ffe2b8", _dust(canvas, rng), 0.5)
    picture.adjust(grade(1.35, 1.35))
    picture.shade(palette.deep, vignette(canvas, stage.head, 0.85))
    return picture.pixels(Grain(canvas, rng, 2.6))


def _haze(ridge: Field, height: float) -> Field:
    """Mist that thickens towards the foot of a ridge."""
    return lambda p: ridge(p) * smoothstep(height - 0.02, height + 0.16, p.y)


def _beams(canvas: Canvas, sun: Point, rng: np.random.Generator) -> Soft:
    """Shafts of uneven strength, all round the sun."""
    turns = np.linspace(0, 2 * np.pi, 361)
    strength = np.clip(roughness(rng, 361, 26, 3, 0.6), 0, 1)
    strength[-40:] = strength[:40] = 0.3

    def field(patch: Patch) -> Floats:
        angle = np.arctan2(patch.y - np.float32(sun[1]), patch.x - np.float32(sun[0])) % np.float32(2 * np.pi)
        far = np.hypot(patch.x - np.float32(sun[0]), patch.y - np.float32(sun[1]))
        shaft = np.interp(angle, turns, strength).astype(np.float32)
        return shaft * smoothstep(0.05, 0.3, far) * smoothstep(1.3, 0.2, far)

    return soft(canvas, field, 320)


def _dust(canvas: Canvas, rng: np.random.Generator) -> Field:
    count = 46
    centers = rng.uniform((0, 0), (1, 1), (count, 2)) * (canvas.right, canvas.bottom)
    return bokeh(centers, 0.003 + 0.016 * rng.random(count) ** 3, rng.uniform(0.1, 0.7, count), rim=0.2)
