"""Glass tubes on a brick wall: one big figure round the head, slanted strokes, and light that spills on the bricks."""

import numpy as np
from numpy.typing import NDArray

from common.direction import Direction
from common.palette import Palette
from gen_studio.night import night
from gen_studio.paint.canvas import Canvas, Floats, Patch
from gen_studio.paint.grain import Grain
from gen_studio.paint.light import glow, smoothstep, vignette
from gen_studio.paint.noise import clouds
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import Points, polygons, stroke
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.soft import blurred
from gen_studio.stage import Stage

_BRICK_W, _BRICK_H, _JOINT = 0.17, 0.062, 0.0075
_TUBE = 0.016
# corners, radius, turn in radians, how much lower than the head
_FIGURES = ((72, 0.50, 0.0, 0.0), (3, 0.74, -np.pi / 2, 0.1), (6, 0.56, np.pi / 6, 0.0))


def paint(canvas: Canvas, palette: Palette, direction: Direction, rng: np.random.Generator) -> NDArray[np.uint8]:
    palette, stage = night(palette), Stage(canvas, direction)
    near = glow(canvas, stage.head, 0.9, tight=2.5)
    wall = ramp((0, palette.ground), (1, mix(palette.ground, palette.light, 0.8)))
    picture = Picture(canvas, wall.along(canvas, near))
    figure, strokes = polygons(_figure(stage)), polygons(_strokes(stage))
    for tubes, color, power in ((figure, palette.accent, 1.0), (strokes, palette.accent2, 0.8)):
        picture.light(color, blurred(canvas, tubes, 0.19), 4.2 * power)
        picture.light(color, blurred(canvas, tubes, 0.06), 1.0 * power)
    _bricks(picture, canvas, rng)
    for tubes, color in ((figure, palette.accent), (strokes, palette.accent2)):
        picture.light(color, blurred(canvas, tubes, 0.022), 1.1)
        picture.light(color, blurred(canvas, tubes, 0.012), 0.9)
        picture.over(mix(color, "#ffffff", 0.25), tubes)
    picture.over("#ffffff", polygons(_figure(stage, 0.4)), 0.9)
    picture.shade("#02010a", vignette(canvas, stage.head, 0.8))
    picture.shade(palette.deep, stage.quiet(), 0.35)
    return picture.pixels(Grain(canvas, rng, 1.6))


def _figure(stage: Stage, thickness: float = 1.0) -> list[Points]:
    """Ring, triangle or hexagon by the seed, drawn as a tube."""
    corners, radius, turn, lift = _FIGURES[stage.direction.seed % len(_FIGURES)]
    angles = np.arange(corners + 1) * 2 * np.pi / corners + turn
    path = np.array(stage.head) + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1) + (0, lift)
    return stroke(path, _TUBE * thickness)


def _strokes(stage: Stage) -> list[Points]:
    """Slanted tubes at the far edges of the words."""
    canvas, lean = stage.canvas, stage.lean
    far = 0.0 if lean > 0 else canvas.right
    paths = [
        np.array([(far - 0.05 * lean, canvas.bottom * 0.30), (far + 0.33 * lean, -0.05)]),
        np.array([(far - 0.05 * lean, canvas.bottom * 0.42), (far + 0.47 * lean, -0.05)]),
        np.array(
            [
                (canvas.right - far + 0.05 * lean, canvas.bottom * 0.62),
                (canvas.right - far - 0.30 * lean, canvas.bottom + 0.05),
            ]
        ),
    ]
    return [quad for path in paths for quad in stroke(path, _TUBE * 0.8)]


def _bricks(picture: Picture, canvas: Canvas, rng: np.random.Generator) -> None:
    wear, pits = clouds(canvas, rng, 0.3, 4), clouds(canvas, rng, 0.02, 3)
    tones = rng.uniform(0.55, 1.0, (64, 64)).astype(np.float32)

    def joints(patch: Patch) -> Floats:
        across, down, _ = _brick(patch)
        edge = np.minimum(
            np.minimum(across, 1 - across) * np.float32(_BRICK_W), np.minimum(down, 1 - down) * np.float32(_BRICK_H)
        )
        return smoothstep(_JOINT, _JOINT * 0.35, edge + np.float32(0.004) * (wear(patch) - np.float32(0.5)))

    def tone(patch: Patch) -> Floats:
        _, _, at = _brick(patch)
        return 1 - tones[at]

    picture.shade("#0a0812", tone, 0.8)
    picture.shade("#07060c", joints, 0.72)
    picture.relief(pits, 0.35)


def _brick(patch: Patch) -> tuple[Floats, Floats, tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Position within a brick (0 to 1 both ways) and which brick it is, in running bond."""
    course = np.floor(patch.y / np.float32(_BRICK_H))
    along = patch.x / np.float32(_BRICK_W) + np.float32(0.5) * (course % 2)
    column = np.floor(along)
    return (
        along - column,
        patch.y / np.float32(_BRICK_H) - course,
        (course.astype(np.int32) % 64, column.astype(np.int32) % 64),
    )
