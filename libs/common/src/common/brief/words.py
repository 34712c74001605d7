"""What a creator typed, as words: tidied, counted, and whether there is anything to see."""

import math
import re
import unicodedata

_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# Thai and Lao, Burmese, Khmer: consonants and the vowels beside them; what stands above or below is their word's.
_UNSPACED = re.compile(
    r"[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ec0-\u0ec6\u1000-\u102a\u1780-\u17b3]"
)
_NO_DIGITS = re.compile(r"[\u0e01-\u0e4f\u0e81-\u0ecf\u1000-\u103f\u104c-\u109f\u1780-\u17df]")


def count_words(text: str) -> int:
    """Words as a reader counts them; in scripts without spaces two ideographs or kana, or four letters, are one."""
    ideographs, letters = len(_IDEOGRAPHS.findall(text)), len(_UNSPACED.findall(text))
    spaced = _NO_DIGITS.sub(" ", _IDEOGRAPHS.sub(" ", text)).split()
    return len(spaced) + math.ceil(ideographs / 2) + math.ceil(letters / 4)


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
