"""What stood in a copied thumbnail besides person and words, and what was done to it: said in words, never shown."""

from collections.abc import Iterator

from common.inspiration import Backdrop
from common.layout import Box, ImageLayer, LayoutSpec, Role, ShapeLayer
from common.prompts.backgrounds import told
from common.prompts.colors import named
from common.prompts.sentences import joined

MOST = 4
_DONE = {
    "blur": "softly out of focus",
    "saturation": "black and white",
    "vignette": "darker towards the corners",
    "grain": "covered with film grain",
}

_GRADED = {
    "warm": ("", "leans to warm"),
    "cool": ("", "leans to cool"),
    "saturation": ("has muted colors", "has very vivid colors"),
    "contrast": ("", "has hard contrast"),
    "blacks": ("", "is faded, its blacks lifted to dark gray"),
}
"""Of negative and of positive amounts."""


def graded(layout: LayoutSpec) -> str:
    """What was done to all of it, for the presenter too; empty where nothing is known."""
    found = [_how(op) for op in layout.grade.ops] if layout.grade else []
    said = [one for one in found if one]
    return f"The whole picture, the presenter included, {joined(said)}." if said else ""


def _how(op: str) -> str:
    name, _, amount = op.partition(":")
    less, more = _GRADED.get(name, ("", ""))
    return "is black and white" if op == "saturation:-1" else less if amount.startswith("-") else more


def described(layout: LayoutSpec, backdrop: Backdrop | None = None, own: str = "") -> str:
    """For a model. Empty where nothing is known of it. Only this house's own vocabulary: nothing the target says.

    Places are kept; what stands there belongs to the video, not to the thumbnail that is followed. `own` names the
    pictures of the creator's own things.
    """
    things = _things(layout)
    instead = _instead(layout, own) if things else ""
    return " ".join(part for part in (_background(layout, backdrop), things, instead, _signs(layout)) if part)


def _instead(layout: LayoutSpec, own: str) -> str:
    mine = f"What {own} show{'' if ' and ' in own else 's'}" if own else "Something of this video's own subject"
    largest = " of the largest one, as large" if own and len(list(_placed(layout))) > 1 else " of things"
    return f"{mine} takes the place{largest}; nothing is copied."


def scene_of(layout: LayoutSpec, backdrop: Backdrop | None) -> str:
    """For a person: what was measured of it, in the same words."""
    return " ".join(part for part in (_background(layout, backdrop), _things(layout)) if part)


def _background(layout: LayoutSpec, backdrop: Backdrop | None) -> str:
    done = _done(layout)
    if backdrop is None:
        return f"The background is {joined(done)}." if done else ""
    return f"The background is {told(backdrop)}{f'; it is {joined(done)}' if done else ''}."


def _done(layout: LayoutSpec) -> list[str]:
    images = (layer for layer in layout.layers if isinstance(layer, ImageLayer))
    back = next((layer for layer in images if layer.role is Role.BACKGROUND), None)
    names = [op.partition(":")[0] for op in back.ops] if back else []
    return [_DONE[name] for name in names if name in _DONE]


def _things(layout: LayoutSpec) -> str:
    found = list(_placed(layout))[:MOST]
    return f"Besides the main subject the reference has {'; '.join(found)}." if found else ""


def _placed(layout: LayoutSpec) -> Iterator[str]:
    for layer in layout.layers:
        if isinstance(layer, ImageLayer) and layer.role is Role.OBJECT and layer.bbox:
            color = f", mostly {named(layer.color)}," if layer.color else ""
            yield f"a thing{color} {placed(layer.bbox, layout)}"


def _signs(layout: LayoutSpec) -> str:
    """Flat signs are live layers, as words are: a model that draws them too would draw them twice."""
    if not any(isinstance(layer, ShapeLayer) and layer.role is Role.OBJECT for layer in layout.layers):
        return ""
    return "Flat graphics of the reference, such as arrows and rings, are added later: draw none."


def placed(box: Box, layout: LayoutSpec) -> str:
    """A box in percent of the canvas, as people say it; what lies outside the canvas does not count."""
    x, y, w, h = box
    sides = ((x, x + w, layout.canvas.w), (y, y + h, layout.canvas.h))
    (left, right), (top, bottom) = (
        (round(100 * max(0.0, first / of)), round(100 * min(1.0, last / of))) for first, last, of in sides
    )
    return f"from {left} to {right} percent of the width and {top} to {bottom} percent of the height"
