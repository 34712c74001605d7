"""Plates that copied words need, or do not, on the scene that was painted for them."""

from dataclasses import replace

from common.layout import LayoutSpec, TextLayer
from compositor.compose.copied.arrangement import Arrangement
from compositor.compose.copied.colors import plated, stands_out, unplated
from compositor.compose.copied.figure import scene_in
from compositor.compose.plan import See, Task
from compositor.geometry import Rect

OVER = 0.3
"""Of words, that lies over a person."""
SHOULDERS = 2.6
"""Times a head's width."""


def on_ground(there: Arrangement, target: LayoutSpec, task: Task, see: See) -> Arrangement:
    """Plates that nobody would see are none, and letters that nobody would see had one: where no person is below."""
    if task.whole is not None:
        return there
    seen = see(LayoutSpec(canvas=task.canvas, layers=(scene_in(target, task),)))
    factor = seen.shape[1] / task.canvas.w

    def known(word: TextLayer) -> TextLayer:
        ink = Rect.of(word.bbox)
        if there.head and _is_over_body(ink, there.head):
            return word
        bare = unplated(word, ink.scaled(factor), seen)
        return bare if bare.style.stroke or stands_out(bare, ink.scaled(factor), seen) else plated(bare)

    return replace(there, words=tuple(known(word) for word in there.words))


def _is_over_body(ink: Rect, head: Rect) -> bool:
    """On a head, or on the shoulders below it."""
    side, low = SHOULDERS * head.w / 2, max(head.bottom, ink.bottom)
    face = ink.clipped(Rect(head.x, head.y, head.w, head.h))
    body = ink.clipped(Rect.between(head.center[0] - side, head.bottom, head.center[0] + side, low))
    return face.area + body.area > OVER * ink.area
