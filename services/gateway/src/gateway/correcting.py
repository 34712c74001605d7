"""A layout that was read, as its owner says it should be: what cannot be meant is refused, the rest follows from it.

Pure. The compositor says besides what cannot be drawn.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from common.errors import Code, PermanentError
from common.fonts.rows import FAMILIES
from common.ground import plain
from common.inspiration import Backdrop, Inspiration, Swatch
from common.layout import SPEC_VERSION, Box, ImageLayer, Layer, LayoutRead, LayoutSpec, Role, ShapeLayer, TextLayer
from common.margins import measured, standing
from common.prompts.scene import scene_of

PLAYS = {
    "image": (Role.BACKGROUND, Role.SUBJECT, Role.OBJECT, Role.LOGO),
    "shape": (Role.OBJECT, Role.SCRIM, Role.PLATE),
    "text": (Role.HEADLINE, Role.SUBTEXT, Role.LABEL),
}
MOST_BYTES = 64_000
"""It travels with a job, on a ticket of 100,000 at most (`common.ticket`)."""
ONE_OF_A_KIND = (Role.BACKGROUND, Role.SUBJECT)
NO_PLATE = "Its background is a plain color, as you said."

_FAMILIES = frozenset(family.name for family in FAMILIES)
_Fault = tuple[str, str]
"""The member of a layer, as the end of a JSON pointer, and a sentence."""


def corrected(read: LayoutRead, spec: LayoutSpec) -> LayoutRead:
    """Raises `validation_failed` with every fault. What was changed is sure: its `sure` is gone."""
    if faults := list(_faults(spec, read.spec)):
        detail = faults[0]["detail"]
        raise PermanentError(Code.VALIDATION_FAILED, detail, errors=faults)
    layers = tuple(_as_sure(_open(layer), read.spec.layers) for layer in spec.layers)
    before, grade = read.spec.grade, spec.grade
    if grade:
        same = before is not None and before.ops == grade.ops
        grade = before if same else grade.model_copy(update={"sure": None, "face": None})
    kept = measured(spec.model_copy(update={"layers": layers, "grade": grade, "notes": (), "likeness": None}))
    if (size := len(kept.model_dump_json(exclude_none=True).encode())) > MOST_BYTES:
        raise PermanentError(Code.VALIDATION_FAILED, f"A layout has {MOST_BYTES} bytes at most, not {size}.")
    changes: dict[str, Any] = {"spec": kept, "look": standing(kept, read.look), "warnings": ()}
    if (color := _ground(kept)) and color != _ground(read.spec):
        changes |= {"look": _before(color, changes["look"]), "plate": None, "no_plate": NO_PLATE}
    backdrop = changes["look"].backdrop
    scene = read.scene and read.scene.model_copy(update={"text": scene_of(kept, backdrop)})
    return read.model_copy(update={**changes, "scene": scene})


def _open(layer: Layer) -> Layer:
    """Where its lines break, the renderer says."""
    if not isinstance(layer, TextLayer):
        return layer
    return layer.model_copy(update={"style": layer.style.model_copy(update={"lines": ()})})


def _as_sure(layer: Layer, known: Sequence[Layer]) -> Layer:
    """As its reader was, of what stayed the same; what a person wrote is sure."""
    sure = next((one.sure for one in known if _bare(one) == _bare(layer)), None)
    return layer.model_copy(update={"sure": sure})


def _bare(layer: Layer) -> Layer:
    """What a person decides of it."""
    return layer.model_copy(update={"sure": None, "margins": None})


def _ground(spec: LayoutSpec) -> str | None:
    return next((one.color for one in spec.layers if isinstance(one, ImageLayer) and one.role is Role.BACKGROUND), None)


def _before(color: str, look: Inspiration) -> Inspiration:
    """In front of a wall of that color; those that were read stay as accents."""
    others = [one for one in look.colors if one.color != color]
    rows = look.backdrop.rows if look.backdrop else ((color,), (color,))
    backdrop = Backdrop(rows=tuple((color,) * len(row) for row in rows), ground=plain(color))
    colors = (Swatch(color=color, share=1.0), *(one.model_copy(update={"share": 0.0}) for one in others))[:8]
    return look.model_copy(update={"colors": colors, "backdrop": backdrop}).cast()


def _faults(spec: LayoutSpec, read: LayoutSpec) -> Iterator[dict[str, str]]:
    if spec.version != SPEC_VERSION:
        yield {"pointer": "/version", "detail": f"Layouts are written in version {SPEC_VERSION} here."}
    if spec.canvas != read.canvas:
        yield {"pointer": "/canvas", "detail": "The canvas of a layout is the thumbnail's own size."}
    for place, layer in enumerate(spec.layers):
        for member, detail in _of_layer(layer, read):
            yield {"pointer": f"/layers/{place}{member}", "detail": detail}
    yield from _of_stack(spec.layers)


def _of_stack(layers: Sequence[Layer]) -> Iterator[dict[str, str]]:
    for role in ONE_OF_A_KIND:
        places = [place for place, one in enumerate(layers) if isinstance(one, ImageLayer) and one.role is role]
        yield from (_at(place, "/role", f"There is one {role.value} already.") for place in places[1:])
        if role is Role.BACKGROUND and places and places[0]:
            yield _at(places[0], "", "The background lies below everything else.")


def _at(place: int, member: str, detail: str) -> dict[str, str]:
    return {"pointer": f"/layers/{place}{member}", "detail": detail}


def _of_layer(layer: Layer, read: LayoutSpec) -> Iterator[_Fault]:
    if layer.role not in PLAYS[layer.type]:
        yield "/role", f"The role of such a layer is one of {', '.join(PLAYS[layer.type])}."
    if layer.bbox is not None and not _is_on(layer.bbox, read):
        yield "/bbox", "A box has an area, and lies on the canvas."
    match layer:
        case ImageLayer():
            yield from _of_image(layer, read)
        case TextLayer():
            yield from _of_text(layer)
        case ShapeLayer():
            pass


def _of_image(layer: ImageLayer, read: LayoutSpec) -> Iterator[_Fault]:
    for name in ("source", "mask"):
        if getattr(layer, name) is not None:
            yield f"/{name}", "A layout that was read holds no pictures."
    if layer.focus is not None and not _is_on(layer.focus, read):
        yield "/focus", "A head has an area, and lies on the canvas."


def _of_text(layer: TextLayer) -> Iterator[_Fault]:
    count = len(layer.content.split())
    if not count:
        yield "/content", "There are no words in it; take the layer out instead."
    if any(word >= count for word in layer.style.accent_words):
        yield "/style/accent_words", f"It has {count} words, counted from 0."
    if layer.style.font is not None and layer.style.font not in _FAMILIES:
        yield "/style/font", f"The catalogue has {', '.join(sorted(_FAMILIES))}."


def _is_on(box: Box, spec: LayoutSpec) -> bool:
    """With a pixel of it at least."""
    x, y, w, h = box
    across = min(x + w, spec.canvas.w) - max(x, 0.0)
    down = min(y + h, spec.canvas.h) - max(y, 0.0)
    return w > 0 and h > 0 and across >= 1 and down >= 1
