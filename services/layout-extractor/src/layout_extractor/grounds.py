"""A plain background as a formula: a wall, a gradient, or two of them beside a seam, whatever stood before it.

Fitted robustly to what is seen of it: things before a wall do not bend it. What no formula explains is a photograph.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from common.ground import Ground, Kind, Part, Rgb, Seam
from common.plates import painted, powers, steps

EXPLAINED = 12.0
"""Levels by which a plain background may differ from its formula."""
CLEAN, PLAIN = 0.96, 0.6
"""Of a cell's pixels, and of the cells, that a formula has to explain."""
DEGREE, SIMPLE = 4, 2
"""Of the polynomials of a whole background, and of each part of a parted one."""
TURNS, ROUNDS = 6, 3
RIDGE, SMALL = 1e-3, 1e-6
"""Of no weight beside thousands of pixels; without them a sliver of background has no formula, a clean seam no end."""
FLAT = 6.0
"""Levels between its darkest and lightest place, to which a gradient is a plain wall."""
APART = 24.0
"""Levels between two parts: less is no seam."""
LEAST_PART = 0.1
WHOLLY = 0.99
"""So sure of one part that nobody looks for two."""
AGREED, AS_WELL = 0.92, 0.004
"""Of the pixels that a straight line parts as their colors do."""
SEEN = 0.5
"""Of the picture: where less of its background is seen, the rest is a guess."""

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class View:
    """A background's small copy: `colors` (n, 3) at places `x` and `y`, and which of them are `seen`."""

    colors: Floats
    x: Floats
    y: Floats
    seen: Bools
    size: tuple[int, int]


def ground_of(picture: Floats, weight: Floats, cells: tuple[int, int]) -> Ground | None:
    """`picture` (h, w, 3) from 0 to 255, `weight` (h, w) is 1 where the background is seen. None for a photograph."""
    height, width = weight.shape
    x, y = (plane.ravel().astype(np.float32) for plane in np.meshgrid(steps(width), steps(height)))
    view = View(picture.reshape(-1, 3), x, y, weight.ravel() > 0, (width, height))
    if not view.seen.any():
        return None
    whole = _judged(Ground(parts=(_fitted(view, view.seen, DEGREE),)), view, cells)
    if whole is not None and whole.sure >= WHOLLY:
        return whole
    seam = _parted(view)
    parted = _judged(seam, view, cells) if seam else None
    if whole is None or parted is None:
        return whole or parted
    return parted if parted.sure > whole.sure else whole


def _judged(ground: Ground, view: View, cells: tuple[int, int]) -> Ground | None:
    """With its kind and how sure it is, where it explains what is seen."""
    width, height = view.size
    picture = painted(ground, width, height)
    residual = np.abs(view.colors.reshape(height, width, 3) - picture).max(axis=2)
    seen = view.seen.reshape(height, width)
    if not _is_plain(residual, seen, cells):
        return None
    explained = float((residual[seen] < EXPLAINED).mean())
    sure = explained * (0.6 + 0.4 * min(1.0, float(seen.mean()) / SEEN))
    flat = float(np.ptp(picture.reshape(-1, 3), axis=0).max()) < FLAT
    kind: Kind = "two-part" if ground.seam else "plain" if flat else "gradient"
    return ground.model_copy(update={"kind": kind, "sure": round(sure, 2)})


def _is_plain(residual: Floats, seen: Bools, cells: tuple[int, int]) -> bool:
    """A thing before a wall spoils some cells; grass, stars and streets spoil most."""
    shown = cv2.resize(seen.astype(np.float32), cells, interpolation=cv2.INTER_AREA)
    explained = np.asarray((residual < EXPLAINED) & seen, np.float32)
    fine = cv2.resize(explained, cells, interpolation=cv2.INTER_AREA)
    judged = np.greater(shown, 0.3)
    return bool(judged.any()) and float((fine[judged] >= CLEAN * shown[judged]).mean()) >= PLAIN


def _fitted(view: View, where: Bools, degree: int) -> Part:
    every = np.flatnonzero(where)[:: 3 if degree == DEGREE else 2]
    terms = powers(view.x[every], view.y[every], degree).astype(np.float64)
    colors, trust = view.colors[every].astype(np.float64), np.ones(len(every))
    found = np.zeros((terms.shape[1], 3))
    for _ in range(TURNS):
        weighted = terms.T * trust
        found = np.linalg.solve(weighted @ terms + RIDGE * np.eye(terms.shape[1]), weighted @ colors)
        residual = np.abs(colors - terms @ found).max(axis=1)
        trust = 1 / (1 + (residual / EXPLAINED) ** 4)
    least, most = np.quantile(view.colors[where], (0.01, 0.99), axis=0)
    return Part(terms=tuple(_rgb(row) for row in found), least=_rgb(least), most=_rgb(most))


def _rgb(levels: NDArray[np.floating]) -> Rgb:
    red, green, blue = (round(float(level), 3) for level in levels)
    return red, green, blue


def _parted(view: View) -> Ground | None:
    """Two parts beside a straight seam: parted by color, then by which part's formula says more."""
    second, ground = _by_color(view.colors[view.seen]), None
    for _ in range(ROUNDS):
        if not LEAST_PART < second.mean() < 1 - LEAST_PART:
            return None
        seam = _line(view.x[view.seen], view.y[view.seen], second)
        beside = _beyond(seam, view.x, view.y)
        if float((beside[view.seen] == second).mean()) < AGREED or not _both(beside[view.seen]):
            return None
        parts = tuple(_fitted(view, view.seen & side, SIMPLE) for side in (~beside, beside))
        if _distance(parts) < APART:
            return None
        ground = Ground(parts=parts, seam=seam)
        second = _nearer_second(ground, view)
    return ground


def _both(beside: Bools) -> bool:
    return LEAST_PART / 2 < float(beside.mean()) < 1 - LEAST_PART / 2


def _distance(parts: tuple[Part, ...]) -> float:
    """Between what is usual in each."""
    first, second = (np.asarray(part.least) + np.asarray(part.most) for part in parts)
    return float(np.abs(first - second).max()) / 2


def _by_color(colors: Floats) -> Bools:
    """Otsu's threshold along the direction in which the colors differ most."""
    away = colors - colors.mean(axis=0)
    axis = np.linalg.svd(away[:: max(1, len(away) // 4000)], full_matrices=False)[2][0]
    along = (away @ axis).astype(np.float32)
    levels = np.asarray(cv2.normalize(along, None, 0, 255, cv2.NORM_MINMAX)).astype(np.uint8)  # type: ignore[call-overload]
    threshold, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return levels.ravel() > threshold


def _line(x: Floats, y: Floats, second: Bools) -> Seam:
    """Upright or level where that parts them as well: most seams are, and little of one may be seen."""
    (sign, at), (turned, level) = _straight(x, second), _straight(y, second)
    straight = Seam(across=sign, down=0.0, at=at), Seam(across=0.0, down=turned, at=level)
    best = max(straight, key=lambda seam: _agreed(seam, x, y, second))
    leaning = _leaning(x, y, second)
    return best if _agreed(best, x, y, second) >= _agreed(leaning, x, y, second) - AS_WELL else leaning


def _agreed(seam: Seam, x: Floats, y: Floats, second: Bools) -> float:
    return float((_beyond(seam, x, y) == second).mean())


def _straight(along: Floats, second: Bools) -> tuple[float, float]:
    """1 where the second part lies beyond the place that parts them best, else -1; and that place, with the sign."""
    order = np.argsort(along, kind="stable")
    before = np.cumsum(second[order])[:-1]
    right = np.arange(1, len(order)) - before + int(second.sum()) - before
    right[np.diff(along[order]) <= 0] = len(order) // 2  # no place between two of one column
    at = int(np.abs(right - len(order) / 2).argmax())
    sign = 1.0 if right[at] > len(order) / 2 else -1.0
    return sign, round(sign * float(along[order[at]] + along[order[at + 1]]) / 2, 5)


def _leaning(x: Floats, y: Floats, second: Bools) -> Seam:
    """By logistic regression: what lies far from the seam says little of where it is."""
    rows = np.stack([x, y, np.ones_like(x)], axis=1).astype(np.float64)
    target, found = second.astype(np.float64), np.zeros(3)
    for _ in range(12):
        share = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        curve = np.maximum(share * (1 - share), 1e-6)
        hessian = (rows * curve[:, None]).T @ rows + SMALL * len(rows) * np.eye(3)
        found = found + np.linalg.solve(hessian, rows.T @ (target - share) - SMALL * len(rows) * found)
    length = max(1e-9, float(np.hypot(found[0], found[1])))
    across, down, at = (round(float(value) / length, 5) for value in (found[0], found[1], -found[2]))
    return Seam(across=across, down=down, at=at)


def _beyond(seam: Seam, x: Floats, y: Floats) -> Bools:
    return np.asarray(seam.across * x + seam.down * y > seam.at)


def _nearer_second(ground: Ground, view: View) -> Bools:
    width, height = view.size
    halves = [painted(Ground(parts=(part,)), width, height).reshape(-1, 3)[view.seen] for part in ground.parts]
    first, second = (np.abs(view.colors[view.seen] - half).max(axis=1) for half in halves)
    return second < first
