"""The whole frame flinches: needles of ink race in from the edges and stop short of a glowing head."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.grain import Grain
from gen_studio.paint.halftone import halftone
from gen_studio.paint.light import distance, pool, smoothstep, vignette
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import Points, polygons
from gen_studio.paint.ramp import mix, ramp
from gen_studio.stage import Stage

_INK = "#111014"


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    head, reach = stage.head, distance(stage.head)
    wash = ramp(
        (0, mix(palette.ground, palette.light, 0.9)), (0.3, palette.ground), (1, mix(palette.ground, palette.deep, 0.6))
    )
    picture = Picture(canvas, wash.along(canvas, lambda p: reach(p) / np.float32(canvas.diagonal)))
    dots = halftone(lambda p: 0.6 * smoothstep(0.5, 1.2, reach(p)), 0.028, 30)
    picture.over(mix(palette.ground, palette.deep, 0.8), dots, 0.55)
    quiet = stage.quiet()
    for color, count, width, start, calm in (
        (palette.deep, 60, 0.040, 0.60, 0.2),
        (palette.accent, 70, 0.044, 0.60, 0.0),
        (_INK, 96, 0.026, 0.56, 1.0),
        ("#ffffff", 60, 0.016, 0.52, 0.6),
    ):
        needles = polygons(_needles(stage, rng, count, width, start))
        picture.over(color, lambda p, n=needles, c=calm: n(p) * (1 - c * quiet(p)))
    picture.light("#ffffff", pool(canvas, head, 0.6), 0.95)
    picture.shade(palette.deep, vignette(canvas, head, 0.3))
    return picture.pixels(Grain(canvas, rng, 1.0))


def _needles(stage: Stage, rng: np.random.Generator, count: int, width: float, start: float) -> list[Points]:
    """Long thin triangles: the point near the head, the base beyond the frame; slimmer towards the words."""
    head, far = np.array(stage.head), stage.canvas.diagonal * 1.05
    angles = (np.arange(count) + rng.uniform(-0.45, 0.45, count)) * 2 * np.pi / count
    words = np.arctan2(stage.text[1] - head[1], stage.text[0] - head[0])
    aside = np.abs((angles - words + np.pi) % (2 * np.pi) - np.pi)
    widths = width * rng.uniform(0.3, 1.0, count) * np.where(aside < 0.6, 0.38, 1.0)  # noqa: PLR2004 - radians
    tips = start + rng.exponential(0.13, count) + np.where(aside < 0.6, 0.2, 0)  # noqa: PLR2004 - the same
    needles: list[Points] = []
    for angle, tip, half in zip(angles, tips, widths, strict=True):
        out = np.array([np.cos(angle), np.sin(angle)])
        side = np.array([-out[1], out[0]]) * half * far
        needles.append(head + np.array([out * tip, out * far + side, out * far - side]))
    return needles
