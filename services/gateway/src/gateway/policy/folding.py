"""What a text says to a reader, whatever it was typed with.

Unicode's compatibility forms, case, accents and invisible characters are folded away; letters of other scripts that
look Latin (Unicode TR39, the ones in use), digits that stand in for letters, and letters spaced or dotted apart
are read as what they are meant to look like. Several readings are judged: none of them may be refused.
"""

import re
import unicodedata

# Cyrillic, Greek and a few more that are drawn like Latin letters.
_LOOKALIKES = str.maketrans(
    "абвеёзікмнорстухьјѕԁԛԝһαβεικνορτυχγωѵоӏıɡ",
    "abbeezikmhopctyxbjsdqwhabeiknoptuxywvoiig",
)
_LEET = str.maketrans("0134578@$!|+€", "oieastbasiite")
_APART = re.compile(r"(?<![^\W_])[^\W\d_](?:[\s.\-_*·•]+[^\W\d_]){2,}(?![^\W_])")
_STRETCHED = re.compile(r"(.)\1{2,}")


def readings(text: str) -> tuple[str, ...]:
    """Each with single spaces between words, in lower case."""
    plain = folded(text)
    latin = plain.translate(_LOOKALIKES)
    found = [plain, latin, " ".join(map(_unleet, latin.split()))]
    found += [_together(one) for one in found]
    return tuple(dict.fromkeys(found + [_STRETCHED.sub(r"\1", one) for one in found]))


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    seen = (char for char in apart if unicodedata.category(char) not in {"Mn", "Cf", "Cc", "Me"} or char.isspace())
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())


def _unleet(word: str) -> str:
    """Digits are letters only where they stand among letters: a year stays a year."""
    return word.translate(_LEET) if any(char.isalpha() for char in word) else word


def _together(text: str) -> str:
    return _APART.sub(lambda found: re.sub(r"[\W_]+", "", found[0]), text)
