"""The font catalogue as data: a family per mood and row, the faces that stand in for what those lack, and emoji.

Every file is listed with license and hash in `assets.toml`; all of them are unmodified, which is also what the OFL's
Reserved Font Name of Alfa Slab One asks for.
"""

from dataclasses import dataclass
from enum import StrEnum

from common.brief import FontMood


@dataclass(frozen=True)
class Family:
    """A family a headline can be set in, with a file per weight. The first family of a mood is its default."""

    name: str
    mood: FontMood
    files: dict[int, str]
    license: str
    package: str


class Script(StrEnum):
    """Writing systems that get a face of their own; everything else is `COMMON`."""

    COMMON = "common"
    ARABIC = "arabic"
    DEVANAGARI = "devanagari"
    BENGALI = "bengali"
    TAMIL = "tamil"
    TELUGU = "telugu"
    HEBREW = "hebrew"
    THAI = "thai"
    HANGUL = "hangul"
    KANA = "kana"
    HAN = "han"


FAMILIES: tuple[Family, ...] = (
    Family("Archivo Black", FontMood.CHUNKY_SANS, {900: "ArchivoBlack_400Regular.ttf"}, "OFL-1.1", "archivo-black"),
    Family(
        "Montserrat",
        FontMood.CHUNKY_SANS,
        {700: "Montserrat_700Bold.ttf", 900: "Montserrat_900Black.ttf"},
        "OFL-1.1",
        "montserrat",
    ),
    Family("Luckiest Guy", FontMood.CHUNKY_SANS, {900: "LuckiestGuy_400Regular.ttf"}, "Apache-2.0", "luckiest-guy"),
    Family("Anton", FontMood.CONDENSED_SANS, {800: "Anton_400Regular.ttf"}, "OFL-1.1", "anton"),
    Family("Bebas Neue", FontMood.CONDENSED_SANS, {700: "BebasNeue_400Regular.ttf"}, "OFL-1.1", "bebas-neue"),
    Family("Oswald", FontMood.CONDENSED_SANS, {700: "Oswald_700Bold.ttf"}, "OFL-1.1", "oswald"),
    Family("League Gothic", FontMood.CONDENSED_SANS, {700: "LeagueGothic_400Regular.ttf"}, "OFL-1.1", "league-gothic"),
    Family(
        "Roboto Slab",
        FontMood.SLAB,
        {700: "RobotoSlab_700Bold.ttf", 900: "RobotoSlab_900Black.ttf"},
        "Apache-2.0",
        "roboto-slab",
    ),
    Family("Alfa Slab One", FontMood.SLAB, {900: "AlfaSlabOne_400Regular.ttf"}, "OFL-1.1", "alfa-slab-one"),
    Family(
        "Permanent Marker",
        FontMood.HANDWRITTEN,
        {700: "PermanentMarker_400Regular.ttf"},
        "Apache-2.0",
        "permanent-marker",
    ),
    Family("Caveat Brush", FontMood.HANDWRITTEN, {700: "CaveatBrush_400Regular.ttf"}, "OFL-1.1", "caveat-brush"),
)

# Faces of the same mood that speak more alphabets (Cyrillic, Greek, Vietnamese), before the general ones.
MOOD_STANDINS: dict[FontMood, tuple[str, ...]] = {
    FontMood.CHUNKY_SANS: ("Montserrat_900Black.ttf",),
    FontMood.CONDENSED_SANS: ("Oswald_700Bold.ttf",),
    FontMood.SLAB: ("RobotoSlab_900Black.ttf",),
    FontMood.HANDWRITTEN: ("CaveatBrush_400Regular.ttf",),
}

# Every ideograph, kana and syllable, in the forms of each language.
_CJK = "NotoSansCJKjp-Bold.otf"
# Ems added to the outlines of faces that come in no heavier weight.
EMBOLDENED = {_CJK: 0.02}

SCRIPT_STANDINS: dict[Script, tuple[str, ...]] = {
    Script.COMMON: ("NotoSans_900Black.ttf",),
    Script.ARABIC: ("Cairo_900Black.ttf", "NotoSansArabic_900Black.ttf"),
    Script.DEVANAGARI: ("NotoSans_900Black.ttf",),
    Script.BENGALI: ("NotoSansBengali_900Black.ttf",),
    Script.TAMIL: ("NotoSansTamil_900Black.ttf",),
    Script.TELUGU: ("NotoSansTelugu_900Black.ttf",),
    Script.HEBREW: ("Heebo_900Black.ttf",),
    Script.THAI: ("Kanit_900Black.ttf",),
    Script.HANGUL: ("BlackHanSans_400Regular.ttf", _CJK),
    Script.KANA: ("DelaGothicOne_400Regular.ttf", _CJK),
    Script.HAN: (_CJK,),
}

EMOJI = "NotoColorEmoji_400Regular.ttf"

# First and last code point of the blocks that decide a script; combining marks and digits follow their neighbors.
SCRIPT_BLOCKS: tuple[tuple[int, int, Script], ...] = (
    (0x0590, 0x05FF, Script.HEBREW),
    (0xFB1D, 0xFB4F, Script.HEBREW),
    (0x0600, 0x06FF, Script.ARABIC),
    (0x0750, 0x077F, Script.ARABIC),
    (0x08A0, 0x08FF, Script.ARABIC),
    (0xFB50, 0xFDFF, Script.ARABIC),
    (0xFE70, 0xFEFC, Script.ARABIC),
    (0x0900, 0x097F, Script.DEVANAGARI),
    (0xA8E0, 0xA8FF, Script.DEVANAGARI),
    (0x0980, 0x09FF, Script.BENGALI),
    (0x0B80, 0x0BFF, Script.TAMIL),
    (0x0C00, 0x0C7F, Script.TELUGU),
    (0x0E00, 0x0E7F, Script.THAI),
    (0x1100, 0x11FF, Script.HANGUL),
    (0x3130, 0x318F, Script.HANGUL),
    (0xAC00, 0xD7AF, Script.HANGUL),
    (0x3040, 0x30FF, Script.KANA),
    (0x31F0, 0x31FF, Script.KANA),
    (0x3000, 0x303F, Script.HAN),
    (0x3400, 0x4DBF, Script.HAN),
    (0x4E00, 0x9FFF, Script.HAN),
    (0xF900, 0xFAFF, Script.HAN),
    (0xFF00, 0xFFEF, Script.HAN),
    (0x20000, 0x323AF, Script.HAN),
)
