"""The background of a copied thumbnail painted anew: its colors where they were, and nothing else of it.

A plain one stays plain. What was a photograph becomes soft light in the same colors, out of focus, as no photograph of
it exists here, with as much contrast as it had. Later variants are lit otherwise.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import rgb_of
from common.direction import Direction
from common.ground import Ground, Part
from common.inspiration import PHOTOGRAPHED, Backdrop
from common.palette import Palette
from common.plates import Floats as Places
from common.plates import beyond, colors_of
from gen_studio.paint.canvas import Canvas, Field, Floats, Patch
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
STEEP, ALL_THE_WAY = 0.14, 0.8
"""Difference between columns, of the whole range, and for how much of the height it makes a seam."""
LAMPS = 42


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    assert direction.backdrop
    backdrop, stage = direction.backdrop, Stage(canvas, direction)
    picture = _plain(canvas, backdrop.ground) if backdrop.ground else _washed(backdrop, stage, rng)
    _lit(picture, palette, stage, direction.variant)
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
    """The averages as color planes that flow into each other; a seam through the whole background stays one."""
    cells = np.array([[rgb_of(color) for color in row] for row in backdrop.rows], np.float32) / np.float32(255)
    small = canvas.coarse(SOFT)
    across = seam(cells)
    if across is None and (down := seam(cells.transpose(1, 0, 2))) is not None:
        wide = _halves(cells.transpose(1, 0, 2), down, small.h, small.w).transpose(1, 0, 2)
    else:
        wide = _halves(cells, across, small.w, small.h)
    return Soft(np.ascontiguousarray(np.clip(wide, 0, 1).transpose(2, 0, 1)))


def seam(cells: NDArray[np.float32]) -> float | None:
    """Where columns left and right differ nearly all the way down, in columns; in the middle of a mixed one."""
    steps = np.abs(np.diff(cells, axis=1)).max(axis=2)
    parted = np.asarray((steps > STEEP).mean(axis=0) >= ALL_THE_WAY)
    if not parted.any():
        return None
    at = int(parted.argmax())
    mixed = at + 1 < len(parted) and bool(parted[at + 1])
    return at + (1.5 if mixed else 1.0)


def _halves(cells: NDArray[np.float32], at: float | None, width: int, height: int) -> NDArray[np.float32]:
    if at is None:
        return _flowing(cells, width, height)
    first, rest, left = int(at), int(np.ceil(at)), round(width * at / cells.shape[1])
    parts = _flowing(cells[:, :first], left, height), _flowing(cells[:, rest:], width - left, height)
    return np.concatenate(parts, axis=1)


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
