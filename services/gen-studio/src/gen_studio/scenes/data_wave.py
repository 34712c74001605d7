"""A sea of points in perspective, lit along its crests, under a thin horizon of light."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.night import night
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.grade import grade
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import glow, pool, vignette
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import Points
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.scatter import Numbers, bokeh, dots
from gen_studio.paint.soft import blurred, soft
from gen_studio.stage import Stage

_ROWS, _COLUMNS = 46, 150


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    palette, stage = night(palette), Stage(canvas, direction)
    horizon = max(canvas.bottom * 0.56, stage.head[1] + 0.1)
    sky = ramp(
        (0, mix(palette.deep, "#000000", 0.4)), (0.75, palette.ground), (1, mix(palette.ground, palette.accent2, 0.25))
    )
    picture = Picture(canvas, sky.along(canvas, lambda p: 1 - np.abs(p.y - np.float32(horizon)) / np.float32(horizon)))
    picture.light(palette.accent2, glow(canvas, (stage.head[0], horizon - 0.08), 0.5, squash=1.7, tight=2.6), 0.55)
    picture.light(palette.accent, pool(canvas, (stage.head[0], horizon - 0.05), 0.45, squash=1.8), 0.5)
    rim = soft(
        canvas,
        lambda p: (
            np.exp(-np.abs(p.y - np.float32(horizon)) / np.float32(0.02))
            * np.exp(-(((p.x - np.float32(stage.head[0])) / 1.1) ** 2))
        ),
    )
    picture.light(mix(palette.accent, "#ffffff", 0.4), rim, 0.8)
    for color, phase, level in ((palette.accent2, 0.0, 0.75), (palette.accent, 1.1, 1.0)):
        centers, radii, levels = _sea(stage, rng, horizon, phase)
        points = dots(centers, radii, levels * level)
        picture.light(color, blurred(canvas, points, 0.016), 0.9)
        picture.light(mix(color, "#ffffff", 0.2), points)
    count = 70
    centers = rng.uniform((0, 0), (1, 1), (count, 2)) * (canvas.right, canvas.bottom)
    picture.light(
        palette.accent, bokeh(centers, 0.0015 + 0.014 * rng.random(count) ** 5, rng.uniform(0.1, 0.6, count), rim=0.1)
    )
    picture.adjust(grade(1.3, 1.25))
    picture.shade(palette.deep, stage.quiet(), 0.3)
    picture.shade("#02030a", vignette(canvas, stage.head, 0.65))
    return picture.pixels(Grain(canvas, rng, 1.2))


def _sea(stage: Stage, rng: np.random.Generator, horizon: float, phase: float) -> tuple[Points, Numbers, Numbers]:
    """Points on a rolling plane: nearer rows are larger, lower and wider apart."""
    depth = np.linspace(0.02, 1, _ROWS)[::-1] ** 1.7
    rows, columns = np.meshgrid(1 / (0.12 + depth), np.linspace(-1, 1, _COLUMNS), indexing="ij")
    roll = np.sin(columns * 9 + rows * 0.9 + phase + rng.uniform(0, 6)) + 0.6 * np.sin(
        columns * 17 - rows * 1.4 + rng.uniform(0, 6)
    )
    scale = rows / rows.max()
    x = stage.canvas.right / 2 + columns * stage.canvas.right * (0.55 + 2.2 * scale)
    y = horizon + (stage.canvas.bottom - horizon + 0.12) * scale - (0.02 + 0.075 * scale) * roll
    crest = np.clip((roll + 1.6) / 3.2, 0, 1)
    margin = 0.05
    seen = (x > -margin) & (x < stage.canvas.right + margin)
    size = 0.0018 + 0.0085 * scale
    return (
        np.stack([x[seen], y[seen]], axis=1),
        size[seen],
        np.clip(crest**1.5 * (0.4 + 0.9 * np.sqrt(scale)), 0, 1)[seen],
    )
