"""Signs of a copied layout beside the creator's own words and person."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.layout import LayoutSpec, Role, ShapeLayer
from compositor.compose.copied.reading import arranged
from compositor.compose.copied.slots import Slot, reach
from compositor.compose.frame import Frame
from compositor.compose.placing import Placement
from compositor.compose.plan import Task
from compositor.compose.signs import Stage, carried_signs, extent, signs_of
from compositor.geometry import Rect

EMPTY = "A ring of the layout held a thing that is not in this picture; it was left out."


@dataclass(frozen=True)
class Signing:
    target: LayoutSpec
    task: Task
    placed: Placement
    frame: Frame

    def signs(self, words: tuple[Rect, ...]) -> tuple[list[ShapeLayer], tuple[str, ...]]:
        """On our canvas, and what has to be said of those that are not. `words` are where ours lie."""
        whole = self.task.whole
        head = whole.heads[0] if whole and whole.heads else self.placed.head
        before, signs = self._before(), self._ours()
        kept = [one for one in signs if whole or not _is_left_empty(one, before)]
        carried, said = carried_signs(kept, before, Stage(self.frame.canvas, head, words), self.frame)
        return carried, said if len(kept) == len(signs) else (*said, EMPTY)

    def beside(self, slots: Sequence[Slot]) -> tuple[Rect, ...]:
        """Where they would be beside words as long as the copied ones."""
        rooms = tuple(slot.room for slot in slots)
        signs, _ = self.signs(rooms)
        return tuple(box for box in map(extent, signs) if not any(box.meets(room) for room in rooms))

    def _before(self) -> Stage:
        found, _ = arranged(self.target)
        read = tuple(reach(word) for word in found.words if word.role is not Role.LABEL)
        return Stage(Rect(0, 0, self.target.canvas.w, self.target.canvas.h), found.head, read)

    def _ours(self) -> list[ShapeLayer]:
        """Without those around small print."""
        found, _ = arranged(self.target)
        small = [reach(word) for word in found.words if word.role is Role.LABEL]
        return [one for one in signs_of(self.target) if not any(Rect.of(one.bbox).holds(label) for label in small)]


def _is_left_empty(layer: ShapeLayer, before: Stage) -> bool:
    """A ring around a thing: the studio has none to put there."""
    if layer.sign is None or layer.sign.kind not in {"ring", "frame"}:
        return False
    return not any(extent(layer).meets(one) for one in (before.head, *before.words) if one)
