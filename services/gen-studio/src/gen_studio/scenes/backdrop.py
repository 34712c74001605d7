"""The background of a copied thumbnail painted anew: its colors where they were, and nothing else of it.

A plain one stays plain. What was a photograph becomes soft light in the same colors, out of focus, as no photograph of
it exists here, with as much contrast as it had. Later variants are lit otherwise.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import rgb_of
from common.direction import Direction
from common.ground import Ground, Part
from common.inspiration import PHOTOGRAPHED, Backdrop, Divide
from common.palette import Palette
from common.plates import Floats as Places
from common.plates import beyond, colors_of
from gen_studio.paint.canvas import Canvas, Field, Floats, Patch
from gen_studio.paint.edges import band
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import glow, pool
from gen_studio.paint.noise import clouds
from gen_studio.paint.picture import Picture
from gen_studio.paint.ramp import mix
from gen_studio.paint.rays import even_rays, rays
from gen_studio.paint.scatter import bokeh
from gen_studio.paint.soft import SOFT, Soft, once, soft
from gen_studio.paint.tone import toned
from gen_studio.stage import Stage

SOFTER = 0.3
"""Of a cell: its colors flow into each other."""
PURE = 0.08
"""Of a cell: with less of the part beyond a seam, it has the color of its own."""
LAMPS = 42


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    assert direction.backdrop
    backdrop, stage = direction.backdrop, Stage(canvas, direction)
    picture = _plain(canvas, backdrop.ground) if backdrop.ground else _washed(backdrop, stage, rng)
    _lit(picture, palette, stage, direction.variant)
    _divided(picture, backdrop)
    return picture.pixels(Grain(canvas, rng, 1.0))


def _plain(canvas: Canvas, ground: Ground) -> Picture:
    """As its formula says, at any size; a seam is as sharp as the canvas."""
    parts = [soft(canvas, _planes_of(part)) for part in ground.parts]
    picture = Picture(canvas, parts[0])
    if ground.seam:
        picture.over(parts[1], lambda patch: beyond(ground, *_places(patch), _pixel(patch)))
    return picture


def _planes_of(part: Part) -> Field:
    return lambda patch: colors_of(part, *_places(patch)).transpose(2, 0, 1) / np.float32(255)


def _places(patch: Patch) -> tuple[Places, Places]:
    """From -1 to 1 across the whole canvas."""
    sides = patch.canvas.right, patch.canvas.bottom
    x, y = (plane * np.float32(2 / side) - 1 for plane, side in zip((patch.x, patch.y), sides, strict=True))
    return x.astype(np.float32), y.astype(np.float32)


def _pixel(patch: Patch) -> tuple[float, float]:
    return 2 / patch.canvas.w, 2 / patch.canvas.h


def _washed(backdrop: Backdrop, stage: Stage, rng: np.random.Generator) -> Picture:
    tones = washes(stage.canvas, backdrop)
    picture = Picture(stage.canvas, tones)
    if backdrop.detail >= PHOTOGRAPHED:
        _out_of_focus(picture, tones, backdrop.detail, stage, rng)
    if backdrop.tonality is not None:
        picture.adjust(toned(picture.glimpse(), backdrop.tonality))
    return picture


def washes(canvas: Canvas, backdrop: Backdrop) -> Soft:
    """The averages as color planes that flow into each other, up to the seams between them."""
    cells = np.array([[rgb_of(color) for color in row] for row in backdrop.rows], np.float32) / np.float32(255)
    small = canvas.coarse(SOFT)
    columns = _parts(backdrop.upright, cells.shape[1], small.w)
    rows = _parts(backdrop.level, cells.shape[0], small.h)
    wide = np.block([
        [_flowing(cells[down, across], width, height).transpose(2, 0, 1) for across, width in columns]
        for down, height in rows
    ])  # fmt: skip
    return Soft(np.ascontiguousarray(np.clip(wide, 0, 1)))


def _divided(picture: Picture, backdrop: Backdrop) -> None:
    """What was drawn along the seams lies over all of it, in one color and as sharp as the canvas."""
    canvas = picture.canvas
    for seam in backdrop.level:
        if seam.line:
            picture.over(seam.line, _bar("y", seam.at * canvas.bottom, seam.width))
    for seam in backdrop.upright:
        if seam.line:
            picture.over(seam.line, _bar("x", seam.at * canvas.right, seam.width))


def _bar(axis: Literal["x", "y"], middle: float, width: float) -> Field:
    return lambda patch: np.broadcast_to(
        band((patch.x if axis == "x" else patch.y) - np.float32(middle), width, patch.px), patch.shape
    )


def _parts(seams: Sequence[Divide], count: int, pixels: int) -> list[tuple[slice, int]]:
    """The cells of each part, those left out that a seam runs through, and its length in pixels."""
    found, ends = list[tuple[slice, int]](), (0.0, *(seam.at for seam in seams), 1.0)
    for start, end in pairwise(ends):
        first = min(count - 1, ceil(start * count - PURE))
        last = max(first + 1, floor(end * count + PURE))
        found.append((slice(first, last), round(end * pixels) - round(start * pixels)))
    return found


def _flowing(cells: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    wide = cv2.resize(np.ascontiguousarray(cells), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.GaussianBlur(wide, (0, 0), SOFTER * width / cells.shape[1]), np.float32)


def _out_of_focus(picture: Picture, tones: Soft, detail: float, stage: Stage, rng: np.random.Generator) -> None:
    """Lights in the colors of where they are, fewer where the words will be."""
    canvas = stage.canvas
    picture.relief(clouds(canvas, rng, 0.22, 3), 0.16 + 0.3 * detail)
    bright = _brighter(tones)
    centers = rng.uniform((0, 0), (canvas.right, canvas.bottom), (LAMPS, 2))
    away = np.hypot(centers[:, 0] - stage.text[0], centers[:, 1] - stage.text[1])
    levels = rng.uniform(0.1, 0.42, LAMPS) * np.clip(0.25 + away, 0.25, 1) * (0.5 + 0.5 * detail)
    picture.light(bright, bokeh(centers, 0.02 + 0.1 * rng.random(LAMPS) ** 1.6, levels, rim=0.3))
    near = rng.uniform((0, 0), (canvas.right, canvas.bottom), (6, 2))
    picture.light(bright, bokeh(near, rng.uniform(0.16, 0.26, 6), rng.uniform(0.05, 0.12, 6), rim=0.15))


def _brighter(tones: Soft) -> Field:
    planes: Floats = tones.small
    lifted = planes / np.maximum(planes.max(axis=0, keepdims=True), np.float32(0.05))
    return once(Soft(np.asarray(planes * 0.35 + lifted * 0.65, np.float32)))


def _lit(picture: Picture, palette: Palette, stage: Stage, variant: int) -> None:
    """The first variant as it was; then with light behind the head, with rays, with a lamp from the side."""
    canvas, way = stage.canvas, (variant - 1) % 4
    if way in {1, 2}:
        picture.light(mix(palette.light, "#ffffff", 0.4), glow(canvas, stage.head, 0.34, tight=2.6), 0.3)
    if way == 2:  # noqa: PLR2004 - the third way
        spokes, reach = rays(stage.head, even_rays(18, 0.1)), pool(canvas, stage.head, 1.3)
        picture.light("#ffffff", lambda patch: spokes(patch) * reach(patch), 0.09)
    if way == 3:  # noqa: PLR2004 - the fourth
        corner = (canvas.right if stage.lean < 0 else 0.0, 0.0)
        picture.light(mix(palette.accent, "#ffffff", 0.35), pool(canvas, corner, 1.1), 0.32)
