"""Signs of a copied layout beside the creator's own words, person and things."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.layout import LayoutSpec, Role, ShapeLayer
from compositor.compose.copied.reading import arranged
from compositor.compose.copied.showing import Placed, Showing
from compositor.compose.copied.slots import Slot, reach
from compositor.compose.frame import Frame
from compositor.compose.haloes import before_the_person, carried_haloes
from compositor.compose.placing import Placement
from compositor.compose.plan import Task
from compositor.compose.signs import Stage, aim_of, carried_signs, extent, is_band
from compositor.geometry import Rect

EMPTY = "A ring of the layout held a thing that is not in this picture; it was left out."
AIMED = "An arrow of the layout pointed at a thing that is not in this picture; it points at {instead} now."


@dataclass(frozen=True)
class Signing:
    target: LayoutSpec
    task: Task
    placed: Placement
    frame: Frame

    def things(self, words: Sequence[Rect]) -> Placed:
        """The creator's own, off our words and our face; what has no place of its own keeps off signs, too."""
        showing, taken = Showing(self.target, self.task, self.frame), [*words, self._head]
        placed = showing.things(taken)
        signs, _ = self.signs(tuple(words), placed)
        return showing.with_others(placed, [*taken, *map(extent, signs)])

    def signs(self, words: tuple[Rect, ...], things: Placed) -> tuple[list[ShapeLayer], tuple[str, ...]]:
        """On our canvas, and what has to be said of those that are not. `words` are where ours lie."""
        before, signs = self._before(things), self._ours()
        after = Stage(self.frame.canvas, self._head, words, things.after)
        kept = [one for one in signs if self.task.whole or not _is_left_empty(one, before, after)]
        carried, said = carried_signs(kept, before, after, self.frame)
        empty = (EMPTY,) if len(kept) < len(signs) else ()
        aimed = any(_points_at_nothing(one, before, after) for one in kept)
        instead = "you" if before.head else "your words"
        return carried, (*said, *empty, *((AIMED.format(instead=instead),) if aimed else ()))

    def haloes(self) -> list[ShapeLayer]:
        """Behind us; a model that drew the whole picture was shown them."""
        if self.task.whole:
            return []
        found, _ = arranged(self.target)
        return carried_haloes(self.target, found.head, self.placed.head)

    def beside(self, slots: Sequence[Slot]) -> tuple[Rect, ...]:
        """Where things and signs would be beside words as long as the copied ones."""
        rooms = tuple(slot.room for slot in slots)
        things = self.things(rooms)
        signs, _ = self.signs(rooms, things)
        free = [box for box in map(extent, signs) if not any(box.meets(room) for room in rooms)]
        return (*things.boxes, *free)

    @property
    def _head(self) -> Rect:
        whole = self.task.whole
        return whole.heads[0] if whole and whole.heads else self.placed.head

    def _before(self, things: Placed) -> Stage:
        found, _ = arranged(self.target)
        read = tuple(reach(word) for word in found.words if word.role is not Role.LABEL)
        whole = Rect(0, 0, self.target.canvas.w, self.target.canvas.h)
        return Stage(whole, found.head, read, things.before)

    def _ours(self) -> list[ShapeLayer]:
        """Without those around small print."""
        found, _ = arranged(self.target)
        small = [reach(word) for word in found.words if word.role is Role.LABEL]
        return [
            one for one in before_the_person(self.target) if not any(Rect.of(one.bbox).holds(label) for label in small)
        ]


def _is_left_empty(layer: ShapeLayer, before: Stage, after: Stage) -> bool:
    """A ring around a thing that nobody gave a picture of."""
    if not is_band(layer):
        return False
    shown = [old for old, new in zip(before.things, after.things, strict=False) if new]
    return not any(extent(layer).meets(one) for one in (before.head, *before.words, *shown) if one)


def _points_at_nothing(layer: ShapeLayer, before: Stage, after: Stage) -> bool:
    things = [(old, new) for old, new in zip(before.things, after.things, strict=False) if old]
    others = [one for one in (before.head, before.block) if one]
    aim = aim_of(layer, [*others, *(old for old, _ in things)], before.canvas)
    return aim is not None and aim >= len(others) and things[aim - len(others)][1] is None
