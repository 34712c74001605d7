"""A copied layout with the creator's own words and person, as a spec."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from common.catalog import PLATFORMS
from common.layout import Layer, LayoutSpec, Role, TextLayer
from compositor.compose.backdrop import outlined, readable
from compositor.compose.block import Fit, Setting
from compositor.compose.copied.arrangement import Arrangement
from compositor.compose.copied.carrying import carried
from compositor.compose.copied.colors import loses_letters, plated, stands_out, unplated
from compositor.compose.copied.figure import person_in, scene_in
from compositor.compose.copied.filling import Filled, Filling
from compositor.compose.copied.grounds import on_ground, seen_plates
from compositor.compose.copied.reading import arranged
from compositor.compose.copied.sharing import lifted, places_of, squeezed
from compositor.compose.copied.signing import Signing
from compositor.compose.copied.slots import Slot, slots_of
from compositor.compose.copied.stead import aside, elsewhere, instead, is_seen, lowered, raised, shows_enough
from compositor.compose.frame import Frame, frame_of
from compositor.compose.placing import Placement
from compositor.compose.plan import Composition, See, Task
from compositor.compose.room import body_beside, head_block
from compositor.geometry import Rect

READ_BEHIND = 0.36
"""Of the copied letters: smaller ones behind a head are tried on two lines."""


def copied(target: LayoutSpec, task: Task, fit: Fit, see: See) -> Composition | None:
    """None where the layout has no words, or no room for these beside a face."""
    found, behind = arranged(target)
    if not any(word.role is Role.HEADLINE for word in found.words):
        return None
    frame = frame_of(PLATFORMS[task.brief.platform], task.canvas, reserve_overlays=task.brief.reserve_overlays)
    found = carried(seen_plates(found, target, task, see), target.canvas, frame)
    found = on_ground(found, target, task, see)
    slots = slots_of(found.words, behind)
    for placed, those, least in _ways(found, slots, task, frame):
        filled = _filled(target, those, placed, task, frame, fit)
        if filled is not None and _is_seen(filled, placed, task) and _is_large(filled, slots, least):
            return _composed(target, task, placed, filled, frame, see)
    return None


def _ways(
    found: Arrangement, slots: Sequence[Slot], task: Task, frame: Frame
) -> Iterator[tuple[Placement, Sequence[Slot], float]]:
    """The head where it was, words behind it as they were, raised, on two lines above a lower head; beside where it
    was; then wherever heads go, and words before it. Each with the share of the copied letters that makes it worth
    while.
    """
    if found.head is not None:
        placed = instead(task.person, found.head, frame)
        behind = any(slot.behind for slot in slots)
        yield placed, slots, READ_BEHIND if behind else 0.0
        if behind:
            higher = raised(slots, placed.head, frame.safe)
            yield placed, higher, READ_BEHIND
            if task.whole is None:
                lower = lowered(task.person, found.head, frame)
                yield lower, raised(slots, lower.head, frame.safe, lines=2), 0.0
            yield placed, higher, 0.0
        else:
            for placed in aside(task.person, found.head, found.block, frame):
                yield placed, slots, 0.0
    for placed in elsewhere(task.person, found.block, frame):
        yield placed, [replace(slot, behind=False) for slot in slots], 0.0


def _is_large(filled: Filled, slots: Sequence[Slot], least: float) -> bool:
    return filled.behind.cap_height >= least * min((slot.capitals for slot in slots if slot.behind), default=0.0)


def _filled(
    target: LayoutSpec, slots: Sequence[Slot], placed: Placement, task: Task, frame: Frame, fit: Fit
) -> Filled | None:
    """A title makes room for a subtext that has none: it moves up, or becomes smaller where that is no use."""
    head = task.whole.heads[0] if task.whole and task.whole.heads else head_block(task.person, placed, frame)
    headline, subtext = task.brief.headline.split(), task.brief.subtext
    places = places_of(slots, subtext, headline)
    homeless = bool(subtext) and places.subtext is None
    more = squeezed(places) if homeless else ()
    signs = Signing(target, task, placed, frame).beside(slots)

    def body(room: Rect) -> Rect | None:
        return None if task.whole else body_beside(task.person, placed, room)

    ways = [Filling(those, frame, task.canvas, fit, head, signs, body) for those in (places, *more)]
    higher = lifted(places, frame.safe, head) if homeless else None
    below = [replace(ways[0], places=those, above=False) for those in (places, higher)] if higher else []
    tried = (way.filled(headline, subtext, plain=plain) for plain in (False, True) for way in (*below, *ways))
    return next((filled for filled in tried if filled), None)


def _is_seen(filled: Filled, placed: Placement, task: Task) -> bool:
    """Words may touch hair, never the face."""
    if task.whole and task.whole.heads:
        return not any(head.meets(ink) for ink in filled.inks for head in task.whole.heads)
    return is_seen(placed, filled.front.ink) and shows_enough(task.person, placed, filled.lines_behind)


def _composed(target: LayoutSpec, task: Task, placed: Placement, filled: Filled, frame: Frame, see: See) -> Composition:
    """Scene, words behind the person, person, signs, words; words in colors that read on what is below."""
    signing = Signing(target, task, placed, frame)
    scene: list[Layer] = [scene_in(target, task), *signing.haloes()]
    behind = _readable(filled.behind, scene, task, frame, see)
    person = person_in(target, task, placed, frame) if not task.whole else []
    things = signing.things(filled.inks)
    signs, said = signing.signs(filled.inks, things)
    front = _readable(filled.front, [*scene, *person, *things.layers, *signs], task, frame, see)
    notes = (*filled.notes, *things.notes, *said)
    layers = (*scene, *behind, *person, *things.layers, *signs, *front)
    spec = LayoutSpec(canvas=task.canvas, layers=layers, notes=notes)
    return Composition(spec, placed.head, filled.inks, placed, filled.front.cap_height)


def _readable(setting: Setting, below: Sequence[Layer], task: Task, frame: Frame, see: See) -> tuple[TextLayer, ...]:
    """In the copied colors wherever they stand out."""
    if not setting.layers:
        return ()
    seen = see(LayoutSpec(canvas=task.canvas, layers=tuple(below)))
    helped = readable(setting, seen, frame, task.palette)
    inks = [ink.scaled(seen.shape[1] / frame.canvas.w) for ink in setting.ink]
    bare = [unplated(layer, ink, seen) for layer, ink in zip(setting.layers, inks, strict=True)]
    drawn_whole = task.whole is not None

    def chosen(mine: TextLayer, other: TextLayer, ink: Rect) -> TextLayer:
        if not stands_out(mine, ink, seen):
            return other if drawn_whole or mine.style.stroke else plated(mine)
        return outlined(mine, task.palette) if loses_letters(mine, ink, seen) else mine

    return tuple(chosen(mine, other, ink) for mine, other, ink in zip(bare, helped, inks, strict=True))
