"""A mesh of soft colors that melt into each other, a pale moon behind the head, and a sprinkle of sparkles."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.paint.canvas import Canvas, Field, Floats
from gen_studio.paint.edges import disc, ring
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import pool
from gen_studio.paint.noise import fbm
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import Points, polygons
from gen_studio.paint.ramp import is_pale, mix
from gen_studio.paint.scatter import dots
from gen_studio.paint.soft import Soft, blurred
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    stage = Stage(canvas, direction)
    pale = is_pale(palette.ground)
    picture = Picture(canvas, palette.ground)
    tints = [
        mix(palette.light, "#ffffff", 0.4),
        mix(palette.ground, palette.accent2, 0.7),
        mix(palette.ground, palette.accent, 0.42),
        mix(palette.ground, palette.accent2, 0.35),
        mix(palette.ground, palette.deep, 0.5),
    ]
    spots = ((0.15, 0.15), (0.9, 0.1), (0.75, 0.95), (0.1, 0.9), (0.5, 1.1))
    bend, sway = fbm(canvas, rng, 0.9, 2), fbm(canvas, rng, 0.9, 2)
    for tint, (x, y) in zip(tints, rng.permutation(spots), strict=True):
        center = (x * canvas.right, y * canvas.bottom)
        picture.over(tint, _warped(canvas, center, 0.75 * max(1.0, canvas.right / 1.5), bend, sway), 0.95)
    moon = disc(stage.head, 0.5)
    picture.shade(
        mix(palette.deep, palette.accent, 0.3),
        blurred(canvas, disc((stage.head[0], stage.head[1] + 0.03), 0.5), 0.06),
        0.25,
    )
    picture.over(mix(palette.light, "#ffffff", 0.7) if pale else palette.light, moon, 0.78)
    picture.over(palette.ground, lambda p: moon(p) * np.clip((p.y - np.float32(stage.head[1])) * 1.4, 0, 0.8))
    picture.over("#ffffff" if pale else palette.accent, ring(stage.head, 0.57, 0.006), 0.85)
    picture.over("#ffffff", polygons(_sparkles(stage, rng)), 0.95)
    _confetti(picture, stage, palette, rng)
    picture.light("#ffffff", pool(canvas, stage.head, 0.4), 0.3)
    return picture.pixels(Grain(canvas, rng, 2.2))


def _warped(canvas: Canvas, center: tuple[float, float], radius: float, bend: Floats, sway: Floats) -> Field:
    """A Gaussian spot whose outline flows."""
    small = canvas.coarse(max(bend.shape))
    patch = small.whole()
    across = (patch.x - np.float32(center[0]) + (bend - np.float32(0.5)) * np.float32(1.3)) / np.float32(radius)
    down = (patch.y - np.float32(center[1]) + (sway - np.float32(0.5)) * np.float32(1.3)) / np.float32(radius)
    return Soft(np.exp(-1.6 * (across**2 + down**2)))


def _sparkles(stage: Stage, rng: np.random.Generator) -> list[Points]:
    """Four-pointed stars round the moon."""
    angles = rng.uniform(0, 2 * np.pi, 7)
    stars: list[Points] = []
    for angle in angles:
        away, size = rng.uniform(0.6, 0.85), rng.uniform(0.018, 0.05)
        turns = np.arange(8) * np.pi / 4
        reach = np.where(np.arange(8) % 2 == 0, size, size * 0.22)
        center = np.array(stage.head) + away * np.array([np.cos(angle), np.sin(angle)])
        stars.append(center + reach[:, None] * np.stack([np.sin(turns), np.cos(turns)], axis=1))
    return stars


def _confetti(picture: Picture, stage: Stage, palette: Palette, rng: np.random.Generator) -> None:
    canvas = stage.canvas
    for color in (palette.accent, palette.accent2, "#ffffff"):
        x = rng.uniform(0, canvas.right, 9)
        y = (rng.integers(0, 2, 9) * 0.88 + rng.uniform(0, 0.12, 9)) * canvas.bottom
        picture.over(color, dots(np.stack([x, y], axis=1), rng.uniform(0.005, 0.013, 9), np.full(9, 1.0)), 0.85)
