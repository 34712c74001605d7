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


def tidy_text(text: str) -> str:
    """NFC, one space between words, no control or direction-override characters; joiners of scripts and emoji stay."""
    normal = unicodedata.normalize("NFC", text)
    kept = (
        char
        for char in normal
        if char in "\u200c\u200d" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"} or char.isspace()
    )
    return " ".join("".join(kept).split())
