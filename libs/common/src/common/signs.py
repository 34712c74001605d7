"""Generic signs as geometry: arrows, rings, stars. Whoever reads one and whoever draws one mean the same outline.

All of it is made here from a few numbers. Nothing is traced: an outline that is none of these may be somebody's logo.
"""

from collections.abc import Callable
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from common.layout import Box, Sign, SignKind

Points = NDArray[np.float64]
"""(n, 2), x to the right and y down."""
Parts = tuple[tuple[Points, bool], ...]
"""Polygons in the order they are painted, each filled or, where False, cut out of those before."""

HEAD_WIDE = 1.15
"""An arrow's head is this much wider than long, before its box stretches it."""
SPREAD = 2.45
"""Radians between the way an arrow goes and the strokes of an open head."""
ROUND = 48
"""Corners of what is round."""


def parts_of(sign: Sign) -> Parts:
    """In a box from (0, 0) to (1, 1) that it fills, before `rotation`."""
    parts = FORMS[sign.kind](sign)
    every = np.concatenate([points for points, _ in parts])
    low, high = every.min(axis=0), every.max(axis=0)
    return tuple(((points - low) / np.maximum(1e-9, high - low), filled) for points, filled in parts)


def placed(sign: Sign, box: Box) -> Parts:
    """In the pixels of `box`, turned around its middle."""
    return tuple((on_canvas(points, sign.rotation, box), filled) for points, filled in parts_of(sign))


def tip_of(sign: Sign, box: Box) -> tuple[float, float]:
    """Where an arrow or a triangle ends, in the pixels of `box`: of what it is made of, the farthest that way."""
    every = np.concatenate([points for points, _ in parts_of(sign)])
    ends = every[every[:, 0] > every[:, 0].max() - 1e-6]
    x, y = on_canvas(ends.mean(axis=0, keepdims=True), sign.rotation, box)[0]
    return float(x), float(y)


def on_canvas(points: Points, rotation: float, box: Box) -> Points:
    """From shares of `box` to pixels, turned around its middle by `rotation` degrees anticlockwise."""
    x, y, w, h = box
    turn = radians(rotation)
    away = (points - 0.5) * (w, h)
    matrix = np.array([[cos(turn), sin(turn)], [-sin(turn), cos(turn)]])
    return away @ matrix.T + (x + w / 2, y + h / 2)


def _arrow(sign: Sign) -> Parts:
    """A shaft that turns evenly until it heads right, and a head that goes straight on."""
    wide = HEAD_WIDE * sign.head
    shaft = 1.0 if sign.open else 1.0 - sign.head
    heading = np.radians(np.linspace(-sign.bend, 0, 25))
    ahead = np.stack([np.cos(heading), -np.sin(heading)], axis=1)
    steps = (ahead[1:] + ahead[:-1]) / 2 * shaft / 24
    path = np.concatenate([[(0.0, 0.0)], np.cumsum(steps, axis=0)])
    aside = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1) * sign.thick * wide / 2
    end = path[-1]
    if sign.open:
        body = np.concatenate([path - aside, (path + aside)[::-1]])
        return (body, True), (_chevron(end, sign, wide), True)
    head = end + np.array([(0, -wide / 2), (sign.head, 0), (0, wide / 2)])
    return ((np.concatenate([path - aside, head, (path + aside)[::-1]]), True),)


def _chevron(tip: Points, sign: Sign, wide: float) -> Points:
    """Two strokes as thick as the shaft, from a pointed tip backwards."""
    half = sign.thick * wide / 2
    corner = np.array([half / sin(SPREAD), 0.0])
    sides = list[Points]()
    for way in (1, -1):
        back = np.array([cos(SPREAD), -way * sin(SPREAD)])
        across = np.array([way * back[1], -way * back[0]]) * half
        end = tip + back * sign.head
        sides.append(np.array([end - across, end + across]))
    return np.concatenate([[tip + corner], sides[0], [tip - corner], sides[1][::-1]])


def _ring(sign: Sign) -> Parts:
    outer = _circle()
    return (outer, True), (outer * (1 - sign.thick), False)


def _frame(sign: Sign) -> Parts:
    outer = _square() - 0.5
    return (outer, True), (outer * (1 - sign.thick), False)


def _star(sign: Sign) -> Parts:
    """One of its points goes right."""
    turns = np.arange(2 * sign.points) * np.pi / sign.points
    reach = np.where(np.arange(2 * sign.points) % 2, sign.thick, 1.0)
    return ((np.stack([reach * np.cos(turns), reach * np.sin(turns)], axis=1), True),)


def _cross(sign: Sign) -> Parts:
    """Upright; one that strikes out is turned by 45 degrees."""
    low, high = (1 - sign.thick) / 2, (1 + sign.thick) / 2
    quarter = np.array([(low, 0), (high, 0), (high, low)]) - 0.5
    turned = [quarter @ _quarters(count) for count in range(4)]
    return ((np.concatenate(turned), True),)


def _quarters(count: int) -> NDArray[np.float64]:
    turn = count * np.pi / 2
    return np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])


def _check(sign: Sign) -> Parts:
    """Two strokes, the second twice as long, at a right angle."""
    half = sign.thick / 2
    corners = [(-half, -1), (half, -1), (half, -half), (2, -half), (2, half), (-half, half)]
    turn = radians(45)
    matrix = np.array([[cos(turn), sin(turn)], [-sin(turn), cos(turn)]])
    return ((np.array(corners) @ matrix.T, True),)


def _triangle(_: Sign) -> Parts:
    return ((np.array([(0.0, 0.0), (1.0, 0.5), (0.0, 1.0)]), True),)


def _heart(_: Sign) -> Parts:
    """Its point goes right, as a triangle's does. The well-known curve of sines and cosines."""
    turns = np.arange(ROUND) * 2 * np.pi / ROUND
    down = 13 * np.cos(turns) - 5 * np.cos(2 * turns) - 2 * np.cos(3 * turns) - np.cos(4 * turns)
    return ((np.stack([-down, 16 * np.sin(turns) ** 3], axis=1), True),)


def _exclamation(_: Sign) -> Parts:
    """Upright: a stroke that becomes thinner, and a dot."""
    stroke = np.array([(0.0, 0.0), (1.0, 0.0), (0.8, 0.66), (0.2, 0.66)])
    return (stroke, True), (_circle() * (0.5, 0.13) + (0.5, 0.87), True)


def _ellipse(_: Sign) -> Parts:
    return ((_circle(), True),)


def _rectangle(_: Sign) -> Parts:
    return ((_square(), True),)


def _circle() -> Points:
    turns = np.arange(ROUND) * 2 * np.pi / ROUND
    return np.stack([np.cos(turns), np.sin(turns)], axis=1)


def _square() -> Points:
    return np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])


FORMS: dict[SignKind, Callable[[Sign], Parts]] = {
    "arrow": _arrow,
    "ring": _ring,
    "frame": _frame,
    "star": _star,
    "cross": _cross,
    "check": _check,
    "triangle": _triangle,
    "heart": _heart,
    "exclamation": _exclamation,
    "ellipse": _ellipse,
    "rectangle": _rectangle,
}
