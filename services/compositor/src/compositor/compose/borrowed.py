"""A copied layout that leaves no room for a face still lends its type: the solver places words in its style."""

from dataclasses import replace

from common.color import delta_e
from common.layout import LayoutSpec, Role, TextLayer, TextStyle
from common.palette import TEXT_CONTRAST, Palette, contrast, most_readable
from compositor.compose.copied.figure import figure_in
from compositor.compose.copied.slots import SAME_FILL
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
    plate = _plate(target)
    subtext = replace(look.subtext, plate="accent2" if plate else None, slant=0.0)
    look = replace(look, words=words, subtext=subtext, figure=figure_in(target, task.person.tone), scene=(), scrim=0.0)
    palette = _colored(task.palette, head.style)
    accent = _second_color(target, palette.text)
    colors = {"accent": accent, "accent2": plate or accent}
    return replace(task, look=look, palette=palette.model_copy(update=colors))


def _second_color(target: LayoutSpec, text: str) -> str:
    """Of the copied words, for the word that carries ours; a title of one color stays one."""
    styles = [one.style for one in target.layers if isinstance(one, TextLayer) and one.role is not Role.LABEL]
    bare = [style.fill for style in styles if style.fill and style.plate is None]
    marked = [style.accent for style in styles if style.accent and style.accent_words]
    return next((color for color in (*marked, *bare) if delta_e(color, text) > SAME_FILL), text)


def _plate(target: LayoutSpec) -> str | None:
    words = [one for one in target.layers if isinstance(one, TextLayer) and one.role is Role.SUBTEXT]
    return next((one.style.plate.color for one in words if one.style.plate), None)


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
