"""Copy mode: the layout of an existing thumbnail with the presenter in it. Words are set as live text later."""

from common.brief import Transformation
from common.layout import ImageLayer, LayoutSpec, Role, TextLayer
from common.prompts import sentences as say
from common.prompts.colors import named
from common.prompts.scene import described, graded, placed
from common.prompts.task import PromptTask

SAME_SHAPE = 0.1


def copying(task: PromptTask) -> str:
    return say.paragraphs(
        say.purpose(task),
        say.roles(task.references),
        say.likeness(task),
        _framing(task),
        _words(task),
        _scene(task),
        _grade(task),
        say.overlays(task),
        say.changes(task),
        say.sources(task),
        say.LAST_WORD,
    )


def _framing(task: PromptTask) -> str:
    """Where head and body are: as in the layout's picture, and in numbers where its spec is known."""
    layout = _numbers(task)
    subject = _subject(layout) if layout else None
    if subject is None or subject.bbox is None or layout is None or not say.numbers_of(task, "person"):
        return " ".join(part for part in (say.subject(task), _nobody_else(task)) if part)
    head = f"the head {placed(subject.focus, layout)}, " if subject.focus else ""
    return (
        f"The presenter takes the place of the main subject: {head}the body {placed(subject.bbox, layout)}, with"
        f" the same framing, distance, pose and direction of light. Relative margins stay as they are."
        f" {_nobody_else(task)}{_outline(subject, layout)}"
    )


def _numbers(task: PromptTask) -> LayoutSpec | None:
    """The layout, where its percentages say something of our canvas: on another shape it is arranged anew."""
    if task.layout is None:
        return None
    shape = (task.canvas.w / task.canvas.h) / (task.layout.canvas.w / task.layout.canvas.h)
    return task.layout if abs(shape - 1) < SAME_SHAPE else None


def _nobody_else(task: PromptTask) -> str:
    """The guide's heads are hidden; a model that follows it too well would paint the haze."""
    layout = say.numbers_of(task, "layout")
    if not layout:
        return ""
    return (
        f"Heads and words were taken out of {layout}: where it is hazy, the new picture shows the presenter's own face"
        " or plain background, sharp and natural."
    )


def _outline(subject: ImageLayer, layout: LayoutSpec) -> str:
    outline, glow = subject.style.outline, subject.style.glow
    lit = f" A soft {named(glow.color)} glow surrounds the presenter." if glow else ""
    if outline is None or not outline.width:
        return lit
    share = 100 * outline.width / min(layout.canvas.w, layout.canvas.h)
    return (
        f" A crisp {named(outline.color)} outline, {share:.1f} percent of the height wide, runs around the presenter."
        f"{lit}"
    )


def _words(task: PromptTask) -> str:
    """The areas of the old words stay calm for the new ones."""
    layout = _numbers(task)
    read = [layer for layer in layout.layers if isinstance(layer, TextLayer)] if layout else []
    texts = [layer.bbox for layer in read if layer.role is not Role.LABEL]
    if not texts or layout is None or task.wishes.draw_text:
        return say.space(task)
    areas = say.joined([placed(box, layout) for box in texts])
    return (
        f"Words are added later in the areas {areas}: there the picture is calm and even, nothing important in it, and"
        " as light or dark as in the reference. Every surface is free of writing: plain signs, blank screens, clothes"
        " without print."
    )


def _scene(task: PromptTask) -> str:
    """What the place tells is the creator's; how it looks is the reference's."""
    about = say.quoted(task.brief.title or task.brief.headline)
    backdrop = task.direction.backdrop
    told = f"The place behind the presenter is another one than in the reference and belongs to {about}."
    if not {Transformation.BACKGROUND_SWAP, Transformation.SCENE_CHANGE} & set(task.brief.transformations):
        told, backdrop = "The place behind the presenter is that of the photo.", None
    scene = described(task.layout, backdrop, say.numbers_of(task, "object")) if task.layout else ""
    return " ".join(part for part in (told, scene) if part)


def _grade(task: PromptTask) -> str:
    """The dominant colors by name too: models follow words and picture together best."""
    layout, whole = say.numbers_of(task, "layout"), graded(task.layout) if task.layout else ""
    if not layout:
        return " ".join(part for part in (say.colors(task), whole) if part)
    palette = task.palette
    follow = (
        f"Color grade, contrast, light and texture follow {layout}: mostly {named(palette.ground)}, with"
        f" {named(palette.accent)} for what catches the eye. Subtle noise or film grain, where it has any, covers the"
        " whole picture alike, the presenter too. The presenter stands out clearly from the background."
    )
    return f"{follow} {whole}".strip()


def _subject(layout: LayoutSpec) -> ImageLayer | None:
    return next((one for one in layout.layers if isinstance(one, ImageLayer) and one.role is Role.SUBJECT), None)
