"""Broad folds of satin color that sweep across the frame, each lit along its upper edge."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas, Field, Floats, Patch
from gen_studio.paint.edges import cut
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import pool, slope, vignette
from gen_studio.paint.picture import Picture
from gen_studio.paint.ramp import is_pale, mix, ramp
from gen_studio.paint.soft import blurred
from gen_studio.stage import Stage

_FOLDS = 6


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    pale = is_pale(palette.ground)
    across = slope(canvas, (0, 0), (canvas.right, canvas.bottom))
    wash = ramp((0, mix(palette.ground, palette.light, 0.8)), (1, palette.ground))
    picture = Picture(canvas, wash.along(canvas, across))
    tones = [
        mix(palette.ground, palette.light, 0.5),
        mix(palette.ground, palette.deep, 0.2),
        mix(palette.accent2, "#ffffff", 0.3),
        palette.accent,
        mix(palette.accent, palette.deep, 0.25),
        mix(palette.ground, palette.deep, 0.7),
    ]
    phase, sway = rng.uniform(0, 2 * np.pi), rng.uniform(0.9, 1.25)
    for fold, tone in enumerate(tones):
        edge = _edge(stage, fold, phase, sway)
        sheet = _under(edge)
        shadow = blurred(canvas, lambda p, s=sheet: s(Patch(p.x, p.y + np.float32(0.035), p.top, p.canvas)), 0.05)
        picture.shade(mix(palette.deep, "#101030", 0.4), shadow, 0.22 if pale else 0.5)
        satin = ramp(
            (0, mix(tone, "#ffffff", 0.4)),
            (0.25, mix(tone, "#ffffff", 0.08)),
            (1, mix(tone, palette.deep, 0.45 if pale else 0.6)),
        )
        picture.over(satin.along(canvas, lambda p, e=edge: e(p) / np.float32(0.34)), sheet)
    picture.light("#ffffff", pool(canvas, stage.head, 0.6), 0.35 if pale else 0.25)
    picture.shade(palette.deep, vignette(canvas, stage.head, 0.2 if pale else 0.6))
    return picture.pixels(Grain(canvas, rng, 1.2))


def _edge(stage: Stage, fold: int, phase: float, sway: float) -> Field:
    """Units below a fold's upper edge; the edges fan out on the person's side and meet on the other."""
    canvas, lean = stage.canvas, stage.lean

    def field(patch: Patch) -> Floats:
        along = patch.x / np.float32(canvas.right)
        along = along if lean > 0 else 1 - along
        rise = np.float32(canvas.bottom) * (
            np.float32(1.02) - (0.28 + 0.60 * along**2) * np.float32(1 - fold / (_FOLDS - 0.4))
        )
        bend = np.float32(0.07) * np.sin(along * np.float32(4.2 * sway) + np.float32(phase + 0.55 * fold))
        return patch.y - rise - bend

    return field


def _under(edge: Field) -> Field:
    return lambda p: cut(-edge(p), p.px)
