"""Copper on a dark board: bundles of traces run out from a chip-like frame behind the head and end in lit pads."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.night import night
from gen_studio.paint.canvas import Canvas, Field, Floats, Patch
from gen_studio.paint.edges import cut, ring
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import glow, vignette
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import Points, polygons, stroke
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.scatter import dots
from gen_studio.paint.soft import blurred
from gen_studio.stage import Stage

_BUNDLES, _WIRES, _PITCH = 16, 4, 0.026


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    palette, stage = night(palette), Stage(canvas, direction)
    near = glow(canvas, stage.head, 0.62, tight=2.4)
    board = ramp(
        (0, mix(palette.deep, "#000000", 0.35)), (0.45, palette.ground), (1, mix(palette.ground, palette.accent2, 0.55))
    )
    picture = Picture(canvas, board.along(canvas, near))
    picture.light(palette.accent2, _raster(), 0.16)
    traces = [_trace(stage, rng, bundle, wire) for bundle in range(_BUNDLES) for wire in range(_WIRES)]
    dim = polygons([quad for path in traces for quad in stroke(path, 0.0042)])
    quiet = stage.quiet()
    picture.over(mix(palette.ground, palette.accent2, 0.75), lambda p: dim(p) * (1 - 0.7 * quiet(p)), 0.75)
    lit_paths = [path for index, path in enumerate(traces) if index % 3 == 0]
    lit = polygons([quad for path in lit_paths for quad in stroke(path, 0.0052)])
    pads = dots(np.array([path[-1] for path in traces]), np.full(len(traces), 0.0105), np.ones(len(traces)))
    holes = dots(np.array([path[-1] for path in traces]), np.full(len(traces), 0.0048), np.ones(len(traces)))
    for field, width, power in ((lit, 0.03, 1.1), (lit, 0.011, 0.8), (pads, 0.02, 0.9)):
        soft_light = blurred(canvas, field, width)
        picture.light(palette.accent, lambda p, s=soft_light: s(p) * (1 - 0.75 * quiet(p)), power)
    picture.over(palette.accent, lambda p: lit(p) * (1 - 0.6 * quiet(p)))
    picture.over(palette.accent, lambda p: pads(p) * (1 - 0.6 * quiet(p)))
    picture.over(palette.deep, holes)
    for radius, width, color in ((0.46, 0.01, palette.accent), (0.50, 0.004, palette.accent2)):
        band = ring(stage.head, radius, width)
        picture.light(color, blurred(canvas, band, 0.025), 0.9)
        picture.over(color, band)
    picture.light(palette.accent, glow(canvas, stage.head, 0.22, tight=2.6), 0.5)
    picture.shade("#02040a", vignette(canvas, stage.head, 0.7))
    return picture.pixels(Grain(canvas, rng, 1.2))


def _raster() -> Field:
    """Faint points on a square grid."""

    def field(patch: Patch) -> Floats:
        across, down = patch.x / np.float32(0.045), patch.y / np.float32(0.045)
        away = np.sqrt((across - np.round(across)) ** 2 + (down - np.round(down)) ** 2) * np.float32(0.045)
        return cut(away - np.float32(0.0022), patch.px)

    return field


def _trace(stage: Stage, rng: np.random.Generator, bundle: int, wire: int) -> Points:
    """Out from the ring along one of eight directions, a bend of 45 degrees away from it, then on."""
    angle = (bundle + 0.5) * 2 * np.pi / _BUNDLES
    octant = np.round(angle / (np.pi / 4)) * np.pi / 4
    sign = 1 if angle > octant else -1
    out, turn = _heading(octant), _heading(octant + sign * np.pi / 4)
    order = wire - (_WIRES - 1) / 2
    start = np.array(stage.head) + 0.5 * _heading(angle) + np.array([-out[1], out[0]]) * order * _PITCH
    corner = start + out * (0.08 + 0.07 * (bundle // 2 % 3) - sign * order * _PITCH * 0.414)
    last = corner + turn * rng.uniform(0.06, 0.34)
    return np.array([start, corner, last, last + out * rng.uniform(0.1, 0.75)])


def _heading(angle: float) -> Points:
    return np.array([np.cos(angle), np.sin(angle)])
