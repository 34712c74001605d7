"""Screens of code that float in the dark at different depths, the nearest out of focus."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.night import night
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import glow, pool, vignette
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import Points, polygons, stroke
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.scatter import bokeh
from gen_studio.paint.soft import blurred
from gen_studio.stage import Stage

Place = Callable[[Points], Points]

_OUTLINE = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float64)
_BAR = np.array([(0, 0), (1, 0), (1, 0.07), (0, 0.07)])


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    palette, stage = night(palette), Stage(canvas, direction)
    x, y, lean = *stage.head, stage.lean
    near, quiet = glow(canvas, stage.head, 0.75, tight=2.4), stage.quiet()
    dark = mix(palette.deep, "#000000", 0.45)
    wash = ramp((0, dark), (0.5, palette.ground), (1, mix(palette.ground, palette.accent2, 0.6)))
    picture = Picture(canvas, wash.along(canvas, near))
    panels = [
        _placed((x - 0.70 * lean, y + 0.02), 0.50, 0.66, 0.16 * lean),
        _placed((x + 0.30 * lean, y - 0.05), 0.62, 0.78, -0.06 * lean),
        _placed((x + 0.02 * lean, y + 0.42), 0.56, 0.40, 0.03 * lean),
    ]
    halo = blurred(canvas, polygons([place(_OUTLINE) for place in panels]), 0.06)
    picture.light(palette.accent2, halo, 0.25)
    for place in panels:
        picture.over(mix(palette.deep, palette.accent2, 0.16), polygons([place(_OUTLINE)]), 0.72)
    picture.light(palette.accent2, polygons([place(_BAR) for place in panels]), 0.38)
    frames = [quad for place in panels for quad in stroke(place(_OUTLINE[[0, 1, 2, 3, 0]]), 0.0035)]
    picture.light(palette.accent2, polygons(frames), 0.7)
    words = [(tint, place(box)) for place in panels for tint, box in _words(rng)]
    for tint, color in enumerate((palette.accent, palette.accent2, mix(palette.light, "#ffffff", 0.5))):
        lines = polygons([box for own, box in words if own == tint])
        picture.light(color, blurred(canvas, lines, 0.014), 0.35)
        picture.light(color, lambda p, s=lines: s(p) * (1 - 0.62 * quiet(p)), 0.88)

    close = _placed((x - 1.25 * lean, y + 0.42), 0.46, 0.56, 0.24 * lean)
    picture.over(mix(palette.deep, palette.accent2, 0.16), blurred(canvas, polygons([close(_OUTLINE)]), 0.016), 0.5)
    picture.light(palette.accent, blurred(canvas, polygons([close(box) for _, box in _words(rng)]), 0.014), 0.3)
    count = 40
    centers = rng.uniform((0, 0), (1, 1), (count, 2)) * (canvas.right, canvas.bottom)
    radii = 0.0015 + 0.007 * rng.random(count) ** 4
    picture.light(palette.accent, bokeh(centers, radii, rng.uniform(0.1, 0.6, count), rim=0))
    picture.light(palette.accent, pool(canvas, stage.head, 0.5), 0.3)
    picture.shade("#010208", vignette(canvas, stage.head, 0.75))
    return picture.pixels(Grain(canvas, rng, 1.2))


def _placed(center: tuple[float, float], wide: float, high: float, yaw: float) -> Place:
    """A panel's own unit square to the canvas, turned about its upright axis: one side is taller."""

    def place(points: Points) -> Points:
        across = points[:, 0] - 0.5
        down = high * (points[:, 1] - 0.5) * (1 + 2 * yaw * across)
        return np.stack([center[0] + wide * across, center[1] + down + 0.25 * yaw * across], axis=1)

    return place


def _words(rng: np.random.Generator) -> list[tuple[int, Points]]:
    """(color, box) of the tokens of a file: indented lines of uneven length."""
    tokens: list[tuple[int, Points]] = []
    indent = 0
    for line in range(17):
        indent = int(np.clip(indent + rng.integers(-1, 2), 0, 4))
        left, top = 0.06 + 0.06 * indent, 0.12 + 0.05 * line
        for _ in range(int(rng.integers(1, 5))):
            wide = rng.uniform(0.05, 0.2)
            if left + wide > 0.94:  # noqa: PLR2004 - the panel's margin
                break
            box = np.array([(left, top), (left + wide, top), (left + wide, top + 0.016), (left, top + 0.016)])
            tokens.append((int(rng.integers(0, 3)), box))
            left += wide + 0.025
    return tokens
