"""The retro future: a slatted sun behind the head, ridges in outline, and a glowing grid that runs to the horizon."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.night import night
from gen_studio.paint.canvas import Canvas, Field, Floats, Patch
from gen_studio.paint.edges import band, cut, disc
from gen_studio.paint.grain import Grain
from gen_studio.paint.jagged import roughness
from gen_studio.paint.light import glow, pool, slope, smoothstep, vignette
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import below, polygons, stroke
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.scatter import dots
from gen_studio.paint.soft import blurred, soft
from gen_studio.stage import Stage


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    palette, stage = night(palette), Stage(canvas, direction)
    horizon = max(stage.head[1] + 0.26, canvas.bottom * 0.62)
    sun, radius = (stage.head[0], horizon - 0.30), 0.47
    sky = ramp(
        (0, palette.deep),
        (0.55, palette.ground),
        (0.85, mix(palette.ground, palette.accent, 0.4)),
        (1, mix(palette.ground, palette.accent, 0.75)),
    )
    picture = Picture(canvas, sky.along(canvas, lambda p: p.y / np.float32(horizon)))
    picture.light("#ffffff", _stars(canvas, rng, horizon), 0.85)
    picture.light(palette.accent, glow(canvas, sun, 0.5, tight=3), 0.55)
    shine = ramp((0, mix(palette.accent2, "#ffffff", 0.35)), (0.45, palette.accent2), (1, palette.accent))
    fall = slope(canvas, (sun[0], sun[1] - radius), (sun[0], sun[1] + radius * 0.8))
    slats = _slats(sun[1], radius)
    round_sun = disc(sun, radius)
    picture.over(shine.along(canvas, fall), lambda p: round_sun(p) * slats(p))
    _ridges(picture, stage, palette, rng, horizon)

    floor = half_below(horizon)
    picture.over(
        ramp(
            (0, mix(palette.ground, palette.accent, 0.5)), (0.3, palette.deep), (1, mix(palette.deep, "#000000", 0.5))
        ).along(canvas, lambda p: (p.y - np.float32(horizon)) / np.float32(canvas.bottom - horizon)),
        floor,
    )
    grid = _grid(stage, horizon)
    picture.light(palette.accent2, grid, 0.95)
    picture.light(palette.accent2, blurred(canvas, grid, 0.014), 0.8)
    rim = soft(canvas, lambda p: np.exp(-np.abs(p.y - np.float32(horizon)) / np.float32(0.03)))
    picture.light(palette.accent, rim, 0.9)
    picture.light("#ffffff", pool(canvas, stage.head, 0.3), 0.25)
    picture.shade(palette.deep, stage.quiet(), 0.3)
    picture.shade("#030108", vignette(canvas, stage.head, 0.6))
    return picture.pixels(Grain(canvas, rng, 1.4))


def half_below(horizon: float) -> Field:
    return lambda p: cut(np.float32(horizon) - p.y, p.px)


def _stars(canvas: Canvas, rng: np.random.Generator, horizon: float) -> Field:
    count = 150
    centers = rng.uniform((0, 0), (1, 0.85), (count, 2)) * (canvas.right, horizon)
    return dots(centers, 0.0009 + 0.0022 * rng.random(count) ** 4, rng.uniform(0.25, 1, count))


def _slats(middle: float, radius: float) -> Field:
    """Gaps that widen towards the sun's lower edge."""

    def field(patch: Patch) -> Floats:
        deep = (patch.y - np.float32(middle + 0.02)) / np.float32(radius)
        phase = deep * 6.5
        gap = np.float32(0.08) + np.float32(0.45) * np.clip(deep, 0, 1)
        within = np.abs(phase - np.floor(phase) - np.float32(0.5)) - gap / 2
        edge = np.float32(patch.px / radius * 6.5)
        return np.where(deep < 0, 1, np.clip(within / edge + np.float32(0.5), 0, 1)).astype(np.float32)

    return field


def _ridges(picture: Picture, stage: Stage, palette: Palette, rng: np.random.Generator, horizon: float) -> None:
    canvas = stage.canvas
    x = np.linspace(-0.1, canvas.right + 0.1, 46)
    away = np.clip((np.abs(x - stage.head[0]) - 0.35) / 0.7, 0.12, 1)
    line = np.stack([x, horizon - away * (0.12 + 0.14 * np.abs(roughness(rng, 46, 14, 3, 0.6)))], axis=1)
    picture.over(palette.deep, polygons([below(canvas, line)]))
    edge = polygons(stroke(line, 0.004))
    picture.light(palette.accent2, edge, 0.9)
    picture.light(palette.accent2, blurred(canvas, edge, 0.014), 1.0)


def _grid(stage: Stage, horizon: float) -> Field:
    """Lines of equal width on the ground, thinner with distance and fading before they would shimmer."""
    x0 = stage.head[0]

    def field(patch: Patch) -> Floats:
        depth = np.maximum(patch.y - np.float32(horizon), np.float32(1e-4))
        far = np.float32(0.30) / depth
        across = (patch.x - np.float32(x0)) * far / np.float32(0.30)
        vertical = _line(across * np.float32(1.55), far / np.float32(0.30) * np.float32(1.55 * patch.px), 0.03)
        level = _line(far * np.float32(1.9), far / depth * np.float32(1.9 * patch.px), 0.05)
        fade = smoothstep(0.004, 0.12, depth) * (patch.y > horizon)
        return np.maximum(vertical, level) * fade

    return field


def _line(values: Floats, pixel: Floats, width: float) -> Floats:
    """Coverage of lines at whole numbers of `values`, of which one pixel spans `pixel`."""
    cover = band((values - np.round(values)) / pixel, np.float32(width) / pixel, 1.0)
    return cover * smoothstep(1.2, 0.3, pixel)
