"""One copied slot with new words: letters as large as the copied ones wherever there is room.

A slot keeps the edge its lines hang on; at its open side it may take what is free beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from common.catalog import Size
from common.errors import Code, PermanentError
from common.layout import TextLayer
from compositor.compose.block import Fit
from compositor.compose.copied.rooms import Rooms
from compositor.compose.copied.sharing import stressed
from compositor.compose.copied.slots import Slot
from compositor.compose.frame import Frame
from compositor.geometry import Rect
from compositor.text.block import FittedText, settle

AIR = 0.012
"""Of the canvas's shorter side, between words and its edge."""
SMALL = 0.72
"""Of the copied letters: smaller ones may break into one more line."""
ROUNDING = 0.01
LARGER, LOUD = 1.3, 2.0
"""Times the copied letters, at most, where few words have many lines' room, and where they are all there is."""

Fitted = tuple[TextLayer, FittedText]


@dataclass(frozen=True)
class Measuring:
    frame: Frame
    canvas: Size
    fit: Fit

    def largest(self, slot: Slot, text: str, taken: Sequence[Rect], most: float | None = None) -> Fitted | None:
        """In the slot's room and what is free beside it, then in one more line; capitals no higher than `most`."""
        rooms = Rooms(self.frame)
        wide = slot.room if slot.loud else rooms.around(slot, taken)
        found = self._measured(slot, text, wide, most)
        least = SMALL * slot.capitals if most is None else min(SMALL * slot.capitals, most)
        enough = found is not None and found[1].cap_height >= (1 - ROUNDING) * least
        if slot.behind or slot.loud or enough:
            return found  # a second line behind somebody would be hidden
        broken = self._measured(slot, text, rooms.taller(slot, wide, taken), most, more_lines=1)
        return max((one for one in (found, broken) if one), key=lambda one: one[1].cap_height, default=None)

    def lifted(self, one: Fitted, top: float) -> Fitted:
        """The same words with their ink from `top` on, in a box of that height."""
        ink = one[1].ink
        layer = one[0].model_copy(update={"bbox": (ink.x, top, ink.w, ink.h)})
        return layer, self.fit(layer, self.canvas)

    def _measured(
        self, slot: Slot, text: str, room: Rect, most: float | None = None, more_lines: int = 0
    ) -> Fitted | None:
        accents = stressed(slot, text.split())
        lines = min(6, slot.lines + more_lines)
        style = slot.style.model_copy(update={"max_lines": lines, "accent_words": accents, "size": None, "lines": ()})
        layer = TextLayer(role=slot.role, content=text, bbox=room.box, style=style)
        try:
            fitted = self.fit(layer, self.canvas)
        except PermanentError as error:
            if error.code is not Code.TEXT_DOES_NOT_FIT:
                raise
            return None
        most = min(most or fitted.cap_height, (LOUD if slot.loud else LARGER) * slot.capitals)
        if fitted.cap_height > most:
            size = fitted.size * most / fitted.cap_height
            layer = layer.model_copy(update={"style": style.model_copy(update={"size": size})})
            fitted = self.fit(layer, self.canvas)
        moved = self._moved_inside(layer, fitted)
        if moved is not layer:
            layer, fitted = moved, self.fit(moved, self.canvas)
        return _tight(settle(layer, fitted), fitted), fitted

    def _moved_inside(self, layer: TextLayer, fitted: FittedText) -> TextLayer:
        """Tilted words reach over their box: it is moved until all of them are on the canvas, where that can be."""
        ink, room = Rect.of(fitted.bbox), Rect.of(layer.bbox)
        air = AIR * min(self.canvas.w, self.canvas.h)
        dx = max(air - ink.x, 0.0) or min(self.canvas.w - air - ink.right, 0.0)
        dy = max(air - ink.y, 0.0) or min(self.canvas.h - air - ink.bottom, 0.0)
        return layer if not (dx or dy) else layer.model_copy(update={"bbox": room.moved(dx, dy).box})


def closeness(slot: Slot, one: Fitted) -> float:
    """Letters as large as the copied ones are large enough."""
    return min(1.0, one[1].cap_height / slot.capitals)


def lines_of(fitted: FittedText) -> list[Rect]:
    return [fitted.turned(line.ink) for line in fitted.lines]


def _tight(layer: TextLayer, fitted: FittedText) -> TextLayer:
    """No wider than its ink, so that the words stand where they stood and the rest of the room is free.

    A box is turned around its own middle: a narrower one goes where the ink was turned to.
    """
    _, y, _, height = layer.bbox
    box = Rect(fitted.ink.x, y, fitted.ink.w, height)
    (old_x, old_y), (x, y) = box.center, fitted.turn(*box.center)
    return layer.model_copy(update={"bbox": box.moved(x - old_x, y - old_y).box})
