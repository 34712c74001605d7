"""A headline as pieces that may not be broken, each made of runs of one face and direction."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from common.brief import FontMood
from common.fonts.catalogue import FontCatalogue
from common.fonts.face import Face, Ink, Shaped
from compositor.text.bidi import levels
from compositor.text.choosing import Chooser
from compositor.text.cutting import cut
from compositor.text.graphemes import graphemes, readable

# Emoji are drawn a little taller than the capitals they stand beside.
_EMOJI_HEIGHT = 1.16
_STANDIN_SCALE = (0.8, 1.3)


@dataclass(frozen=True)
class Run:
    """Text of one face and direction. `scale` and `rise` fit a stand-in face to the capitals of the chosen one."""

    text: str
    face: Face
    level: int
    word: int
    language: str | None
    scale: float
    rise: float

    @property
    def shaped(self) -> Shaped:
        return self.face.shape(self.text, rtl=self.level % 2 == 1, language=self.language)

    @property
    def advance(self) -> float:
        return self.shaped.advance * self.scale

    @property
    def ink(self) -> Ink | None:
        """In ems of the text, from the run's own origin on the line's baseline."""
        ink = self.shaped.ink
        return ink and ink.scaled(self.scale).moved(0, -self.rise)


@dataclass(frozen=True)
class Piece:
    """What stays on one line. `glued` ones follow their neighbor without a space."""

    runs: tuple[Run, ...]
    text: str
    source: str  # as the creator wrote it, before capitals
    glued: bool
    space_level: int  # of the space before it


def pieces_of(content: str, *, upper: bool, face: Face, mood: FontMood, catalogue: FontCatalogue) -> tuple[Piece, ...]:
    """Split, case and itemise. Raises `text_has_no_glyphs` with the characters that no installed font can draw."""
    words = [[(part, capitals(part) if upper else part) for part in cut(word)] for word in readable(content).split()]
    text = " ".join("".join(shown for _, shown in word) for word in words)
    chooser = Chooser(text, face, mood, catalogue)
    level, at = levels(text), 0
    pieces: list[Piece] = []
    for index, word in enumerate(words):
        faces = iter(chooser.faces_for(graphemes("".join(shown for _, shown in word))))
        for i, (source, shown) in enumerate(word):
            atoms: list[_Atom] = []
            space_level = level[at - 1] if at else 0
            for cluster in graphemes(shown):
                atoms.append(_Atom(cluster, next(faces), level[at]))
                at += len(cluster)
            runs = tuple(_runs(atoms, index, face, chooser.language))
            pieces.append(Piece(runs, shown, source, i > 0, space_level))
        at += 1
    chooser.complain()
    return tuple(pieces)


def capitals(text: str) -> str:
    """Upper case as sign painters write it: Greek capitals drop their accent, Georgian has no capitals to show."""
    kept = "".join(char if "\u10a0" <= char <= "\u10ff" else char.upper() for char in text)
    if not any("\u0370" <= char <= "\u03ff" for char in kept):
        return kept
    bare = unicodedata.normalize("NFD", kept).replace("\u0301", "")
    return unicodedata.normalize("NFC", bare)


@dataclass(frozen=True)
class _Atom:
    """One grapheme with what was decided about it."""

    text: str
    face: Face
    level: int


def _runs(atoms: Sequence[_Atom], word: int, primary: Face, language: str | None) -> Iterator[Run]:
    for (face, level), group in groupby(atoms, key=lambda atom: (atom.face, atom.level)):
        scale, rise = _beside(primary, face)
        yield Run("".join(atom.text for atom in group), face, level, word, language, scale, rise)


def _beside(primary: Face, face: Face) -> tuple[float, float]:
    """How much a stand-in is scaled and raised so that it sits well beside the primary face's capitals."""
    if face is primary:
        return 1.0, 0.0
    sample = face.shape("\U0001f600").ink if face.color else None
    if sample is not None:
        scale = _EMOJI_HEIGHT * primary.cap_height / (sample.bottom - sample.top)
        return scale, primary.cap_height / 2 + scale * (sample.top + sample.bottom) / 2
    low, high = _STANDIN_SCALE
    return min(max(primary.cap_height / face.cap_height, low), high), 0.0
