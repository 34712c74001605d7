"""What a reader calls one character: a letter with its marks, a flag, a family of emoji.

A small part of UAX #29, the part headlines need: marks, joiners, variation selectors, skin tones, tags and pairs of
regional indicators stay with what they follow.
"""

import unicodedata
from collections.abc import Iterable, Iterator

ZWJ = "\u200d"
EMOJI_STYLE = "\ufe0f"
TEXT_STYLE = "\ufe0e"
KEYCAP = "\u20e3"
# Unicode's stacks have no limit, a headline's line has: three marks on a composed letter cover every living language.
MOST_MARKS = 3

_STACKING = frozenset({202, 214, 216, 218, 220, 222, 224, 226, 228, 230, 232, 233, 234, 240})


def graphemes(text: str) -> list[str]:
    clusters: list[str] = []
    for char in text:
        if clusters and _belongs(char, clusters[-1]):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def readable(text: str) -> str:
    """`text` composed, without control characters, with at most `MOST_MARKS` marks above or below any letter.

    Letters that were pasted from Unicode's mathematical alphabets become the letters they stand for.
    """
    plain = "".join(unicodedata.normalize("NFKC", char) if _is_mathematical(char) else char for char in text)
    shown = (char for char in unicodedata.normalize("NFC", plain) if not _is_control(char))
    return "".join(_lowered(shown))


def _is_mathematical(char: str) -> bool:
    return "\U0001d400" <= char <= "\U0001d7ff"


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"} and not is_ignorable(char) and not char.isspace()


def _lowered(text: Iterable[str]) -> Iterator[str]:
    height = 0
    for char in text:
        height = height + 1 if unicodedata.combining(char) in _STACKING else 0
        if height <= MOST_MARKS:
            yield char


def is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def is_skin_tone(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff"


def is_ignorable(char: str) -> bool:
    """Characters that steer shaping and need no glyph of their own."""
    return char in {ZWJ, "\u200c", EMOJI_STYLE, TEXT_STYLE} or "\U000e0020" <= char <= "\U000e007f"


def _belongs(char: str, cluster: str) -> bool:
    last = cluster[-1]
    if is_regional(char):
        return len(cluster) == 1 and is_regional(last)
    if is_ignorable(char) or is_skin_tone(char) or char == KEYCAP:
        return True
    if unicodedata.category(char) in {"Mn", "Mc", "Me"}:
        return True
    return last == ZWJ and _is_pictograph(char)


def _is_pictograph(char: str) -> bool:
    return unicodedata.category(char) in {"So", "Sk", "Sm", "Cn"} or char >= "\U0001f000"


def wants_emoji(cluster: str) -> bool:
    """Whether the cluster is shown as a colour picture by default (UTS #51), rather than as text."""
    if TEXT_STYLE in cluster:
        return False
    return (
        EMOJI_STYLE in cluster
        or KEYCAP in cluster
        or "\U0001f000" <= cluster[0] <= "\U0001fbff"
        or cluster[0] in _PICTURES_BY_DEFAULT
    )


# Characters below U+1F000 with Emoji_Presentation=Yes (emoji-data.txt of Unicode 16).
_PICTURES_BY_DEFAULT = frozenset(
    "⌚⌛⏩⏪⏫⏬⏰⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕"  # noqa: RUF001 - these characters are meant
)
