"""Plates that copied words need, or do not, on the scene that was painted for them."""

from dataclasses import replace

from common.layout import LayoutSpec, TextLayer
from compositor.compose.copied.arrangement import Arrangement
from compositor.compose.copied.colors import plated, stands_out, unplated
from compositor.compose.copied.figure import scene_in
from compositor.compose.plan import See, Task
from compositor.geometry import Rect
from compositor.pixels import Rgb

OVER = 0.3
"""Of words, that lies over a person."""
SHOULDERS = 2.6
"""Times a head's width."""


def seen_plates(found: Arrangement, target: LayoutSpec, task: Task, see: See) -> Arrangement:
    """Before anything is carried: a plate that nobody sees has no edges that would have to be on the canvas."""
    if task.whole is not None:
        return found
    seen = _scene(target, task, see)
    across, down = seen.shape[1] / target.canvas.w, seen.shape[0] / target.canvas.h

    def known(word: TextLayer) -> TextLayer:
        x, y, w, h = word.bbox
        over = found.head and _is_over_body(Rect.of(word.bbox), found.head)
        return word if over else unplated(word, Rect(x * across, y * down, w * across, h * down), seen)

    return replace(found, words=tuple(known(word) for word in found.words))


def on_ground(there: Arrangement, target: LayoutSpec, task: Task, see: See) -> Arrangement:
    """Plates that nobody would see are none, and letters that nobody would see had one: where no person is below."""
    if task.whole is not None:
        return there
    seen = _scene(target, task, see)
    factor = seen.shape[1] / task.canvas.w

    def known(word: TextLayer) -> TextLayer:
        ink = Rect.of(word.bbox)
        if there.head and _is_over_body(ink, there.head):
            return word
        bare = unplated(word, ink.scaled(factor), seen)
        return bare if bare.style.stroke or stands_out(bare, ink.scaled(factor), seen) else plated(bare)

    return replace(there, words=tuple(known(word) for word in there.words))


def _scene(target: LayoutSpec, task: Task, see: See) -> Rgb:
    return see(LayoutSpec(canvas=task.canvas, layers=(scene_in(target, task),)))


def _is_over_body(ink: Rect, head: Rect) -> bool:
    """On a head, or on the shoulders below it."""
    side, low = SHOULDERS * head.w / 2, max(head.bottom, ink.bottom)
    face = ink.clipped(Rect(head.x, head.y, head.w, head.h))
    body = ink.clipped(Rect.between(head.center[0] - side, head.bottom, head.center[0] + side, low))
    return face.area + body.area > OVER * ink.area
