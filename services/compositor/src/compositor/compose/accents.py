"""Which word of a headline carries it: the number, the prohibition, the strong word, else the longest or the last.

Scores are data. Scripts without spaces have one "word" and so no accent.
"""

import re

_WORD = re.compile(r"[^\w$€£¥₹%+#]+", re.UNICODE)
_NUMBER = re.compile(r"\d")

_STRONG = 3.0
_WEAK = -6.0
_FOR_NUMBER = 5.0
_FOR_LAST = 1.2
_FOR_FIRST = 0.2
_PER_LETTER = 0.22
_SECOND_FROM = 6
"""Headlines with this many words may carry two accents."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Prohibition and negation, then stakes and extremes, then the same in German, Spanish, French and Portuguese.
STRONG = _words("""
    stop never not no nobody nothing dont don't cant can't wont won't without quit avoid wrong fake lie lies banned
    secret secrets truth best worst biggest insane crazy impossible illegal dead dying broke rich free win winning lost
    destroyed ruined exposed shocking finally only every all everything forever instantly millionaire money
    nie niemals kein nicht sofort geheim wahrheit nunca gratis secreto verdad dinero jamais gratuit vérité
    pare segredo verdade dinheiro
""")
WEAK = _words("""
    a an the of to in on at for and or is are am was be it its it's this that these those my your our his her their
    we i you he she they with from by as if so do does did der die das ein eine und zu im mit el la los las un una de
    y en le les des du et o os um uma e
""")


def accent_words(headline: str) -> tuple[int, ...]:
    """Indices of the words to draw in the accent color, as `str.split` counts them; none for a single word."""
    words = headline.split()
    if len(words) < 2:  # noqa: PLR2004 - one word would leave nothing to stand out from
        return ()
    scores = [_score(word, i, len(words)) for i, word in enumerate(words)]
    order = sorted(range(len(words)), key=lambda i: -scores[i])
    chosen = order[:1]
    if len(words) >= _SECOND_FROM and scores[order[1]] > scores[order[0]] - 1:
        chosen = order[:2]
    return tuple(sorted(chosen))


def _score(word: str, index: int, count: int) -> float:
    plain = word.replace("\u2019", "'").casefold()
    bare, full = _WORD.sub("", plain), plain.strip('.,!?:;"\u201c\u201d()')
    score = min(len(bare), 9) * _PER_LETTER
    score += _FOR_NUMBER if _NUMBER.search(bare) else 0
    score += _STRONG if full in STRONG else _WEAK if full in WEAK else 0
    return score + (_FOR_LAST if index == count - 1 else _FOR_FIRST if index == 0 else 0)
