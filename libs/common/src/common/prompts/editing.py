"""One change to a finished picture. Small steps: what is not asked for stays as it is."""

from common.prompts import sentences as say
from common.prompts.task import PromptTask
from common.wishes import EditKind, EditRequest

_KEPT = (
    "Keep everything else exactly the same: the presenter's face, hair and any glasses, pose, framing, background,"
    " light and colors."
)

_ORDERS: dict[EditKind, str] = {
    "instruct": "Using the provided picture, change only this: {instruction}\n" + _KEPT,
    "mask": (
        "Using the provided picture, change only this, and only inside the white area of {mask}: {instruction}\n"
        "Outside that area the picture stays as it is, and no trace of the mask remains. " + _KEPT
    ),
    "outpaint": (
        "Extend the provided picture beyond its edges until it fills the canvas of {canvas}, so that nobody sees where"
        " it ended: {instruction}\nWhat is in the picture stays exactly as it is."
    ),
    "restyle": (
        "Redraw the provided picture in another style: {instruction}\n{style}Content, composition, framing and the"
        " presenter's face stay the same."
    ),
    "compose": (
        "Combine the provided images into one picture: {instruction}\nLight, perspective and scale agree, as if it had"
        " been photographed at once. " + _KEPT
    ),
}


def editing(task: PromptTask, edit: EditRequest) -> str:
    style, mask = say.numbers_of(task, "style"), say.numbers_of(task, "mask")
    kind: EditKind = "instruct" if edit.kind == "mask" and not mask else edit.kind
    order = _ORDERS[kind].format(
        instruction=edit.instruction.strip(),
        mask=mask,
        canvas=f"{task.canvas.w} by {task.canvas.h} pixels",
        style=f"Color grade, light and texture follow {style}. " if style else "",
    )
    return say.paragraphs(say.roles(task.references), order, say.likeness(task), _writing(task), say.LAST_WORD)


def _writing(task: PromptTask) -> str:
    return "" if task.wishes.draw_text else "Do not add any writing: words are set later."
