"""Copy mode: the layout of an existing thumbnail with the presenter in it. Words are set as live text later."""

from common.layout import Box, ImageLayer, LayoutSpec, Role, TextLayer
from common.prompts import sentences as say
from common.prompts.scene import described, placed
from common.prompts.task import PromptTask


def copying(task: PromptTask) -> str:
    return say.paragraphs(
        say.purpose(task),
        say.roles(task.references),
        say.likeness(task),
        _framing(task),
        _words(task),
        described(task.layout) if task.layout else "",
        say.colors(task) if not say.numbers_of(task, "layout") else _grade(task),
        say.changes(task),
        say.sources(task),
        say.LAST_WORD,
    )


def _framing(task: PromptTask) -> str:
    """Where the subject stands: as in the layout's picture, and in numbers where its spec is known."""
    subject = _subject_box(task.layout) if task.layout else None
    if subject is None or task.layout is None:
        return say.subject(task)
    place = placed(subject, task.layout)
    return (
        f"The presenter takes the place of the main subject: {place}, with the same framing, pose and direction of"
        " light. Relative margins stay as they are."
    )


def _words(task: PromptTask) -> str:
    """The areas of the old words stay calm for the new ones."""
    texts = [layer.bbox for layer in task.layout.layers if isinstance(layer, TextLayer)] if task.layout else []
    if not texts or task.layout is None or task.wishes.draw_text:
        return say.space(task)
    areas = say.joined([placed(box, task.layout) for box in texts])
    return (
        f"The areas where the reference has words ({areas}) stay calm and empty: words are added later. Every surface"
        " is free of writing."
    )


def _grade(task: PromptTask) -> str:
    layout = say.numbers_of(task, "layout")
    return f"Color grade, contrast, dominant colors and any film grain follow {layout}."


def _subject_box(layout: LayoutSpec) -> Box | None:
    found = (one.bbox for one in layout.layers if isinstance(one, ImageLayer) and one.role is Role.SUBJECT)
    return next((box for box in found if box is not None), None)
