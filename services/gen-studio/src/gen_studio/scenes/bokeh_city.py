"""A city at night, far out of focus: lamps as discs of colored light over dark blocks, and wet asphalt below."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.night import lamp, night
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.grade import grade
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import glow, pool, smoothstep, vignette
from gen_studio.paint.noise import clouds
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import Points, polygons
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.scatter import Numbers, bokeh
from gen_studio.paint.soft import blurred, soft
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    palette, stage, street = night(palette), Stage(canvas, direction), canvas.bottom * 0.7
    air = lamp(palette)
    sky = ramp((0, mix(palette.deep, "#000000", 0.3)), (0.6, palette.ground), (1, mix(palette.ground, air, 0.4)))
    picture = Picture(canvas, sky.along(canvas, lambda p: p.y / np.float32(street)))
    picture.light(air, pool(canvas, (stage.head[0], street), 0.9, squash=2.0), 0.55)
    blocks = blurred(canvas, polygons(_blocks(canvas, rng, street)), 0.022)
    picture.over(mix(palette.deep, "#000000", 0.25), blocks, 0.82)
    wet = soft(canvas, lambda p: smoothstep(street - 0.02, street + 0.1, p.y))
    picture.over(mix(palette.deep, "#000000", 0.45), wet, 0.9)

    gleam = clouds(canvas, rng, 0.12, 3, stretch=0.35)
    for color, count, share in ((palette.accent, 44, 1.0), (palette.accent2, 30, 0.85), (palette.light, 26, 0.7)):
        centers, radii, levels = _lamps(stage, rng, count, street)
        picture.light(color, bokeh(centers, radii, levels * share, rim=0.18))
        trail = blurred(canvas, bokeh(_mirrored(centers, street), radii * 0.9, levels), 0.03)
        picture.light(color, lambda p, t=trail: t(p) * wet(p) * (0.3 + gleam(p)), 0.9)
    near = rng.uniform((0, 0.55), (1, 1.05), (7, 2)) * (canvas.right, canvas.bottom)
    picture.light(palette.accent, bokeh(near, rng.uniform(0.1, 0.17, 7), rng.uniform(0.06, 0.16, 7)))
    picture.light(mix(palette.accent, "#ffffff", 0.3), glow(canvas, stage.head, 0.28, tight=3), 0.35)
    picture.adjust(grade(1.25, 1.45))
    picture.shade(palette.deep, stage.quiet(), 0.3)
    picture.shade("#05060a", vignette(canvas, stage.head, 0.8))
    return picture.pixels(Grain(canvas, rng, 2.4))


def _blocks(canvas: Canvas, rng: np.random.Generator, street: float) -> list[list[tuple[float, float]]]:
    edges = np.cumsum(rng.uniform(0.12, 0.3, 40)) - 0.1
    tops = street - rng.uniform(0.12, 0.6, 40) * canvas.bottom * 0.75
    return [
        [(left, top), (right, top), (right, street + 0.05), (left, street + 0.05)]
        for left, right, top in zip(edges[:-1], edges[1:], tops, strict=False)
        if left < canvas.right
    ]


def _lamps(stage: Stage, rng: np.random.Generator, count: int, street: float) -> tuple[Points, Numbers, Numbers]:
    """Lamps gather above the street and thin out towards the words."""
    canvas = stage.canvas
    x = rng.uniform(0, canvas.right, count)
    y = street - np.abs(rng.normal(0.02, 0.24, count)) * canvas.bottom
    far = np.hypot(x - stage.text[0], y - stage.text[1])
    radii = 0.012 + 0.055 * rng.random(count) ** 1.5
    return np.stack([x, y], axis=1), radii, rng.uniform(0.3, 1.0, count) * np.clip(0.3 + far, 0, 1)


def _mirrored(centers: Points, street: float) -> Points:
    return np.stack([centers[:, 0], street + 0.06 + (street - centers[:, 1]) * 0.5], axis=1)
