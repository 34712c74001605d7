"""A rift of lightning between two colors: the words on one side, the person charged up on the other."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import glow, pool, smoothstep, vignette
from gen_studio.paint.noise import clouds
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import Points, polygons, stroke
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.rays import ragged_rays, rays
from gen_studio.paint.scatter import bokeh
from gen_studio.paint.soft import blurred, once, soft
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    head, lean = stage.head, stage.lean
    near = glow(canvas, head, 0.6, tight=2.2)
    wash = ramp((0, palette.deep), (0.45, palette.ground), (1, mix(palette.ground, palette.light, 0.7)))
    picture = Picture(canvas, wash.along(canvas, near))
    smoke = clouds(canvas, rng, 0.5, 5)
    picture.light(palette.ground, soft(canvas, lambda p: smoothstep(0.45, 0.9, smoke(p))), 0.55)
    picture.shade(palette.deep, soft(canvas, lambda p: smoothstep(0.5, 0.15, smoke(p))), 0.6)
    bolt = _bolt(stage, rng)
    away = (canvas.right + 0.2) if lean > 0 else -0.2
    charged = once(polygons([np.concatenate([bolt, [(away, canvas.bottom + 0.1), (away, -0.1)]])]))
    lit = ramp(
        (0, mix(palette.accent2, "#ffffff", 0.25)),
        (0.4, palette.accent2),
        (1, mix(palette.accent2, palette.deep, 0.75)),
    )
    picture.over(lit.along(canvas, lambda p: p.away(head) / np.float32(1.05)), charged, 0.92)
    streaks = rays(head, ragged_rays(rng, 46, (0.1, 0.9)))
    picture.light("#ffffff", lambda p: streaks(p) * charged(p) * near(p), 0.22)
    picture.shade(palette.deep, lambda p: charged(p) * smoothstep(0.55, 0.2, smoke(p)), 0.5)

    trunk = polygons(_tapered(bolt, 0.016, 0.022))
    twigs = polygons([quad for _ in range(9) for quad in _twig(bolt, rng)])
    for width, color, power in (
        (0.12, palette.accent, 1.6),
        (0.04, palette.accent, 1.2),
        (0.014, mix(palette.accent, "#ffffff", 0.5), 1.0),
    ):
        picture.light(color, blurred(canvas, trunk, width), power)
    picture.light(palette.accent, blurred(canvas, twigs, 0.014), 0.9)
    picture.over(mix(palette.accent, "#ffffff", 0.55), twigs, 0.9)
    picture.over(mix(palette.accent, "#ffffff", 0.8), trunk)
    count = 80
    at = rng.integers(0, len(bolt), count)
    centers = bolt[at] + rng.normal(0, 0.12, (count, 2))
    picture.light(
        palette.accent, bokeh(centers, 0.0012 + 0.005 * rng.random(count) ** 3, rng.uniform(0.3, 1, count), rim=0)
    )
    picture.light("#ffffff", pool(canvas, head, 0.42), 0.4)
    picture.shade(palette.deep, vignette(canvas, head, 0.6))
    return picture.pixels(Grain(canvas, rng, 1.4))


def _bolt(stage: Stage, rng: np.random.Generator) -> Points:
    """A crackling line from the upper to the lower edge between the words and the person."""
    canvas, lean = stage.canvas, stage.lean
    middle = canvas.right / 2 - 0.04 * lean if stage.side else stage.head[0] - 0.55 * lean
    top, foot = (middle + 0.15 * lean, -0.1), (middle - 0.15 * lean, canvas.bottom + 0.1)
    knots = np.array([top, *(np.add(top, np.subtract(foot, top) * at) for at in (0.22, 0.41, 0.6, 0.8)), foot])
    knots[1:-1, 0] += np.array([-0.09, 0.07, -0.06, 0.08]) * lean * rng.uniform(0.6, 1.2, 4)
    return _crackled(knots, rng, 0.035, 4)


def _crackled(path: Points, rng: np.random.Generator, depth: float, times: int) -> Points:
    """Each segment broken in the middle and pushed aside, again and again by half as much."""
    for turn in range(times):
        ahead = path[1:] - path[:-1]
        side = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1) / (np.hypot(*ahead.T)[:, None] + 1e-9)
        middle = (path[1:] + path[:-1]) / 2 + side * rng.uniform(-1, 1, (len(ahead), 1)) * depth * 0.55**turn
        path = np.concatenate([np.stack([path[:-1], middle], axis=1).reshape(-1, 2), path[-1:]])
    return path


def _tapered(path: Points, start: float, end: float) -> list[Points]:
    return stroke(path, np.linspace(start, end, len(path)))


def _twig(bolt: Points, rng: np.random.Generator) -> list[Points]:
    """A side branch that falls away from the bolt and thins to nothing."""
    start = bolt[int(rng.integers(4, len(bolt) - 12))]
    heading = rng.choice([0.35, np.pi - 0.35]) + rng.uniform(-0.3, 0.5)
    knots = [
        start + reach * np.array([np.cos(heading), np.sin(heading)])
        for reach in np.array([0, 0.35, 1]) * rng.uniform(0.14, 0.42)
    ]
    return _tapered(_crackled(np.array(knots), rng, 0.05, 4), rng.uniform(0.006, 0.010), 0.0012)
