"""What a text says to a reader, whatever it was typed with.

Unicode's compatibility forms, case, accents and invisible characters are folded away; letters of other scripts that
look Latin (Unicode TR39, the ones in use), small capitals, struck, turned and boxed letters, digits that stand in for
letters, and letters spaced or dotted apart are read as what they are meant to look like. Several readings are judged:
none of them may be refused.
"""

import re
import unicodedata
from functools import lru_cache

# Cyrillic, Greek and a few more that are drawn like Latin letters.
_LOOKALIKES = dict(
    zip(
        "абвеёзікмнорстухьјѕԁԛԝһαβεικνορτυχγωѵоӏıɡгпъєҽησʌօսոհց",
        "abbeezikmhopctyxbjsdqwhabeiknoptuxywvoiigrnbeenoaounhg",
        strict=True,
    )
)
_OF_A_LETTER = re.compile(
    r"(?:(?:NEGATIVE |CROSSED NEGATIVE )?(?:SQUARED |CIRCLED )?LATIN|LISU|REGIONAL INDICATOR)\b.*?\b"
    r"(?:LETTER|CAPITAL)(?: [A-Z]{2,})*? ([A-Z])(?: WITH .+)?"
)
"""How Unicode names what is one Latin letter in another dress."""
_LEET = str.maketrans("0134578@$!|+€", "oieastbasiite")
_ONES = str.maketrans("1!|", "lll")
"""What else a stroke may stand for."""
_APART = re.compile(r"(?<![^\W_])[^\W\d_](?:[\s.\-_*·•]+[^\W\d_]){2,}(?![^\W_])")
_STRETCHED = re.compile(r"(.)\1{2,}")


def readings(text: str) -> tuple[str, ...]:
    """Each with single spaces between words, in lower case."""
    plain = folded(text)
    latin = "".join(map(_looks_like, plain))
    found = [plain, latin, _unleet(latin), _unleet(latin, _ONES)]
    found += [_together(one) for one in found]
    return tuple(dict.fromkeys(found + [_STRETCHED.sub(r"\1", one) for one in found]))


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    seen = (char for char in apart if unicodedata.category(char) not in {"Mn", "Cf", "Cc", "Me"} or char.isspace())
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())


@lru_cache(maxsize=4096)
def _looks_like(char: str) -> str:
    if char.isascii():
        return char
    named = _OF_A_LETTER.fullmatch(unicodedata.name(char, ""))
    return named[1].lower() if named else _LOOKALIKES.get(char, char)


def _unleet(text: str, first: dict[int, int] | None = None) -> str:
    """Digits are letters only where they stand among letters: a year stays a year."""
    return " ".join(
        word.translate(first or {}).translate(_LEET) if any(map(str.isalpha, word)) else word for word in text.split()
    )


def _together(text: str) -> str:
    return _APART.sub(lambda found: re.sub(r"[\W_]+", "", found[0]), text)
