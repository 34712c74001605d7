"""A headline as pieces that may not be broken, each made of runs of one face.

Words are pieces; Chinese and Japanese break between characters, Thai before its leading vowels, Latin after a hyphen.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from common.brief import FontMood
from common.errors import Code, PermanentError
from compositor.fonts.catalogue import FontCatalogue, script_of
from compositor.fonts.face import Face, Ink
from compositor.fonts.rows import Script
from compositor.text.bidi import levels
from compositor.text.graphemes import graphemes, is_ignorable, wants_emoji, without_tall_stacks

# Emoji are drawn a little taller than the capitals they stand beside.
_EMOJI_HEIGHT = 1.16
_STANDIN_SCALE = (0.8, 1.3)

_NEVER_FIRST = frozenset("、。，．・：；！？｡､｣」』】〕〉》）］｝〙〗〟’”…‥ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々〻!?,.:;)]}%")
_NEVER_LAST = frozenset("「『【〔〈《（［｛〘〖〝‘“([{$£¥")
_THAI_LEADING_VOWELS = frozenset("เแโใไ")
_HYPHENS = frozenset("-\u2010\u2013\u2014")


@dataclass(frozen=True)
class Run:
    """Text of one face and direction. `scale` and `rise` fit a stand-in face to the capitals of the chosen one."""

    text: str
    face: Face
    level: int
    word: int
    scale: float = 1.0
    rise: float = 0.0

    @property
    def advance(self) -> float:
        return self.face.shape(self.text, rtl=self.level % 2 == 1).advance * self.scale

    @property
    def ink(self) -> Ink | None:
        """In ems, from the run's own origin."""
        ink = self.face.shape(self.text, rtl=self.level % 2 == 1).ink
        return ink and ink.scaled(self.scale).moved(0, -self.rise)


@dataclass(frozen=True)
class Piece:
    """What stays on one line. `glued` pieces follow their neighbour without a space."""

    runs: tuple[Run, ...]
    text: str
    source: str  # as the creator wrote it, before capitals
    word: int
    glued: bool


@dataclass(frozen=True)
class _Atom:
    """One grapheme with what was decided about it."""

    text: str
    face: Face
    level: int


def pieces_of(content: str, *, upper: bool, face: Face, mood: FontMood, catalogue: FontCatalogue) -> tuple[Piece, ...]:
    """Split, case, itemise. Raises `text_has_no_glyphs` with the characters that no installed font can draw."""
    sources = [_parts(word) for word in without_tall_stacks(unicodedata.normalize("NFC", content)).split()]
    shown = [[capitals(part) if upper else part for part in parts] for parts in sources]
    text = " ".join("".join(parts) for parts in shown)
    chooser = _Chooser(text, face, mood, catalogue)
    level = iter(levels(text))
    pieces: list[Piece] = []
    for word, (parts, source) in enumerate(zip(shown, sources, strict=True)):
        for i, (part, raw) in enumerate(zip(parts, source, strict=True)):
            atoms = [_Atom(cluster, chooser.face_for(cluster), _first(level, len(cluster))) for cluster in graphemes(part)]
            pieces.append(Piece(tuple(_runs(atoms, word, face)), part, raw, word, glued=i > 0))
        next(level, None)  # the space
    chooser.complain()
    return tuple(pieces)


def capitals(text: str) -> str:
    """Upper case as sign painters write it: Greek capitals drop their accent, Georgian has no capitals to show."""
    kept = "".join(char if "\u10a0" <= char <= "\u10ff" else char.upper() for char in text)
    if not any("\u0370" <= char <= "\u03ff" for char in kept):
        return kept
    bare = unicodedata.normalize("NFD", kept).replace("\u0301", "")
    return unicodedata.normalize("NFC", bare)


def _first(level: Iterator[int], count: int) -> int:
    return [next(level) for _ in range(count)][0]


def _runs(atoms: Sequence[_Atom], word: int, primary: Face) -> Iterator[Run]:
    for (face, level), group in groupby(atoms, key=lambda atom: (atom.face, atom.level)):
        text = "".join(atom.text for atom in group)
        scale, rise = _beside(primary, face)
        yield Run(text, face, level, word, scale, rise)


def _beside(primary: Face, face: Face) -> tuple[float, float]:
    """How much a stand-in is scaled and raised so that it sits well beside the primary face's capitals."""
    if face is primary:
        return 1.0, 0.0
    if face.color:
        ink = face.shape("\U0001f600").ink
        assert ink is not None
        scale = _EMOJI_HEIGHT * primary.cap_height / (ink.bottom - ink.top)
        return scale, primary.cap_height / 2 + scale * (ink.top + ink.bottom) / 2
    low, high = _STANDIN_SCALE
    return min(max(primary.cap_height / face.cap_height, low), high), 0.0


class _Chooser:
    """A face for each grapheme: the chosen one, then those of the mood and the script, then emoji."""

    def __init__(self, text: str, face: Face, mood: FontMood, catalogue: FontCatalogue) -> None:
        self._face = face
        self._mood = mood
        self._catalogue = catalogue
        self._missing: list[str] = []
        self._japanese = any(script_of(char) is Script.KANA for char in text)
        self._ideographs = [char for char in text if script_of(char) is Script.HAN]

    def face_for(self, cluster: str) -> Face:
        needed = [char for char in cluster if not is_ignorable(char)]
        emoji = wants_emoji(cluster)
        for face in self._candidates(cluster, emoji=emoji):
            if all(face.covers(char) for char in needed) and not face.shape(cluster).missing:
                return face
        self._missing.append(cluster)
        return self._face

    def complain(self) -> None:
        if self._missing:
            names = ", ".join(f"{cluster} (U+{ord(cluster[0]):04X})" for cluster in dict.fromkeys(self._missing))
            raise PermanentError(
                Code.TEXT_HAS_NO_GLYPHS, f"No installed font can draw: {names}.", characters="".join(self._missing)
            )

    def _candidates(self, cluster: str, *, emoji: bool) -> Iterator[Face]:
        if emoji:
            yield self._catalogue.emoji
        script = script_of(cluster[0])
        if script is not Script.HAN:
            yield self._face
        yield from self._standins(script)
        yield self._face
        yield self._catalogue.emoji

    def _standins(self, script: Script) -> tuple[Face, ...]:
        """One face for all ideographs of a headline: Japanese with kana, Chinese without, whichever has them all."""
        if script is not Script.HAN:
            return self._catalogue.standins(self._mood, script)
        faces = self._catalogue.standins(self._mood, Script.KANA if self._japanese else Script.HAN)
        return tuple(sorted(faces, key=lambda face: not all(face.covers(char) for char in self._ideographs)))


def _parts(word: str) -> list[str]:
    """`word` cut where a line may break inside it."""
    clusters = graphemes(word)
    parts = [clusters[0]]
    for i in range(1, len(clusters)):
        if _may_break(clusters, i):
            parts.append(clusters[i])
        else:
            parts[-1] += clusters[i]
    return parts


def _may_break(clusters: Sequence[str], i: int) -> bool:
    before, after = clusters[i - 1], clusters[i]
    if after[0] in _NEVER_FIRST or before[0] in _NEVER_LAST:
        return False
    if _is_cjk(before) or _is_cjk(after):
        return True
    if after[0] in _THAI_LEADING_VOWELS:
        return i > 1 and len(clusters) - i > 1
    return before[0] in _HYPHENS and after[0].isalpha() and i > 2  # noqa: PLR2004 "e-mail" stays whole


def _is_cjk(cluster: str) -> bool:
    return script_of(cluster[0]) in {Script.HAN, Script.KANA}
