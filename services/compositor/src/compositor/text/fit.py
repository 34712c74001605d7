"""The largest size at which a text fills its box, in closed form.

Advance widths scale linearly, so every set of line breaks gives one size: what is left of the box beside the stroke,
over the widest line or the height of the stack. Balanced breaks for 1 to `max_lines` lines are compared.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from common.catalog import Size
from common.errors import Code, PermanentError
from common.fonts.catalogue import FontCatalogue
from common.fonts.face import Face
from common.layout import Role, TextLayer, TextStyle
from compositor.geometry import Rect, enclosing
from compositor.text.bonds import bonded
from compositor.text.breaks import balanced
from compositor.text.fitted import FittedText, PlacedLine
from compositor.text.lines import Line, set_line, span_width
from compositor.text.pieces import Piece, pieces_of
from compositor.text.stack import Stack, lean, stacked

# One more line has to buy this much size, and tearing a number from its word this much.
_WORTH_A_LINE = 1.05
_WORTH_TEARING = 1.35
# Cap heights as shares of the canvas's shorter side. Below the floor a text is refused; headlines below the
# comfortable one are under nine pixels high in a 168x94 list.
_FLOORS = {Role.HEADLINE: 0.05}
_FLOOR_OF_OTHERS = 0.026
_COMFORTABLE = 0.09


def fit_text(layer: TextLayer, canvas: Size, catalogue: FontCatalogue, *, stroke_em: float | None = None) -> FittedText:
    """Measure `layer` into its box. A size and line breaks that the style states are kept.

    `stroke_em` asks for a stroke in proportion to the size that is found, in place of the style's pixels.
    Raises `text_has_no_glyphs` and `text_does_not_fit`.
    """
    style = layer.style
    family, face = catalogue.family_for(style), catalogue.face_for(style)
    mood = style.mood or family.mood
    pieces = pieces_of(layer.content, upper=style.case == "upper", face=face, mood=mood, catalogue=catalogue)
    if not pieces:
        raise PermanentError(Code.HEADLINE_EMPTY, "A text layer has no words.")
    fitting = _Fitting(layer, face, stroke_em)
    stack, size = fitting.settle(pieces)
    notes = tuple(_notes(layer, family.name, face, size, stack, fitting, canvas))
    return fitting.place(stack, size, family.name, notes)


class _Fitting:
    """One layer on its way into its box."""

    def __init__(self, layer: TextLayer, face: Face, stroke_em: float | None) -> None:
        self.style: TextStyle = layer.style
        self.box = Rect.of(layer.bbox)
        self.face = face
        self.stroke_em = stroke_em or 0.0
        self.stroke_px = layer.style.stroke if stroke_em is None else 0.0
        self.outline = layer.style.outline.width if layer.style.outline else 0.0

    def size_of(self, stack: Stack) -> float:
        return stack.size_in(self.box.w, self.box.h, self.stroke_px + self.outline, self.stroke_em)

    def settle(self, pieces: Sequence[Piece]) -> tuple[Stack, float]:
        """Line breaks and size: the stated ones, else the ones that make the text largest."""
        stated = _stated_lines(pieces, self.style.lines)
        if stated is not None:
            stack = self._stack(stated)
            return stack, self.style.size or self.size_of(stack)
        whole, torn = ([self._stack(lines) for lines in self._breaks(pieces, cuts)] for cuts in _cuts(pieces))
        if self.style.size is not None:
            size = self.style.size
            return next((stack for stack in (*whole, *torn) if self.size_of(stack) >= size), (*whole, *torn)[-1]), size
        best = self._largest(whole)
        if torn and self.size_of(other := self._largest(torn)) > self.size_of(best) * _WORTH_TEARING:
            best = other
        return best, self.size_of(best)

    def _largest(self, stacks: Sequence[Stack]) -> Stack:
        best = stacks[0]
        for stack in stacks[1:]:
            if self.size_of(stack) > self.size_of(best) * _WORTH_A_LINE:
                best = stack
        return best

    def _breaks(self, pieces: Sequence[Piece], cuts: Sequence[int]) -> Iterator[list[Sequence[Piece]]]:
        """`cuts` are the places of `pieces` where lines may begin and end."""
        if not cuts:
            return
        width = span_width(pieces, self.face)
        for spans in balanced(len(cuts) - 1, self.style.max_lines, lambda i, j: width(cuts[i], cuts[j])):
            yield [pieces[cuts[i] : cuts[j]] for i, j in spans]

    def _stack(self, lines: Sequence[Sequence[Piece]]) -> Stack:
        return stacked([set_line(line, self.face) for line in lines], self.face.cap_height, self.style)

    def place(self, stack: Stack, size: float, family: str, notes: tuple[str, ...]) -> FittedText:
        stroke = self.stroke_px or self.stroke_em * size
        edge = stroke + self.outline
        top = self._first_baseline(stack, size, edge)
        lines = tuple(
            self._line(line, top + base * size, size, edge, stack)
            for line, base in zip(stack.lines, stack.baselines, strict=True)
        )
        plates = tuple(self._plates(stack, lines, size, top))
        return FittedText(
            family, self.face, size, stroke, edge, lines, plates, self.box.center, self.style.rotation, notes
        )

    def _first_baseline(self, stack: Stack, size: float, edge: float) -> float:
        """Capitals are centred by their height, everything else by its ink; either way the ink stays in the box."""
        top = min([ink.top * size - edge for ink in stack.inks] + [plate.top * size for plate in stack.plates])
        bottom = max([ink.bottom * size + edge for ink in stack.inks] + [plate.bottom * size for plate in stack.plates])
        highest, lowest = self.box.y - top, self.box.bottom - bottom
        if self.style.valign == "top":
            return highest
        if self.style.valign == "bottom":
            return lowest
        if stack.plates or not all(line.is_all_caps for line in stack.lines):
            return (highest + lowest) / 2
        centered = self.box.center[1] - (stack.baselines[-1] - stack.cap) * size / 2
        return min(max(centered, highest), lowest) if highest <= lowest else (highest + lowest) / 2

    def _line(self, line: Line, baseline: float, size: float, edge: float, stack: Stack) -> PlacedLine:
        """Aligned by its ink, as the eye does, not by the side bearings of its letters."""
        margin = max(edge, (stack.plate.pad + stack.lean) * size if stack.plate else 0.0)
        width = (line.ink.right - line.ink.left) * size
        left = {
            "left": self.box.x + margin,
            "center": self.box.center[0] - width / 2,
            "right": self.box.right - margin - width,
        }[self.style.align]
        x = left - line.ink.left * size
        ink = line.ink.scaled(size).moved(x, baseline)
        return PlacedLine(line, x, baseline, Rect.between(ink.left, ink.top, ink.right, ink.bottom))

    def _plates(self, stack: Stack, lines: Sequence[PlacedLine], size: float, top: float) -> Iterator[Rect]:
        """Plates with their slant, so as wide as they are drawn."""
        if stack.plate is None:
            return
        pad = stack.plate.pad * size
        across = [line.ink.grown(pad) for line in lines]
        if not stack.plate.per_line:
            across = [enclosing(across)]
        for plate, line in zip(stack.plates, across, strict=True):
            out = lean(plate, stack.plate) * size
            yield Rect.between(line.x - out, top + plate.top * size, line.right + out, top + plate.bottom * size)


def _cuts(pieces: Sequence[Piece]) -> tuple[list[int], list[int]]:
    """Where lines may begin without tearing what reads as one, and where at all: empty where that is the same."""
    everywhere = list(range(len(pieces) + 1))
    words = [piece.source for piece in pieces]
    kept = [not bond or piece.glued for bond, piece in zip(bonded(words), pieces, strict=True)]
    whole = [place for place in everywhere if place == len(pieces) or kept[place]]
    return whole, everywhere if len(whole) < len(everywhere) else []


def _stated_lines(pieces: Sequence[Piece], lines: Sequence[str]) -> list[Sequence[Piece]] | None:
    """Pieces by the breaks a spec states; None when those lines do not spell the content (any more)."""
    ends, spelled = {0: 0}, 0
    for i, piece in enumerate(pieces):
        spelled += len(piece.source)
        ends[spelled] = i + 1
    cuts, total = [0], 0
    for line in lines:
        total += len("".join(line.split()))
        cuts.append(ends.get(total, -1))
    same = "".join("".join(line.split()) for line in lines) == "".join(piece.source for piece in pieces)
    if not lines or not same or -1 in cuts:
        return None
    return [pieces[i:j] for i, j in pairwise(cuts) if j > i]


def _notes(
    layer: TextLayer, family: str, face: Face, size: float, stack: Stack, fitting: _Fitting, canvas: Size
) -> Iterator[str]:
    """What had to be decided against the spec, in plain words. Raises `text_does_not_fit`."""
    share = size * face.cap_height / min(canvas.w, canvas.h)
    if layer.style.size is None and share < _FLOORS.get(layer.role, _FLOOR_OF_OTHERS):
        raise PermanentError(Code.TEXT_DOES_NOT_FIT, f"The {layer.role.value} does not fit its box at a readable size.")
    if layer.style.font is not None and layer.style.font.casefold() != family.casefold():
        yield f"The font {layer.style.font} is not installed; {family} was used."
    if size > fitting.size_of(stack) * 1.001:
        yield "The text is larger than its box."
    if layer.role is Role.HEADLINE and share < _COMFORTABLE:
        yield "The headline is small; fewer words would be easier to read in a list of videos."
