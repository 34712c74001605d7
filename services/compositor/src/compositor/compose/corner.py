"""Where something small goes that is not the message: along the safe area's edge, off faces, overlays and words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from compositor.compose.frame import Frame
from compositor.geometry import Rect

_STEPS = 9
"""Places tried along each side of the safe area."""
_ON_WORDS = 4.0
_COVERED = 100.0
_CORNER = 0.02


@dataclass(frozen=True, slots=True)
class Taken:
    """What is there already: heads, and what is read."""

    heads: Sequence[Rect]
    inks: Sequence[Rect]


def places(box: Rect, frame: Frame) -> Iterator[Rect]:
    """Along the edges of the safe area, corners among them."""
    safe = frame.safe
    xs = [safe.x + (safe.w - box.w) * step / (_STEPS - 1) for step in range(_STEPS)]
    ys = [safe.y + (safe.h - box.h) * step / (_STEPS - 1) for step in range(_STEPS)]
    for x, y in product(xs, ys):
        if x in (xs[0], xs[-1]) or y in (ys[0], ys[-1]):
            yield Rect(x, y, box.w, box.h)


def cost(at: Rect, frame: Frame, taken: Taken, *, above: bool = False) -> float:
    """Off the face and off what the platform covers before all, then off the words, then near a corner: the lower left
    one, or the upper left one with `above`.
    """
    covered = sum(_shared(at, zone) for zone in (*frame.reserved, *taken.heads)) * _COVERED
    safe = frame.safe
    aside = min(at.x - safe.x, safe.right - at.right) / safe.w + min(at.y - safe.y, safe.bottom - at.bottom) / safe.h
    higher = at.center[1] < safe.center[1]
    order = (at.center[0] > safe.center[0]) + (higher is not above)
    return covered + on_words(at, taken) + aside + _CORNER * order


def on_words(at: Rect, taken: Taken) -> float:
    air = at.grown(0.35 * at.h)
    return sum(_shared(air, ink) for ink in taken.inks) * _ON_WORDS


def is_free(at: Rect, frame: Frame, taken: Taken) -> bool:
    return not any(at.meets(zone) for zone in (*frame.reserved, *taken.heads, *taken.inks))


def _shared(at: Rect, zone: Rect) -> float:
    return at.clipped(zone).area / at.area
