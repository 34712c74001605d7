"""The signs a flat shape is compared with, and the small steps by which each can become more like it."""

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

import cv2
import numpy as np

from common.layout import Sign, SignKind
from common.signs import Parts, parts_of

Templates = tuple[tuple[Sign, float], ...]
"""Signs, and how much of their box each fills."""

SIDE = 72
"""Pixels of the longer side at which shapes are compared."""
SYMMETRY: dict[str, int] = {"cross": 90, "ellipse": 180, "rectangle": 180}
"""Degrees after which a sign looks the same."""
LIMITS: dict[str, tuple[float, float]] = {"thick": (0.06, 0.9), "head": (0.15, 0.75), "bend": (-200, 200)}
MARKS = frozenset({"arrow", "check", "cross", "exclamation", "triangle"})
SHAFT = 0.75
"""Of an arrow's head, at most: what is thicker is a drop or a shield."""
STEPS: tuple[dict[str, float], ...] = (
    {"rotation": 6, "thick": 0.08, "head": 0.08, "bend": 12},
    {"rotation": 2, "thick": 0.03, "head": 0.03, "bend": 5},
    {"rotation": 1, "thick": 0.012, "head": 0.012, "bend": 2},
)


@cache
def all_templates() -> Templates:
    """Signs, and how much of their box they fill."""
    return tuple((sign, _filled(sign)) for sign in _vocabulary())


@cache
def solid_templates() -> Templates:
    return tuple((sign, share) for sign, share in all_templates() if sign.kind in {"ellipse", "rectangle"})


@cache
def mark_templates() -> Templates:
    """What is put on discs. A star or a heart there may be a brand's."""
    vocabulary = (*_vocabulary(), Sign(kind="exclamation"))
    return tuple((sign, _filled(sign)) for sign in vocabulary if sign.kind in MARKS)


def _vocabulary() -> Iterator[Sign]:
    for thick, head in product((0.25, 0.4, 0.55, 0.7), (0.25, 0.4, 0.6)):
        yield Sign(kind="arrow", thick=thick, head=head)
    for bend, thick in product((-130, -90, -50, 50, 90, 130), (0.3, 0.5)):
        yield Sign(kind="arrow", bend=bend, thick=thick, head=0.35)
    for bend, thick in product((-90, -45, 0, 45, 90), (0.2, 0.35)):
        yield Sign(kind="arrow", bend=bend, thick=thick, head=0.35, open=True)
    for thick in (0.38, 0.5):
        yield Sign(kind="star", thick=thick)
    for points, thick in product((8, 10, 12, 14, 16, 18, 20, 24), (0.65, 0.8)):
        yield Sign(kind="star", points=points, thick=thick)
    for thick in (0.2, 0.3, 0.4):
        yield Sign(kind="cross", thick=thick)
    for thick in (0.25, 0.4, 0.55):
        yield Sign(kind="check", thick=thick)
    yield from (Sign(kind="triangle"), Sign(kind="heart"), Sign(kind="ellipse"), Sign(kind="rectangle"))


def _filled(sign: Sign) -> float:
    sheet = np.zeros((SIDE, SIDE), np.uint8)
    for points, filled in parts_of(sign):
        cv2.fillPoly(sheet, [(points * (SIDE - 1)).round().astype(np.int32)], int(filled))
    return float(sheet.mean())


def neighbors(sign: Sign, steps: dict[str, float]) -> Iterator[Sign]:
    for name, step in steps.items():
        if name in _free(sign):
            for by in (step, -step):
                yield _stepped(sign, name, getattr(sign, name) + by)


def _free(sign: Sign) -> tuple[str, ...]:
    """What of a sign can be told from its outline."""
    match sign.kind:
        case "arrow":
            return ("rotation", "thick", "head", "bend") if sign.bend else ("rotation", "thick", "head")
        case "triangle" | "heart" | "exclamation" | "ellipse" | "rectangle":
            return ("rotation",)
        case _:
            return ("rotation", "thick")


def _stepped(sign: Sign, name: str, value: float) -> Sign:
    if name == "rotation":
        return turned_to(sign, value)
    least, most = LIMITS[name]
    most = SHAFT if (sign.kind, name) == ("arrow", "thick") else most
    return sign.model_copy(update={name: min(most, max(least, value))})


def turned_to(sign: Sign, degrees: float) -> Sign:
    return _turned(sign.kind, sign.bend, sign.thick, sign.head, sign.open, sign.points, wrapped(degrees))


@lru_cache(maxsize=4096)
def _turned(
    kind: SignKind,
    bend: float,
    thick: float,
    head: float,
    is_open: bool,  # noqa: FBT001 - a sign's own fields
    points: int,
    rotation: float,
) -> Sign:
    """Every shape is compared with the same signs, turned by the same steps."""
    return Sign(kind=kind, bend=bend, thick=thick, head=head, open=is_open, points=points, rotation=rotation)


def wrapped(value: float) -> float:
    """From -180 to 180."""
    return (value + 180) % 360 - 180


def parts_before_turning(sign: Sign) -> Parts:
    """A sign's polygons are the same for every rotation."""
    return _parts(sign.kind, sign.bend, sign.thick, sign.head, sign.open, sign.points)


@lru_cache(maxsize=512)
def _parts(kind: SignKind, bend: float, thick: float, head: float, is_open: bool, points: int) -> Parts:  # noqa: FBT001 - a sign's own fields
    return parts_of(Sign(kind=kind, bend=bend, thick=thick, head=head, open=is_open, points=points))
