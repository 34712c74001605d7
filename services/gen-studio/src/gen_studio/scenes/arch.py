"""A plaster niche: an arch cut into a plain wall, lit from one side, with a smaller step inside it."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas, Field, Floats, Patch
from gen_studio.paint.edges import cut
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import Point, pool, slope, vignette
from gen_studio.paint.noise import clouds
from gen_studio.paint.picture import Picture
from gen_studio.paint.ramp import is_pale, mix, ramp
from gen_studio.paint.soft import blurred, moved
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    pale, lean = is_pale(palette.ground), stage.lean
    across = slope(canvas, (canvas.right * (lean < 0), 0), (canvas.right * (lean > 0), canvas.bottom * 0.6))
    wash = ramp(
        (0, mix(palette.ground, palette.light, 0.7)), (0.6, palette.ground), (1, mix(palette.ground, palette.deep, 0.5))
    )
    picture = Picture(canvas, wash.along(canvas, across))
    top = (stage.head[0], stage.head[1] - 0.02)
    for radius, tone, depth in ((0.52, palette.accent, 0.075), (0.36, mix(palette.accent, "#ffffff", 0.3), 0.05)):
        niche = _arch((top[0], top[1] + 0.03 * (0.52 - radius)), radius)
        inside = ramp((0, mix(tone, palette.deep, 0.35)), (0.55, tone), (1, mix(tone, "#ffffff", 0.22)))
        lit = slope(canvas, (top[0] - radius * lean, top[1] - radius), (top[0] + radius * lean, top[1] + radius * 1.2))
        picture.over(inside.along(canvas, lit), niche)
        edge = blurred(canvas, moved(niche, depth * lean, depth * 0.8), 0.028)
        picture.shade(mix(palette.deep, "#000000", 0.35), lambda p, n=niche, e=edge: n(p) * (1 - e(p)), 0.62)
        rim = _arch((top[0] + 0.004 * lean, top[1] + 0.004), radius)
        picture.light("#ffffff", lambda p, n=niche, r=rim: np.clip(r(p) - n(p), 0, 1), 0.55)
    trowel, sand = clouds(canvas, rng, 0.22, 4, stretch=1.6), clouds(canvas, rng, 0.012, 2)
    picture.relief(lambda p: trowel(p) + 0.6 * (sand(p) - 0.5), 0.05)
    beam = pool(canvas, (stage.text[0], -0.15), 1.0, squash=1.4)
    picture.light(mix(palette.light, "#fff4e0", 0.6), beam, 0.18 if pale else 0.1)
    picture.shade(palette.deep, vignette(canvas, stage.head, 0.25 if pale else 0.5))
    return picture.pixels(Grain(canvas, rng, 1.6))


def _arch(top: Point, radius: float) -> Field:
    """A doorway without a sill: half a disc over straight sides."""

    def field(patch: Patch) -> Floats:
        across, down = patch.from_point(top)
        curve = np.sqrt(across**2 + np.minimum(down, 0) ** 2)
        return cut(curve - np.float32(radius), patch.px)

    return field
