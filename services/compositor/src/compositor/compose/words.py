"""Setting headline and subtext into the room beside or around a head: every way that can be read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from common.brief import TextPlacement
from compositor.compose.accents import accent_words
from compositor.compose.block import TALLEST, Copy, Fit, Setting, block
from compositor.compose.centering import centered
from compositor.compose.dress import Dress
from compositor.compose.frame import Frame
from compositor.compose.room import halves, rooms
from compositor.geometry import Rect

BESIDE = (TextPlacement.LEFT, TextPlacement.RIGHT)
UNEQUAL = 1.45
"""Of two blocks around a head, the larger letters over the smaller ones, at most."""


def settings(copy: Copy, placement: TextPlacement, frame: Frame, head: Rect, of: Dress, fit: Fit) -> Iterator[Setting]:
    """Every way to set the words at a placement that can be read."""
    accents = accent_words(copy.headline)
    if placement is TextPlacement.AROUND and len(copy.headline.split()) > 1:
        yield from _around(copy, accents, frame, head, of, fit)
        return
    for room in rooms(placement, frame, head):
        setting = block(copy, accents, room, placement, frame, of, fit)
        if setting is not None and of.align == "center" and placement in BESIDE:
            setting = centered(setting, frame.safe, [head, *frame.islands])
        if setting is not None:
            yield setting


def _around(copy: Copy, accents: tuple[int, ...], frame: Frame, head: Rect, of: Dress, fit: Fit) -> Iterator[Setting]:
    """The headline in two blocks on both sides of the head; the subtext goes with the second."""
    words = copy.headline.split()
    for (first_side, first_rooms), (second_side, second_rooms) in halves(frame, head):
        for cut in range(1, len(words)):
            first = Copy(" ".join(words[:cut]), "", plate=False)
            second = replace(copy, headline=" ".join(words[cut:]))
            here = tuple(i for i in accents if i < cut)
            there = tuple(i - cut for i in accents if i >= cut)
            tasks = (_Part(first, here, first_rooms, first_side), _Part(second, there, second_rooms, second_side))
            yield from _pair(tasks, frame, of, fit)


@dataclass(frozen=True, slots=True)
class _Part:
    copy: Copy
    accents: tuple[int, ...]
    rooms: list[Rect]
    side: TextPlacement


def _pair(parts: tuple[_Part, _Part], frame: Frame, of: Dress, fit: Fit) -> Iterator[Setting]:
    """Both blocks at their largest, then the larger one held back to the other."""
    first, second = (_largest(part, frame, of, fit, TALLEST) for part in parts)
    if first is None or second is None:
        return
    tallest = min(first.cap_height, second.cap_height) * UNEQUAL / frame.canvas.h
    first, second = (
        setting if setting.cap_height <= tallest * frame.canvas.h else _largest(part, frame, of, fit, tallest)
        for part, setting in zip(parts, (first, second), strict=True)
    )
    if first is not None and second is not None:
        yield _joined(first, second)


def _largest(part: _Part, frame: Frame, of: Dress, fit: Fit, tallest: float) -> Setting | None:
    found = (block(part.copy, part.accents, room, part.side, frame, of, fit, tallest) for room in part.rooms)
    return max((one for one in found if one is not None), key=lambda one: one.cap_height, default=None)


def _joined(first: Setting, second: Setting) -> Setting:
    return Setting(
        first.layers + second.layers,
        first.ink + second.ink,
        min(first.cap_height, second.cap_height) * _balance(first, second),
        tuple(dict.fromkeys(first.notes + second.notes)),
        second.caption,
    )


def _balance(one: Setting, other: Setting) -> float:
    """1 for blocks alike in letter size and length: a lone "I" beside five words is no composition."""
    heights = sorted((one.cap_height, other.cap_height))
    letters = sorted(len(setting.layers[0].content) for setting in (one, other))
    return (heights[0] / heights[1]) ** 0.5 * (letters[0] / letters[1]) ** 0.25
