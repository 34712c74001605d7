"""A case file under a lamp: typed sheets and a taped photograph on a dark desk, ringed in marker."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.edges import rounded_box
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import Point, pool, smoothstep, vignette
from gen_studio.paint.noise import clouds
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import Points, polygons, stroke
from gen_studio.paint.ramp import is_pale, mix, ramp
from gen_studio.paint.soft import blurred, moved
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    pale = is_pale(palette.ground)
    desk = mix(palette.ground, palette.deep, 0.35 if pale else 0.6)
    wood = clouds(canvas, rng, 0.05, 4, stretch=9.0)
    wash = ramp((0, mix(desk, "#000000", 0.35)), (1, mix(desk, palette.light, 0.25)))
    picture = Picture(canvas, wash.along(canvas, lambda p: 0.2 + 0.6 * wood(p)))
    paper = mix(palette.light, "#efe6d2", 0.75)
    x, y = stage.head
    lean = stage.lean
    sheets = [
        ((x - 0.52 * lean, y + 0.22), (0.42, 0.60), -11.0, 0.80),
        ((x + 0.42 * lean, y + 0.10), (0.42, 0.58), 9.0, 0.88),
        ((x, y + 0.05), (0.50, 0.62), -3.0, 1.0),
    ]
    for center, half, degrees, brightness in sheets:
        turn = degrees * lean
        _sheet(picture, canvas, center, half, turn, mix(desk, paper, brightness * 0.92))
        if center[0] != x:
            picture.over(mix(paper, "#1a1714", 0.75), polygons(_typing(rng, center, half, turn)), 0.42)
    inset = rounded_box((x, y + 0.05), (0.42, 0.50), 0.004, -3.0 * lean)
    tone = ramp((0, mix(palette.ground, palette.light, 0.8)), (1, palette.deep))
    picture.over(tone.along(canvas, lambda p: p.away((x, y - 0.1)) / np.float32(0.75)), inset)
    picture.over(
        mix(palette.accent, "#f4ead0", 0.6), rounded_box((x, y - 0.56), (0.13, 0.036), 0.002, -6.0 * lean), 0.72
    )
    picture.over(palette.accent, polygons(_marker(rng, (x, y), 0.54)), 0.92)
    fibers, stains = clouds(canvas, rng, 0.012, 2), clouds(canvas, rng, 0.5, 5)
    picture.relief(fibers, 0.12)
    picture.shade("#6b5236", lambda p: smoothstep(0.55, 1.0, stains(p)), 0.4)
    lamp = pool(canvas, (x, y), 1.0, squash=1.15)
    picture.shade(mix(palette.deep, "#000000", 0.45), lambda p: 1 - lamp(p), 0.74)
    picture.light("#ffe9c4", pool(canvas, (x, y - 0.1), 0.7), 0.34)
    picture.shade("#050505", vignette(canvas, stage.head, 0.5))
    return picture.pixels(Grain(canvas, rng, 3.2))


def _sheet(picture: Picture, canvas: Canvas, center: Point, half: Point, degrees: float, color: str) -> None:
    box = rounded_box(center, half, 0.004, degrees)
    picture.shade("#000000", blurred(canvas, moved(box, 0.012, 0.02), 0.028), 0.6)
    picture.over(color, box)


def _typing(rng: np.random.Generator, center: Point, half: Point, degrees: float) -> list[Points]:
    """Words as bars, in lines with a ragged right margin."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    words: list[Points] = []
    for line in range(34):
        down, across, end = -half[1] + 0.07 + 0.034 * line, -half[0] + 0.05, half[0] - rng.uniform(0.05, 0.2)
        while across < end and down < half[1] - 0.05:
            wide = rng.uniform(0.014, 0.07)
            box = np.array(
                [(across, down), (across + wide, down), (across + wide, down + 0.0085), (across, down + 0.0085)]
            )
            words.append(box @ np.array([[cos, sin], [-sin, cos]]) + center)
            across += wide + 0.011
    return words


def _marker(rng: np.random.Generator, center: Point, radius: float) -> list[Points]:
    """A felt pen goes round once and overshoots."""
    angles = np.linspace(-0.6, 2 * np.pi + 0.1, 90) - 1.0
    reach = radius * (1 + 0.06 * np.linspace(-1, 1, 90) + 0.02 * np.sin(angles * 2 + rng.uniform(0, 6)))
    path = np.array(center) + reach[:, None] * np.stack([np.cos(angles) * 1.02, np.sin(angles) * 0.98], axis=1)
    return stroke(path, 0.017)
