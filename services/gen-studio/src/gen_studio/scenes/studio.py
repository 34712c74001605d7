"""A seamless studio: a curved backdrop, a spotlight on the wall behind the person, colored light from the sides."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.edges import disc
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import glow, pool, smoothstep, vignette
from gen_studio.paint.picture import Picture
from gen_studio.paint.ramp import is_pale, mix, ramp
from gen_studio.paint.soft import blurred, soft
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    pale = is_pale(palette.ground)
    floor = canvas.bottom * 0.8
    dark = mix(palette.ground, palette.deep, 0.32 if pale else 0.9)
    wall = ramp((0, mix(palette.ground, palette.light, 0.9)), (0.35, palette.ground), (1, dark))
    key = (stage.head[0] - 0.1 * stage.lean, stage.head[1] - 0.02)
    lit = glow(canvas, key, 0.75, squash=1.25, tight=2.2)
    picture = Picture(canvas, wall.along(canvas, lambda p: 1 - lit(p)))

    rim = (stage.head[0] + 0.75 * stage.lean, canvas.bottom * 0.25)
    picture.over(palette.accent, pool(canvas, rim, 0.95), 0.85 if pale else 0.65)
    far = (stage.head[0] - 1.5 * stage.lean, canvas.bottom * 0.1)
    picture.over(palette.accent2, pool(canvas, far, 0.8), 0.3 if pale else 0.32)
    spot = blurred(canvas, disc((key[0], key[1] + 0.02), 0.54), 0.03)
    picture.light(mix(palette.light, "#ffffff", 0.6), spot, 0.6 if pale else 0.22)
    picture.light("#ffffff", pool(canvas, key, 0.5), 0.4 if pale else 0.28)

    edge = soft(canvas, lambda p: smoothstep(floor - 0.10, floor + 0.03, p.y))
    ground = ramp((0, mix(palette.ground, palette.light, 0.6)), (1, dark))
    stand = (stage.head[0], canvas.bottom * 1.0)
    away = pool(canvas, stand, 1.1, squash=2.2)
    picture.over(ground.along(canvas, lambda p: 1 - away(p)), edge, 0.8)
    cove = soft(canvas, lambda p: np.exp(-(((p.y - np.float32(floor)) / np.float32(0.05)) ** 2)))
    picture.shade(palette.deep, cove, 0.14)
    picture.shade(palette.deep, pool(canvas, stand, 0.55, squash=2.6), 0.3 if pale else 0.5)
    picture.shade(palette.deep, vignette(canvas, stage.head, 0.14 if pale else 0.7))
    return picture.pixels(Grain(canvas, rng, 1.0))
