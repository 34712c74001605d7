"""A survey map: contour lines over shaded relief, a fine grid, crosses, and a route that ends at the person."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas, Field, Floats, Patch
from gen_studio.paint.edges import band, ring
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import glow, smoothstep, vignette
from gen_studio.paint.noise import clouds, fbm
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import Points, polygons, stroke
from gen_studio.paint.ramp import is_pale, mix, ramp
from gen_studio.paint.soft import Soft
from gen_studio.stage import Stage

_LEVELS = 15
_RING = 0.5


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    pale = is_pale(palette.ground)
    heights = fbm(canvas, rng, 0.62, 3)
    rise, run = np.gradient(heights)
    scale = heights.shape[0] / canvas.bottom
    relief = Soft(np.clip(0.5 + 0.9 * scale * 0.1 * (rise * 0.7 + run * stage.lean), 0, 1).astype(np.float32))
    wash = ramp((0, palette.deep), (0.5, palette.ground), (1, mix(palette.ground, palette.light, 0.8)))
    near = glow(canvas, stage.head, 0.8)
    picture = Picture(canvas, wash.along(canvas, lambda p: 0.25 + 0.5 * near(p) + 0.5 * (relief(p) - np.float32(0.5))))
    line = palette.deep if pale else mix(palette.light, palette.accent, 0.25)
    quiet = stage.quiet()
    height, steep = Soft(heights), Soft((np.hypot(rise, run) * scale).astype(np.float32))
    fine, bold = _contours(height, steep, _LEVELS, 0.0028), _contours(height, steep, _LEVELS / 5, 0.0052)
    picture.over(line, lambda p: fine(p) * (1 - 0.5 * quiet(p)), 0.7)
    picture.over(line, lambda p: bold(p) * (1 - 0.5 * quiet(p)), 0.9)
    picture.over(line, _graticule(), 0.3)
    picture.over(palette.accent, polygons(_route(stage, rng)), 0.95)
    for radius, width, opacity in ((_RING - 0.04, 0.012, 0.95), (_RING + 0.02, 0.004, 0.7)):
        picture.over(palette.accent, ring(stage.head, radius, width), opacity)
    _paper(picture, canvas, rng, palette)
    picture.light(mix(palette.light, "#ffffff", 0.4), glow(canvas, stage.head, 0.24, tight=3), 0.3)
    picture.shade(mix(palette.deep, "#000000", 0.5), vignette(canvas, stage.head, 0.7 if pale else 0.9))
    return picture.pixels(Grain(canvas, rng, 3.0))


def _contours(height: Field, steep: Field, levels: float, width: float) -> Field:
    """Lines of constant width where the height passes a whole number of `levels`."""

    def field(patch: Patch) -> Floats:
        value = height(patch) * np.float32(levels)
        slope = np.maximum(steep(patch) * np.float32(levels), np.float32(0.6))
        return band((value - np.round(value)) / slope, width, patch.px)

    return field


def _graticule() -> Field:
    pitch, width = np.float32(0.25), 0.0016

    def field(patch: Patch) -> Floats:
        across, down = (values - np.round(values / pitch) * pitch for values in (patch.x, patch.y))
        return np.maximum(band(across, width, patch.px), band(down, width, patch.px))

    return field


def _route(stage: Stage, rng: np.random.Generator) -> list[Points]:
    """A dashed way from the far lower corner to the ring round the head."""
    canvas, head = stage.canvas, np.array(stage.head)
    start = np.array([canvas.right * (0.04 if stage.lean > 0 else 0.96), canvas.bottom * 0.93])
    bend = np.array([(start[0] + head[0]) / 2, canvas.bottom * 0.70 + rng.uniform(-0.05, 0.05)])
    t = np.linspace(0, 1, 60)[:, None]
    path = (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * head
    path = path[np.hypot(*(path - head).T) > _RING]
    return [quad for at in range(0, len(path) - 2, 3) for quad in stroke(path[at : at + 3], 0.009)]


def _paper(picture: Picture, canvas: Canvas, rng: np.random.Generator, palette: Palette) -> None:
    """Folds and wear."""
    wear = clouds(canvas, rng, 0.02, 3)
    picture.relief(wear, 0.14)
    folds = [canvas.right * at for at in (0.25, 0.5, 0.75)]

    def crease(patch: Patch) -> Floats:
        near = [np.exp(-np.abs(patch.x - np.float32(at)) / np.float32(0.006)) for at in folds]
        return np.max(near, axis=0) * smoothstep(0.1, 0.6, wear(patch))

    picture.light(palette.light, crease, 0.35)

    def shadow(patch: Patch) -> Floats:
        return np.max([np.exp(-np.abs(patch.x - np.float32(at + 0.03)) / np.float32(0.03)) for at in folds], axis=0)

    picture.shade(palette.deep, shadow, 0.35)
