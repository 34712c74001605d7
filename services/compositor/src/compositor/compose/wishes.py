"""What to try: the plan first, then smaller heads and other places for the words. A creator's choice is kept."""

from collections.abc import Iterator
from dataclasses import replace

from common.brief import Brief, FacePosition, TextPlacement, ThirdsPoint
from common.direction import Crop, Direction
from compositor.compose.placing import Wish

Tried = tuple[TextPlacement, Wish, float]
"""Where the words go, how the person stands, and what that is worth beside the plan (1)."""

_SMALLER: dict[Crop, Crop] = {"close": "medium", "medium": "wide"}
_ANOTHER_PLACE, _SMALLER_HEAD = 0.93, 0.93
"""What each step away from the plan costs."""
_BETWEEN = 0.24
"""How much of the clear height words take over a head that has more words below it."""
_ASIDE = 0.08
"""How far a centered head steps aside for words on one side."""
_ABOVE = (0.34, 0.42)


def wishes(brief: Brief, direction: Direction) -> Iterator[Tried]:
    """The plan first, then what gives the words more room, each with its worth. A creator's choice is never varied."""
    side = _side(brief, direction)
    texts = [direction.text] if brief.text else _open_texts(direction.text, side)
    crops: list[Crop] = [direction.crop]
    while crops[-1] in _SMALLER:
        crops.append(_SMALLER[crops[-1]])
    for place_step, text in enumerate(texts):
        for wish_step, wish in enumerate(_stances(brief, side, text)):
            for crop_step, crop in enumerate(crops):
                worth = _ANOTHER_PLACE ** (place_step + wish_step) * _SMALLER_HEAD**crop_step
                yield text, replace(wish, crop=crop), worth


def last_resorts(brief: Brief, direction: Direction) -> Iterator[Tried]:
    """Anything that can be read, where the creator's own choices leave no room for so many words."""
    side = _side(brief, direction)
    for text in (TextPlacement.BOTTOM, TextPlacement.TOP, TextPlacement.LEFT, TextPlacement.RIGHT):
        for wish in _stances(brief, side, text):
            yield text, replace(wish, crop="wide"), 1.0


def _side(brief: Brief, direction: Direction) -> FacePosition:
    if brief.face is None and brief.thirds is not None:
        return FacePosition.LEFT if brief.thirds is ThirdsPoint.LEFT else FacePosition.RIGHT
    if brief.face is None and brief.text is TextPlacement.AROUND:
        return FacePosition.CENTER
    return direction.face


def _open_texts(planned: TextPlacement, side: FacePosition) -> list[TextPlacement]:
    """The planned place, corrected for the side the face ended on, then the places that may have more room."""
    beside = {FacePosition.LEFT: TextPlacement.RIGHT, FacePosition.RIGHT: TextPlacement.LEFT}
    if planned in beside.values():
        planned = beside.get(side, planned)
    others = (TextPlacement.BOTTOM, TextPlacement.TOP)
    return [planned, *(other for other in others if other is not planned)]


def _stances(brief: Brief, side: FacePosition, text: TextPlacement) -> Iterator[Wish]:
    """How a head can stand for words at a place: beside them, or above or below where there is no beside."""
    shape, centered = brief.orientation, side is FacePosition.CENTER
    wish = Wish(side, "medium", stacked=False, thirds=brief.thirds)
    if text in {TextPlacement.LEFT, TextPlacement.RIGHT}:
        if side.value == text.value:
            yield replace(wish, stacked=True)
            yield from (replace(wish, stacked=True, above=above) for above in _ABOVE)
            return
        aside = _ASIDE if text is TextPlacement.LEFT else -_ASIDE
        yield replace(wish, aside=aside if centered else 0.0)
    elif text is TextPlacement.AROUND:
        yield replace(wish, stacked=True, above=_BETWEEN, below=_BETWEEN) if shape == "portrait" else wish
    else:
        if not centered and shape == "landscape":
            yield wish
        for above in _ABOVE if text is TextPlacement.TOP else (0.0,):
            yield replace(wish, stacked=True, above=above)
