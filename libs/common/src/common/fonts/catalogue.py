"""Which face draws what: a family by name or mood, then what stands in for the characters it lacks."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from common.brief import FontMood
from common.errors import Code, PermanentError
from common.fonts.face import Face
from common.fonts.rows import (
    EMBOLDENED,
    EMOJI,
    FAMILIES,
    MOOD_STANDINS,
    SCRIPT_BLOCKS,
    SCRIPT_STANDINS,
    Family,
    Script,
)
from common.layout import TextStyle, Weight

WEIGHTS: dict[Weight, int] = {
    Weight.REGULAR: 400,
    Weight.MEDIUM: 500,
    Weight.BOLD: 700,
    Weight.EXTRA_BOLD: 800,
    Weight.BLACK: 900,
}


class FontCatalogue:
    """The installed fonts. Faces are opened once and kept; one catalogue serves a whole process."""

    def __init__(self, assets: Path) -> None:
        """`assets` is the folder that holds `fonts/` and `emoji/`; a missing file is reported when it is needed."""
        self._assets = assets
        self._faces: dict[str, Face] = {}

    @property
    def families(self) -> tuple[Family, ...]:
        return FAMILIES

    def missing_files(self) -> list[str]:
        """Names of catalogue files that are not on disk, for start-up checks."""
        names = {name for family in FAMILIES for name in family.files.values()}
        names |= {name for files in (*MOOD_STANDINS.values(), *SCRIPT_STANDINS.values()) for name in files}
        return sorted(name for name in names | {EMOJI} if not self._path(name).is_file())

    def family_for(self, style: TextStyle) -> Family:
        """The named family; one that is not in the catalogue, or none, gives the default of the mood."""
        for family in FAMILIES:
            if style.font is not None and family.name.casefold() == style.font.casefold():
                return family
        mood = style.mood or FontMood.CONDENSED_SANS
        return next(family for family in FAMILIES if family.mood is mood)

    def face_for(self, style: TextStyle) -> Face:
        files = self.family_for(style).files
        wanted = WEIGHTS[style.weight]
        nearest = min(files, key=lambda weight: (abs(weight - wanted), -weight))
        return self.face(files[nearest])

    @property
    def emoji(self) -> Face:
        return self.face(EMOJI, color=True)

    def standins(self, mood: FontMood, script: Script) -> Iterator[Face]:
        """Faces to try, in order, for text of `script` that the chosen family lacks; opened as they are asked for."""
        of_mood = MOOD_STANDINS[mood] if script is Script.COMMON else ()
        names = (*of_mood, *SCRIPT_STANDINS[script], *SCRIPT_STANDINS[Script.COMMON], *SCRIPT_STANDINS[Script.KANA])
        return (self.face(name) for name in dict.fromkeys(names))

    def face(self, name: str, *, color: bool = False) -> Face:
        if name not in self._faces:
            path = self._path(name)
            if not path.is_file():
                raise PermanentError(Code.ASSET_MISSING, f"The font file {name} is missing; run set-up again.")
            self._faces[name] = Face(path, color=color, embolden=EMBOLDENED.get(name, 0.0))
        return self._faces[name]

    def _path(self, name: str) -> Path:
        return self._assets / ("emoji" if name == EMOJI else "fonts") / name


@lru_cache(maxsize=4096)
def script_of(char: str) -> Script:
    code = ord(char)
    return next((script for first, last, script in SCRIPT_BLOCKS if first <= code <= last), Script.COMMON)
