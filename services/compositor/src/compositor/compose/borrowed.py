"""A copied layout that leaves no room for a face still lends its type: the solver places words in its style."""

from dataclasses import replace

from common.layout import LayoutSpec, Role, TextLayer, TextStyle
from common.palette import TEXT_CONTRAST, Palette, contrast, most_readable
from compositor.compose.copied.figure import figure_in
from compositor.compose.dress import look_for
from compositor.compose.looks import Cast, Words
from compositor.compose.plan import Task

CAPITALS = 0.72
"""Height of capitals in ems, of the faces headlines are set in."""
_SHADOW = Cast(0.03, 0.05, 0.06, 0.65)


def borrowed(target: LayoutSpec, task: Task) -> Task:
    """The task dressed as the largest headline of `target`; as it was where that has none."""
    heads = [one for one in target.layers if isinstance(one, TextLayer) and one.role is Role.HEADLINE]
    if not heads:
        return task
    head = max(heads, key=lambda layer: layer.bbox[3])
    look = task.look or look_for(task.direction.vibe, task.brief.headline)
    words = _words(head.style, head.bbox[3] / CAPITALS, look.words)
    look = replace(look, words=words, figure=figure_in(target), scene=(), scrim=0.0)
    return replace(task, look=look, palette=_colored(task.palette, head.style))


def _colored(palette: Palette, style: TextStyle) -> Palette:
    """With the copied fill, and an outline that it reads on: the copied one where it does."""
    text = style.fill or palette.text
    edge = style.stroke_color or palette.ink
    ink = edge if contrast(text, edge) >= TEXT_CONTRAST else most_readable(text, "#ffffff", "#000000")
    return palette.model_copy(update={"text": text, "ink": ink})


def _words(style: TextStyle, em: float, before: Words) -> Words:
    return replace(
        before,
        mood=style.mood or before.mood,
        font=style.font or before.font,
        narrow=None,
        weight=style.weight,
        case=style.case,
        stroke=round(style.stroke / em, 3),
        outline=0.0,
        shadow=_SHADOW if style.shadow else None,
        glow=None,
        fill_bottom=None,
        tilt=max(-6.0, min(6.0, style.rotation)),
    )
