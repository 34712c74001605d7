"""Light and shadow without edges: glows, beams of brightness, vignettes, washes in a direction."""

import numpy as np

from gen_studio.paint.canvas import Canvas, Field, Floats, Patch
from gen_studio.paint.soft import soft

Point = tuple[float, float]


def smoothstep(low: float, high: float, values: Floats) -> Floats:
    """0 below `low`, 1 above `high`, without a corner between; `low` may be the greater."""
    part = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    return part * part * (3 - 2 * part)


def distance(center: Point, squash: float = 1.0) -> Field:
    """Units from a point; `squash` above 1 makes level ellipses of the circles."""
    return lambda patch: patch.away(center, squash)


def glow(canvas: Canvas, center: Point, radius: float, *, squash: float = 1.0, tight: float = 2.0) -> Field:
    """Brightness 1 at the center, a half at `radius`; `tight` is how fast it dies beyond."""
    reach = distance(center, squash)
    return soft(canvas, lambda patch: 1 / (1 + (reach(patch) / np.float32(radius)) ** np.float32(tight)))


def pool(canvas: Canvas, center: Point, radius: float, *, squash: float = 1.0) -> Field:
    """A Gaussian spot: 1 at the center, 0.14 at `radius`, soon nothing."""
    reach = distance(center, squash)
    return soft(canvas, lambda patch: np.exp(-2 * (reach(patch) / np.float32(radius)) ** 2))


def slope(canvas: Canvas, start: Point, end: Point) -> Field:
    """0 at `start`, 1 at `end`, straight in between and beyond."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = np.float32(dx * dx + dy * dy)

    def field(patch: Patch) -> Floats:
        along = (patch.x - np.float32(start[0])) * np.float32(dx) + (patch.y - np.float32(start[1])) * np.float32(dy)
        return along / length

    return soft(canvas, field)


def vignette(canvas: Canvas, center: Point, strength: float = 1.0) -> Field:
    """0 round the center, growing towards the corners."""
    far = max(float(np.hypot(center[0] - x, center[1] - y)) for x in (0, canvas.right) for y in (0, canvas.bottom))
    reach = distance(center, squash=max(1.0, min(1.4, canvas.right)))
    return soft(canvas, lambda patch: np.float32(strength) * smoothstep(0.25 * far, 1.02 * far, reach(patch)))
