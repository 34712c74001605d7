"""What a layout says of words and a head, as an arrangement that can be carried elsewhere."""

from common.layout import ImageLayer, LayoutSpec, Role, TextLayer
from compositor.compose.copied.arrangement import Arrangement, reading_order, with_captions
from compositor.compose.copied.colors import badge_plate
from compositor.compose.copied.slots import with_plate
from compositor.compose.haloes import before_the_person
from compositor.compose.signs import is_written_on
from compositor.geometry import Rect

LEVEL = 2.5
"""Degrees below which words are level."""


def arranged(target: LayoutSpec) -> tuple[Arrangement, frozenset[int]]:
    """Words and head, and which of the words stood behind the person."""
    subject = next((one for one in target.layers if isinstance(one, ImageLayer) and one.role is Role.SUBJECT), None)
    words = [(place, one) for place, one in enumerate(target.layers) if isinstance(one, TextLayer)]
    words = [words[place] for place in reading_order([Rect.of(word.bbox) for _, word in words])]
    before = target.layers.index(subject) if subject else 0
    behind = frozenset(number for number, (place, _) in enumerate(words) if place < before)
    head = Rect.of(subject.focus) if subject and subject.focus else None
    written = [_with_badge(word, target) for _, word in words]
    return Arrangement(with_captions([_open(word) for word in written]), head), behind


def _with_badge(word: TextLayer, target: LayoutSpec) -> TextLayer:
    """A line on a badge is a caption, and brings the badge's color along as a plate: the badge may have no room here.

    Where it has, a plate of its color is left out again, as any that nobody would see.
    """
    badge = next((one for one in before_the_person(target) if is_written_on(one, Rect.of(word.bbox))), None)
    if badge is None or word.style.plate is not None:
        return word
    style = word.style.model_copy(update={"plate": badge_plate(badge.color)})
    role = Role.SUBTEXT if word.role is Role.HEADLINE and _has_another(word, target) else word.role
    return word.model_copy(update={"style": style, "role": role})


def _has_another(word: TextLayer, target: LayoutSpec) -> bool:
    return any(isinstance(one, TextLayer) and one.role is Role.HEADLINE and one is not word for one in target.layers)


def _open(word: TextLayer) -> TextLayer:
    """For other words: its size and breaks are theirs, and a tilt that nobody meant was the reader's."""
    level = 0.0 if abs(word.style.rotation) < LEVEL else word.style.rotation
    style = with_plate(word).style.model_copy(update={"size": None, "lines": (), "rotation": level})
    return word.model_copy(update={"style": style, "sure": None})
