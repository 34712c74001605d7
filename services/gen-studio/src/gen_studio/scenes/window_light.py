"""A bare plaster wall in the dark, and the light of a tall window thrown across it at an angle."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.grade import grade
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import slope, smoothstep, vignette
from gen_studio.paint.noise import clouds
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import polygons
from gen_studio.paint.ramp import is_pale, mix, ramp
from gen_studio.paint.scatter import bokeh
from gen_studio.paint.soft import blurred
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    pale = is_pale(palette.ground)
    shadow_tone = mix(palette.ground, palette.deep, 0.8) if pale else palette.deep
    across = slope(canvas, (stage.head[0] - 0.9 * stage.lean, 0), (stage.head[0] + 0.9 * stage.lean, canvas.bottom))
    dusk = mix(palette.ground, "#38322b", 0.42) if pale else palette.ground
    wash = ramp(
        (0, mix(dusk, shadow_tone, 0.5 if pale else 0.75)),
        (0.55, dusk),
        (1, mix(dusk, "#1a1714", 0.6) if pale else shadow_tone),
    )
    picture = Picture(canvas, wash.along(canvas, across))

    panes = _panes(stage)
    window = blurred(canvas, polygons(panes), 0.011)
    spill = blurred(canvas, polygons(panes), 0.13)
    warm = mix(palette.accent, "#fff1dc", 0.8 if pale else 0.35)
    picture.light(warm, spill, 0.5)
    picture.light(warm, window, 0.72)
    picture.light("#fff6e8", lambda p: window(p) * spill(p), 0.22)
    _plaster(picture, canvas, rng)
    beam = blurred(canvas, polygons([_beam(stage)]), 0.09)
    picture.light(warm, beam, 0.16)
    count = 60
    centers = rng.normal(0, 0.42, (count, 2)) + stage.head
    picture.light(warm, bokeh(centers, 0.002 + 0.009 * rng.random(count) ** 3, rng.uniform(0.1, 0.55, count), rim=0))
    picture.adjust(grade(1.15, 1.2))
    picture.shade(palette.deep, vignette(canvas, stage.head, 0.8 if pale else 0.9))
    return picture.pixels(Grain(canvas, rng, 2.8))


def _plaster(picture: Picture, canvas: Canvas, rng: np.random.Generator) -> None:
    """Stains, trowel marks and pores, by light and by shade."""
    stains, marks, pores = (
        clouds(canvas, rng, 0.6, 5),
        clouds(canvas, rng, 0.1, 4, stretch=2.6),
        clouds(canvas, rng, 0.016, 2),
    )
    picture.shade("#3a3532", lambda p: smoothstep(0.45, 1.0, stains(p)), 0.2)
    picture.relief(marks, 0.09)
    picture.shade("#1c1a18", lambda p: smoothstep(0.95, 1.2, pores(p)), 0.3)


def _panes(stage: Stage) -> list[np.ndarray]:
    """Two columns of three panes, sheared as low sun shears them."""
    lean, (x, y) = stage.lean, stage.head
    outlines: list[np.ndarray] = []
    for column in range(2):
        for row in range(3):
            left, top = -0.43 + column * 0.44, -0.66 + row * 0.43
            corners = np.array([(left, top), (left + 0.40, top), (left + 0.40, top + 0.39), (left, top + 0.39)])
            sheared = np.stack(
                [corners[:, 0] * 0.95 + corners[:, 1] * 0.18, corners[:, 1] + corners[:, 0] * 0.34], axis=1
            )
            outlines.append(sheared * (-lean, 1) + (x - 0.04 * lean, y + 0.12))
    return outlines


def _beam(stage: Stage) -> list[tuple[float, float]]:
    x, y = stage.head
    start = x + 1.3 * stage.lean
    return [
        (start, y - 1.2),
        (start + 0.1 * stage.lean, y - 0.5),
        (x - 0.2 * stage.lean, y + 0.7),
        (x - 0.75 * stage.lean, y + 0.1),
    ]
