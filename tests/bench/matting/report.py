"""How much of the old ground a cut-out brings along, how much hair it keeps, and how long it takes."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from tests.bench.matting.samples import Person, Plane, grounds, opposite, person

from identity.cutout import LONGEST, Cutout, cut_out
from identity.faces import Rgb
from identity.matting import PersonMatting

SOFT = 0.05
SIZES = 2048, LONGEST


@dataclass(frozen=True)
class Row:
    """Means beside the head. Alpha is of 1; colors and pictures of 255.

    `color` is how far a soft pixel's color is from the person's own, `picture` how far the cut-out on the opposite
    ground is from the person there, `halo` the part of it that is the old ground, `lost` the part that is the new one.
    """

    ground: str
    alpha: float
    color: float
    picture: float
    halo: float
    lost: float


@dataclass(frozen=True)
class Found:
    rows: list[Row]
    seconds: dict[int, float]
    """CPU seconds of a cut-out, by the photo's longer side."""


def run(assets: Path) -> Found:
    cv2.setNumThreads(1)
    known, matting = person(assets / "models"), PersonMatting(assets / "models")
    rows = [_row(name, ground, known, matting) for name, ground in grounds()]
    _, ground = next(grounds())
    return Found(rows, {size: _timed(known, known.before(ground), matting, size) for size in SIZES})


def _row(name: str, ground: Plane, known: Person, matting: PersonMatting) -> Row:
    rgba = _placed(_cut(known, known.before(ground), matting, 1.0), known)
    alpha, other = rgba[..., 3] / np.float32(255), opposite(ground)
    beside = _beside(known, alpha)
    ours, theirs = (_on(*pair, other)[beside] for pair in ((rgba[..., :3], alpha), (known.colors, known.alpha)))
    soft = beside & (alpha > SOFT) & (alpha < 1 - SOFT) & (known.alpha > SOFT)
    off = np.abs(rgba[..., :3][soft].astype(np.float32) - known.colors[soft]).mean(1)
    way = (ground - other)[beside]
    moved = ((ours - theirs) * way).sum(1) / np.sqrt((way**2).sum(1) * 3)
    return Row(
        name,
        alpha=float(np.abs(alpha - known.alpha)[beside].mean()),
        color=float(np.average(off, weights=alpha[soft])),
        picture=float(np.abs(ours - theirs).mean()),
        halo=float(np.maximum(moved, 0).mean()),
        lost=float(np.maximum(-moved, 0).mean()),
    )


def _cut(known: Person, photo: Rgb, matting: PersonMatting, scale: float) -> Cutout:
    found = cut_out(photo, known.face.scaled(scale), known.points * np.float32(scale), (), matting)
    assert found
    return found


def _placed(found: Cutout, known: Person) -> np.ndarray:
    """The cut-out's pixels where they were on the photo."""
    whole = np.zeros((*known.alpha.shape, 4), np.uint8)
    x, y = (round(value) for value in found.origin)
    whole[y : y + found.rgba.shape[0], x : x + found.rgba.shape[1]] = found.rgba
    return whole


def _beside(known: Person, alpha: Plane) -> np.ndarray:
    """Soft in truth or in the cut-out, and nine pixels around."""
    soft = (known.alpha > SOFT) & (known.alpha < 1 - SOFT) | (alpha > SOFT) & (alpha < 1 - SOFT)
    return (cv2.dilate((soft & known.head).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0) & known.head


def _on(colors: np.ndarray, alpha: Plane, ground: Plane) -> Plane:
    return colors * alpha[..., None] + ground * (1 - alpha[..., None])


def _timed(known: Person, photo: Rgb, matting: PersonMatting, size: int) -> float:
    scale = size / photo.shape[0]
    there = np.asarray(cv2.resize(photo, (size, size), interpolation=cv2.INTER_CUBIC), np.uint8)
    return min(_seconds(lambda: _cut(known, there, matting, scale)) for _ in range(3))


def _seconds(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


def table(found: Found) -> Iterator[str]:
    yield f"{'ground':<10} {'alpha':>7} {'color':>7} {'picture':>8} {'halo':>7} {'lost':>7}"
    for row in found.rows:
        numbers = f"{row.alpha:7.3f} {row.color:7.1f} {row.picture:8.1f} {row.halo:7.1f} {row.lost:7.1f}"
        yield f"{row.ground:<10} {numbers}"
    for size, seconds in found.seconds.items():
        yield f"a cut-out of {size} x {size} pixels {seconds:.2f} s of CPU, the best of three"
