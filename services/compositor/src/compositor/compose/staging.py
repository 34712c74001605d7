"""Ways to stage one picture: where the person stands and where the words go, measured and valued."""

from collections.abc import Iterator
from dataclasses import dataclass

from common.brief import TextPlacement
from compositor.compose.block import Copy, Fit, Setting
from compositor.compose.dress import Dress
from compositor.compose.frame import Frame
from compositor.compose.person import Person
from compositor.compose.placing import Placement, place
from compositor.compose.quiet import Quiet
from compositor.compose.room import covered, head_block
from compositor.compose.wishes import Tried
from compositor.compose.words import settings
from compositor.geometry import Rect

_LARGE_FACE, _FACE = 0.5, 0.6
"""Heads lower than this share of the clear height cost: the missing part to this power."""
LARGE_LETTERS, _LETTERS = 0.07, 0.6
"""Cap heights below this share of the canvas's width (12 pixels in a 168x94 list) cost in the same way."""
_LARGE_CAPTION, _CAPTION = 0.028, 0.8
"""The same for a subtext: 5 pixels in that list are about what can be read."""
_OVER_BODY = 0.2
"""What words lose in value when they lie wholly on the body."""

MOVED = "The words have no room where they were wanted; they were moved."


@dataclass(frozen=True, slots=True)
class Staging:
    placed: Placement
    text: TextPlacement
    setting: Setting
    value: float


def best(found: Iterator[Staging]) -> Staging | None:
    return max(found, key=lambda staging: staging.value, default=None)


def stagings(
    person: Person, whole: Quiet | None, tried: Iterator[Tried], frame: Frame, of: Dress, copy: Copy, fit: Fit
) -> Iterator[Staging]:
    """`whole` is given where the model drew the whole picture: words go where it is calm."""
    for text, wish, worth in tried:
        placed = place(person, frame, wish)
        head = head_block(person, placed, frame)
        for setting in settings(copy, text, frame, head, of, fit):
            calm = whole.under(setting.ink) if whole else 1.0
            yield Staging(placed, text, setting, worth * calm * value_of(person, placed, setting, frame))


def value_of(person: Person, placed: Placement, setting: Setting, frame: Frame) -> float:
    """Large letters first; a large face, a subtext that can be read, and words beside the body rather than on it
    count too.
    """
    over = max(covered(person, placed, ink) for ink in setting.ink)
    face = min(1.0, placed.head.h / (_LARGE_FACE * frame.clear.h)) ** _FACE
    letters = min(1.0, setting.cap_height / (LARGE_LETTERS * frame.canvas.w)) ** _LETTERS
    read = min(1.0, setting.caption / (_LARGE_CAPTION * frame.canvas.w)) ** _CAPTION if setting.caption else 1.0
    return setting.cap_height * letters * face * read * (1 - _OVER_BODY * over)


def around(inks: tuple[Rect, ...]) -> Rect:
    whole = inks[0]
    for ink in inks[1:]:
        whole = whole.joined(ink)
    return whole
