"""The outline a cut-out person wears: a ring of one color all around, that ends on both sides.

Looked for along lines across the silhouette's edge. A color that goes on inside is clothes, one that goes on outside is
the background, one between the two is where they blend; what is none of these, at most places, is an outline. Hair is
half transparent: there an outline fades within a few pixels, light from behind fades over many.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from common.color import hex_of
from common.layout import Outline

SIZE = 720
"""Pixels of the shorter side at which it is looked for."""
INSIDE, OUTSIDE = 26, 30
"""Pixels along each line, from the edge: a silhouette may hold the outline or end before it."""
BESIDE = 14
"""Of them, on either side, in which an outline lies."""
WIDTHS = (4, 18)
SAME = 16.0
"""Difference in Lab within which a color is the outline's."""
STEADY = 20.0
"""Difference in Lab between its two ends."""
APART = 16.0
"""Difference in Lab from every blend of what is on either side."""
SHOWS = 24.0
"""Difference in Lab from what is beside it."""


@dataclass(frozen=True, slots=True)
class _Beside:
    """How an outline ends on one side: within `edge` pixels there is `share` of the difference of what lies farther."""

    way: int
    edge: int
    far: int
    share: float


INNER, OUTER = _Beside(-1, 6, 16, 0.62), _Beside(1, 8, 26, 0.8)
"""Hair lets an outline through for a few pixels; light from behind and around fades over many."""
ENOUGH = 0.55
"""Of the lines that can tell, on which it has to begin and end."""
LEAST = 0.35
"""Of all lines: those where clothes or the background have its color cannot tell."""
FEW = 40
LINES = 360
CANDIDATES = 6

Rgb = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Plane = NDArray[np.float64]
Places = NDArray[np.intp]
Color = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Band:
    """Pixels of the picture, a color, and on which share of the edge it was seen."""

    width: float
    color: str
    sure: float

    @property
    def outline(self) -> Outline:
        return Outline(width=self.width, color=self.color)


def outline_of(rgb: Rgb, silhouette: Mask | None) -> Band | None:
    """None for a person who wears none."""
    if silhouette is None or not silhouette.any():
        return None
    factor = min(1.0, SIZE / min(rgb.shape[:2]))
    size = round(rgb.shape[1] * factor), round(rgb.shape[0] * factor)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    lines = lines_across(small, cv2.resize(silhouette.astype(np.uint8), size, interpolation=cv2.INTER_AREA), OUTSIDE)
    if lines is None:
        return None
    lab = np.asarray(cv2.cvtColor(lines.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float64)
    judged = (_judged(lab, color) for color in _candidates(lab))
    best = max(judged, key=lambda one: one.share, default=None)
    if best is None or best.share < ENOUGH:
        return None
    return Band(round(best.width / factor, 1), _hex(best.colors), round(best.share, 2))


def lines_across(rgb: MatLike, silhouette: MatLike, outside: int) -> NDArray[np.uint8] | None:
    """(lines, pixels, 3): colors from INSIDE pixels within the silhouette to `outside` ones beyond it.

    Where its edge is one of the picture, there are none.
    """
    found, _ = cv2.findContours(silhouette, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    edge = np.asarray(max(found, key=cv2.contourArea))[:, 0, :].astype(np.float32)
    height, width = silhouette.shape[:2]
    away = outside / 2
    free = (edge > away).all(axis=1) & (edge[:, 0] < width - away) & (edge[:, 1] < height - away)
    edge = edge[free][:: max(1, int(free.sum()) // LINES)]
    if len(edge) < FEW:
        return None
    soft = cv2.GaussianBlur(silhouette.astype(np.float32), (0, 0), 6)
    slopes = np.stack([cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)], axis=2)
    outwards = -slopes[edge[:, 1].astype(int), edge[:, 0].astype(int)]
    outwards /= np.maximum(1e-6, np.linalg.norm(outwards, axis=1, keepdims=True))
    steps = np.arange(-INSIDE, outside + 1, dtype=np.float32)
    at = edge[:, None, :] + outwards[:, None, :] * steps[None, :, None]
    at = np.ascontiguousarray(at, np.float32)
    drawn = cv2.remap(rgb, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(drawn, np.uint8)


def _candidates(lab: Plane) -> Iterator[Color]:
    """Colors that most lines cross beside the edge, and few of them at their ends."""
    bins = np.floor(lab / np.array([16, 20, 20])).astype(int)
    codes = (bins[..., 0] * 64 + bins[..., 1] + 32) * 64 + bins[..., 2] + 32
    beside = slice(INSIDE - BESIDE, INSIDE + BESIDE + 1)
    crossed = dict(_crossed(codes[:, beside]))
    for end in (codes[:, :4], codes[:, -4:]):
        for code, count in _crossed(end):
            if code in crossed:
                crossed[code] -= count
    for code in sorted(crossed, key=lambda each: -crossed[each])[:CANDIDATES]:
        lightness, a, b = (float(value) for value in lab[:, beside][codes[:, beside] == code].mean(axis=0))
        yield lightness, a, b


def _crossed(codes: Places) -> Iterator[tuple[int, int]]:
    """Which codes, and how many of the lines have each of them."""
    ordered = np.sort(codes, axis=1)
    first = np.pad(ordered[:, 1:] != ordered[:, :-1], ((0, 0), (1, 0)), constant_values=True)
    names, counts = np.unique(ordered[first], return_counts=True)
    yield from zip(names.tolist(), counts.tolist(), strict=True)


@dataclass(frozen=True, slots=True)
class _Judged:
    """On which share of the lines, how wide, and the colors (n, 3) of where it shows most."""

    share: float
    width: float = 0.0
    colors: Plane = field(default_factory=lambda: np.zeros((0, 3)))


def _judged(lab: Plane, color: Color) -> _Judged:
    """An outline is about as wide everywhere."""
    differ = np.linalg.norm(lab - np.array(color), axis=2)
    runs, untold = _runs(differ)
    inner, outer = _side(differ, runs, INNER), _side(differ, runs, OUTER)
    widths = runs.end - runs.first + outer.blended
    ends = inner.ends & outer.ends & (widths >= WIDTHS[0]) & _no_blend(lab, runs, color) & ~_fades(lab, runs)
    if not ends.any():
        return _Judged(0.0)
    width = float(np.median(widths[ends]))
    alike = ends & (np.abs(widths - width) <= max(2.0, 0.35 * width))
    told = len(lab) - np.setdiff1d(untold, runs.line[ends]).size
    if width > WIDTHS[1] or alike.sum() < LEAST * len(lab):
        return _Judged(0.0)
    return _Judged(float(alike.sum() / told), width, _purest(lab, runs, alike, np.minimum(inner.shows, outer.shows)))


@dataclass(frozen=True, slots=True)
class _Runs:
    """One on each of some lines: from `first` to before `end`."""

    line: Places
    first: Places
    end: Places


def _runs(differ: Plane) -> tuple[_Runs, Places]:
    """The longest run of the color that begins and ends on its line; lines on which one of another kind hides it."""
    changes = np.diff(np.pad(differ < SAME, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    (line, first), end = np.nonzero(changes == 1), np.nonzero(changes == -1)[1]
    clothes = (first == 0) & (end >= INSIDE - BESIDE)
    ground = (end == differ.shape[1]) & (first <= INSIDE + BESIDE)
    untold = np.unique(line[clothes | ground])
    whole = (first > 0) & (end < differ.shape[1])
    line, first, end = line[whole], first[whole], end[whole]
    longest = np.lexsort((first, first - end, line))
    longest = longest[np.unique(line[longest], return_index=True)[1]]
    return _Runs(line[longest], first[longest], end[longest]), untold


@dataclass(frozen=True, slots=True)
class _Side:
    """Of runs: which end there, by how many pixels that blend they are wider, and how much they differ from it."""

    ends: Mask
    blended: Plane
    shows: Plane


def _side(differ: Plane, runs: _Runs, beside: _Beside) -> _Side:
    start = runs.end if beside.way > 0 else runs.first - 1
    at = (start[:, None] + beside.way * np.arange(beside.far)).clip(0, differ.shape[1] - 1)
    beyond = differ[runs.line[:, None], at]
    near, farther = beyond[:, : beside.edge], np.median(beyond[:, beside.edge :], axis=1)
    shows, top = near.max(axis=1), near.argmax(axis=1)
    part = np.where(np.arange(beside.edge) < top[:, None], 1 - near / np.maximum(shows, 1.0)[:, None], 0.0)
    return _Side((shows > SHOWS) & (shows >= beside.share * farther), part.sum(axis=1), shows)


def _fades(lab: Plane, runs: _Runs) -> Mask:
    """Whether the last third has another color than the first: some step of a light that falls off is no outline."""
    sums, each = np.pad(lab[runs.line].cumsum(axis=1), ((0, 0), (1, 0), (0, 0))), np.arange(len(runs.line))
    third = np.maximum(1, (runs.end - runs.first) // 3)
    first = sums[each, runs.first + third] - sums[each, runs.first]
    last = sums[each, runs.end] - sums[each, runs.end - third]
    fades: Mask = np.linalg.norm((first - last) / third[:, None], axis=1) > STEADY
    return fades


def _no_blend(lab: Plane, runs: _Runs, color: Color) -> Mask:
    """Whether the color is none of those on the way from one side to the other."""
    inner = lab[runs.line, (runs.first - INNER.edge).clip(0)]
    outer = lab[runs.line, (runs.end + OUTER.edge - 1).clip(max=lab.shape[1] - 1)]
    way, from_outer = inner - outer, np.array(color) - outer
    share = ((from_outer * way).sum(axis=1) / np.maximum(1e-6, (way * way).sum(axis=1))).clip(0, 1)
    off: Mask = np.linalg.norm(from_outer - share[:, None] * way, axis=1) > APART
    return off


def _purest(lab: Plane, runs: _Runs, alike: Mask, shows: Plane) -> Plane:
    """Middles of the third that shows most: through the others shine hair and what is behind it."""
    most = alike & (shows >= np.quantile(shows[alike], 2 / 3))
    return lab[runs.line[most], (runs.first[most] + runs.end[most]) // 2]


def _hex(colors: Plane) -> str:
    middle = np.median(colors, axis=0)
    rgb = np.asarray(cv2.cvtColor(middle.astype(np.float32)[None, None], cv2.COLOR_LAB2RGB), np.float32)[0, 0]
    red, green, blue = (int(value) for value in np.clip(rgb * 255, 0, 255).round())
    return hex_of((red, green, blue))
