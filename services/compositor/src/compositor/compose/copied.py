"""Copy mode: the creator's person and words where a copied layout had others.

What is copied is the arrangement: boxes with their relative margins, type styles, the head's place and size, what was
done to the background. Pictures of it never reach this room. Where its shape is not the canvas's, places are kept in
proportion and sizes by the smaller factor.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from common.brief import FacePosition
from common.catalog import PLATFORMS
from common.direction import Crop
from common.errors import Code, PermanentError
from common.layout import Box, ImageLayer, Layer, LayoutSpec, Role, TextLayer, TextStyle
from compositor.compose.backdrop import readable
from compositor.compose.block import Fit, Setting
from compositor.compose.frame import Frame, frame_of
from compositor.compose.looks import LOOKS
from compositor.compose.person import Person
from compositor.compose.placing import OVERLAP, Placement, Wish, place, still_visible
from compositor.compose.plan import Composition, See, Task
from compositor.compose.slots import Slot, enclosing, in_reading_order, shared_out, slots_of
from compositor.compose.stage import person_layer, scene_layer, shade_below
from compositor.geometry import Rect
from compositor.text.block import FittedText, settle

LARGER = 1.35
"""A head may be this much larger than the copied one, so that a photo that ends early reaches the canvas's edge."""
BELOW = 0.36
"""Height of a subtext the copied layout had no place for, of the words above it."""
AIR = 0.012
"""Of the canvas's shorter side, between words and its edge."""
COVERED = 0.02
"""Of a face, by words, at most."""
CROPS: tuple[Crop, ...] = ("medium", "wide")
SMALLEST = 0.5
"""A slot grows downwards and sideways when words would be set at less than this share of its letters' height."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """From the copied canvas to ours."""

    x: float
    y: float

    @property
    def size(self) -> float:
        return min(self.x, self.y)

    def rect(self, box: Box) -> Rect:
        old = Rect.of(box)
        (cx, cy), w, h = old.center, old.w * self.size, old.h * self.size
        return Rect(cx * self.x - w / 2, cy * self.y - h / 2, w, h)


def copied(target: LayoutSpec, task: Task, fit: Fit, see: See) -> Composition | None:
    """None where the layout has no words, or no room for a face beside them. Raises `text_does_not_fit`."""
    words = in_reading_order(layer for layer in target.layers if isinstance(layer, TextLayer))
    words = [layer for layer in words if layer.role is not Role.LABEL]
    if not any(layer.role is Role.HEADLINE for layer in words):
        return None
    frame = frame_of(PLATFORMS[task.brief.platform], task.canvas, reserve_overlays=task.brief.reserve_overlays)
    scale = _Scale(task.canvas.w / target.canvas.w, task.canvas.h / target.canvas.h)
    scaled = [_scaled(layer, scale) for layer in words]
    setting = _set(scaled, task, frame, fit)
    free = (one for one in _placements(target, task.person, frame, scale, setting) if _is_seen(one, setting))
    placed = next(free, None)
    if placed is None:
        return None
    below = _below(target, task, placed, frame)
    bare = LayoutSpec(canvas=task.canvas, layers=tuple(below))
    layers = readable(setting, see(bare), frame, task.palette)
    spec = bare.model_copy(update={"layers": (*below, *layers), "notes": tuple(dict.fromkeys(setting.notes))})
    return Composition(spec, placed.head, setting.ink, placed, setting.cap_height)


def _scaled(layer: TextLayer, scale: _Scale) -> TextLayer:
    style = layer.style.model_copy(
        update={"stroke": layer.style.stroke * scale.size, "size": None, "lines": (), "accent_words": ()}
    )
    return layer.model_copy(update={"bbox": scale.rect(layer.bbox).box, "style": style, "sure": None})


def _set(words: list[TextLayer], task: Task, frame: Frame, fit: Fit) -> Setting:
    """The headline shared out over its slots, the subtext in its own."""
    heads = slots_of([layer for layer in words if layer.role is Role.HEADLINE])
    subs = slots_of([layer for layer in words if layer.role is Role.SUBTEXT])
    asked = list(zip(heads, shared_out(task.brief.headline.split(), heads), strict=True))
    if task.brief.subtext:
        asked += [(_for_subtext(heads, subs), task.brief.subtext)]
    fitted = [_fitted(slot, text, frame, task, fit) for slot, text in asked if text]
    caps = [one.cap_height for _, one in fitted]
    notes = tuple(note for _, one in fitted for note in one.notes)
    return Setting(tuple(layer for layer, _ in fitted), tuple(Rect.of(one.bbox) for _, one in fitted), min(caps), notes)


def _for_subtext(heads: list[Slot], subs: list[Slot]) -> Slot:
    """The largest the layout has; else a line below the headline, in its letters."""
    if subs:
        return max(subs, key=lambda slot: slot.room.area)
    last = heads[-1]
    height = BELOW * last.room.h / last.lines
    room = Rect(last.room.x, last.room.bottom + height / 3, last.room.w, height)
    style = last.style.model_copy(update={"stroke": last.style.stroke * BELOW, "plate": None})
    return replace(last, room=room, style=style, lines=1, role=Role.SUBTEXT)


def _fitted(slot: Slot, text: str, frame: Frame, task: Task, fit: Fit) -> tuple[TextLayer, FittedText]:
    """In the slot's room, clear of what the platform covers; in a larger one where the letters would be too small."""
    room = _clear(slot.room, frame)
    narrow = _measured(slot, text, room, task, fit)
    letters = slot.room.h / slot.lines
    if narrow is not None and narrow[1].cap_height >= SMALLEST * letters:
        return narrow
    wider = _clear(room.grown(0.35 * letters), frame)
    found = _measured(slot, text, wider, task, fit, more_lines=1) or narrow
    if found is None:
        raise PermanentError(Code.TEXT_DOES_NOT_FIT)
    return found


def _measured(
    slot: Slot, text: str, room: Rect, task: Task, fit: Fit, more_lines: int = 0
) -> tuple[TextLayer, FittedText] | None:
    style: TextStyle = slot.style.model_copy(update={"max_lines": min(6, slot.lines + more_lines)})
    layer = TextLayer(role=slot.role, content=text, bbox=room.box, style=style)
    try:
        fitted = fit(layer, task.canvas)
    except PermanentError as error:
        if error.code is not Code.TEXT_DOES_NOT_FIT:
            raise
        return None
    moved = _moved_inside(layer, fitted, task)
    if moved is not layer:
        layer, fitted = moved, fit(moved, task.canvas)
    return settle(layer, fitted), fitted


def _moved_inside(layer: TextLayer, fitted: FittedText, task: Task) -> TextLayer:
    """Tilted words reach over their box: it is moved until all of them are on the canvas, where that is possible."""
    ink, room = Rect.of(fitted.bbox), Rect.of(layer.bbox)
    air = AIR * min(task.canvas.w, task.canvas.h)
    dx = max(air - ink.x, 0.0) or min(task.canvas.w - air - ink.right, 0.0)
    dy = max(air - ink.y, 0.0) or min(task.canvas.h - air - ink.bottom, 0.0)
    return layer if not (dx or dy) else layer.model_copy(update={"bbox": room.moved(dx, dy).box})


def _clear(room: Rect, frame: Frame) -> Rect:
    """Inside what can be seen, off the islands: the side that loses least is cut."""
    kept = room.clipped(frame.clear)
    for island in frame.islands:
        if not kept.meets(island):
            continue
        parts = (
            Rect.between(kept.x, kept.y, kept.right, island.y),
            Rect.between(kept.x, kept.y, island.x, kept.bottom),
            Rect.between(island.right, kept.y, kept.right, kept.bottom),
            Rect.between(kept.x, island.bottom, kept.right, kept.bottom),
        )
        kept = max(parts, key=lambda part: part.area)
    return kept


def _placements(
    target: LayoutSpec, person: Person, frame: Frame, scale: _Scale, setting: Setting
) -> Iterator[Placement]:
    """The head where the copied one was and as large; then, and where there was nobody, wherever heads go."""
    found = next((one for one in target.layers if isinstance(one, ImageLayer) and one.role is Role.SUBJECT), None)
    if found is not None and found.focus is not None:
        head = scale.rect(found.focus)
        cut = person.head_is_cut
        turned = cut is not None and (head.center[0] < frame.canvas.center[0]) != (cut == "left")
        yield replace(_at(person.mirrored(), head, frame), flip=True) if turned else _at(person, head, frame)
    left = enclosing(setting.ink).center[0] > frame.canvas.center[0]
    sides = (FacePosition.LEFT, FacePosition.RIGHT) if left else (FacePosition.RIGHT, FacePosition.LEFT)
    for side, crop in product((*sides, FacePosition.CENTER), CROPS):
        yield place(person, frame, Wish(side, crop, stacked=False))


def _is_seen(placed: Placement, setting: Setting) -> bool:
    """Words may touch hair, never the face."""
    covered = sum(ink.clipped(placed.face).area for ink in setting.ink)
    return covered <= COVERED * placed.face.area


def _at(person: Person, head: Rect, frame: Frame) -> Placement:
    """As large as the copied head, larger or lower only as far as a body cut by its photo has to reach the edge."""
    factor = head.h / person.head.h
    reach = frame.canvas.bottom + OVERLAP
    below = person.bottom - person.head.y
    needed = (reach - head.y) / below
    if "bottom" in person.cut_edges:
        factor = min(max(factor, needed), LARGER * factor)
    top = max(head.y, reach - below * factor) if "bottom" in person.cut_edges else head.y
    top = min(top, max(head.y, frame.clear.bottom - person.head.h * factor))
    x, y = head.center[0] - person.head.center[0] * factor, top - person.head.y * factor
    box = Rect(x, y, person.width * factor, person.height * factor)
    return Placement(
        box=box,
        head=person.head.scaled(factor).moved(x, y),
        face=person.face.scaled(factor).moved(x, y),
        scale=factor,
        flip=False,
        hidden=still_visible(person, frame, box, factor),
    )


def _below(target: LayoutSpec, task: Task, placed: Placement, frame: Frame) -> list[Layer]:
    """The scene with what was done to the copied background, and the person."""
    if task.whole:
        return [ImageLayer(role=Role.BACKGROUND, source=task.keys.scene)]
    look = LOOKS[task.direction.vibe]
    ops = next((one.ops for one in target.layers if isinstance(one, ImageLayer) and one.role is Role.BACKGROUND), ())
    scene = scene_layer(task.keys, look)
    layers: list[Layer] = [scene.model_copy(update={"ops": ops or scene.ops})]
    if task.keys.cutout:
        layers.append(person_layer(task.keys, task.person, placed, look, task.palette, frame))
    if "bottom" in placed.hidden:
        layers.append(shade_below(placed, frame, task.palette.deep))
    return layers
