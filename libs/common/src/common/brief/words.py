"""What a creator typed, as words: tidied, counted, and whether there is anything to see."""

import math
import re
import unicodedata

_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def count_words(text: str) -> int:
    """Words as a reader counts them; scripts without spaces count two ideographs or kana as one word."""
    ideographs = len(_IDEOGRAPHS.findall(text))
    return len(_IDEOGRAPHS.sub(" ", text).split()) + math.ceil(ideographs / 2)


# Letters and symbols that are drawn as nothing: Hangul fillers and the empty Braille cell.
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def is_visible(text: str) -> bool:
    """Whether anything of it would be seen: a letter, digit, sign or symbol rather than joiners and loose accents."""
    return any(unicodedata.category(char)[0] in "LNPS" and char not in _BLANKS for char in text)


# What the eye does not see in a letter but a font needs: joiners, and the tags that make a black flag a country's.
_UNSEEN_BUT_MEANT = re.compile("[\u200c\u200d]|(?<=\U0001f3f4)[\U000e0020-\U000e007f]+")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})


def tidy_text(text: str) -> str:
    """NFC, one space between words, no control, direction-override or invisible characters without a purpose."""
    normal = unicodedata.normalize("NFC", text)
    meant = {place for found in _UNSEEN_BUT_MEANT.finditer(normal) for place in range(*found.span())}
    kept = (
        char
        for place, char in enumerate(normal)
        if place in meant or char.isspace() or unicodedata.category(char) not in _UNSEEN
    )
    return " ".join("".join(kept).split())
