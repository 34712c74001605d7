"""Where a line may break inside a word: between ideographs, between Japanese phrases, after hyphens.

Latin words are never cut. Japanese is cut where a phrase usually ends, from hiragana to anything else, and Thai before
its leading vowels; both need a dictionary to do better.
"""

from collections.abc import Sequence

from common.fonts.catalogue import script_of
from common.fonts.rows import Script
from compositor.text.graphemes import graphemes

_NEVER_FIRST = frozenset(
    "、。，．・：；！？｡､｣」』】〕〉》）］｝〙〗〟’”…‥ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々〻!?,.:;)]}%"  # noqa: RUF001 - these characters are meant
)
_NEVER_LAST = frozenset("「『【〔〈《（［｛〘〖〝‘“([{$£¥#")  # noqa: RUF001 - as above
_THAI_LEADING_VOWELS = frozenset("เแโใไ")
_HYPHENS = frozenset("-\u2010\u2013\u2014")
# Where no phrase ends for this many characters, a Japanese line may break anywhere.
_LONG_PHRASE = 8
_TENS = frozenset("十百千万萬亿億")
_SHORTEST_PREFIX = 3  # "e-mail" stays whole


def cut(word: str) -> list[str]:
    """`word` in the pieces that a line may begin with."""
    clusters = graphemes(word)
    if not any("\u3040" <= char <= "\u30ff" for char in word):
        return _cut(clusters, japanese=False)
    parts: list[str] = []
    for phrase in _cut(clusters, japanese=True):
        inside = graphemes(phrase)
        parts += _cut(inside, japanese=False) if len(inside) > _LONG_PHRASE else [phrase]
    return parts


def _cut(clusters: Sequence[str], *, japanese: bool) -> list[str]:
    parts = [clusters[0]]
    for i in range(1, len(clusters)):
        amount = parts[-1][0].isdecimal() and clusters[i - 1] in _TENS
        if not amount and _may_break(clusters, i, japanese=japanese):
            parts.append(clusters[i])
        else:
            parts[-1] += clusters[i]
    return parts


def _may_break(clusters: Sequence[str], i: int, *, japanese: bool) -> bool:
    before, after = clusters[i - 1][0], clusters[i][0]
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if _is_cjk(before) or _is_cjk(after):
        if before.isdecimal() or (before.isalpha() and before.isascii()):
            return False  # 100万 and T恤 are one word
        return _ends_phrase(before, after) if japanese else True
    if after in _THAI_LEADING_VOWELS:
        return i > 1 and len(clusters) - i > 1
    return before in _HYPHENS and after.isalpha() and i >= _SHORTEST_PREFIX


def _ends_phrase(before: str, after: str) -> bool:
    return before in _NEVER_FIRST - {"ー", "々"} or (_is_hiragana(before) and not _is_hiragana(after))


def _is_hiragana(char: str) -> bool:
    return "\u3041" <= char <= "\u309f"


def _is_cjk(char: str) -> bool:
    return script_of(char) in {Script.HAN, Script.KANA}
