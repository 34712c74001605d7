"""Words in the middle of what is free around them: a badge below them cuts their room, not the picture they are in."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from compositor.compose.block import Setting
from compositor.geometry import Rect

SLIGHT = 0.03
"""Of the area's width: nobody sees it."""


def centered(setting: Setting, area: Rect, obstacles: Sequence[Rect]) -> Setting:
    """Moved sideways towards the middle of what is free beside the headline, as far as every line is free there."""
    free = [_free_beside(ink, area, obstacles) for ink in setting.ink]
    wanted = free[0].center[0] - setting.ink[0].center[0]
    least = max(room.x - ink.x for room, ink in zip(free, setting.ink, strict=True))
    most = min(room.right - ink.right for room, ink in zip(free, setting.ink, strict=True))
    dx = max(min(least, 0.0), min(max(most, 0.0), wanted))
    if abs(dx) < SLIGHT * area.w:
        return setting
    layers = tuple(layer.model_copy(update={"bbox": Rect.of(layer.bbox).moved(dx, 0).box}) for layer in setting.layers)
    return replace(setting, layers=layers, ink=tuple(ink.moved(dx, 0) for ink in setting.ink))


def _free_beside(ink: Rect, area: Rect, obstacles: Iterable[Rect]) -> Rect:
    """As high as the ink, as wide as nothing is in its way."""
    level = [one for one in obstacles if one.y < ink.bottom and ink.y < one.bottom]
    left = max([area.x, *(one.right for one in level if one.center[0] < ink.center[0])])
    right = min([area.right, *(one.x for one in level if one.center[0] > ink.center[0])])
    return Rect.between(left, ink.y, right, ink.bottom)
