# ruff: noqa: RUF001 - letters of other scripts, and the apostrophe people type
"""Names found in a text however they are written.

Its words may be joined in any way ("mr. beast", "elon-musk", "taylorswift"), the first be an initial ("E. Musk"), in
the possessive, or in Cyrillic with its endings; leet, accents, look-alike letters and spaced letters are folded before.
Where a name is long enough to be nothing else, letters may be doubled or not ("Eloon Musk", "Scarlett Johanson"), and
a capital I may stand for an l ("eIon musk").
"""

import re
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from gateway.policy.folding import folded
from gateway.policy.people import Person

# First names as initials would read as something else: "K. West Street", "T. Cook", "B. Gates".
_COMMON = frozenset(
    {
    "beast", "bolt", "brady", "brown", "charles", "cook", "cortez", "cruise", "curry", "francis", "gates", "grande",
    "hamilton", "harry", "holland", "jackson", "james", "jobs", "johnson", "jordan", "jr", "khan", "lama", "lee",
    "leo", "paul", "perfect", "perry", "rock", "scott", "smith", "speed", "stone", "swift", "un", "west",
    "william", "williams",
    }
)  # fmt: skip
_CYRILLIC = re.compile(r"[а-я]")
_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿가-힣]")
_START = r"(?<!\w)(?<!\w['’])"
_POSSESSIVE = r"(?:['’]?s)?"
_SEPARATOR = r"[\W_]*"
_CASE = r"\w{0,3}"
_LONG = 7
"""Letters of a name that is no other word however it is spelled."""
_STROKES = "[il]"
_ACT = re.compile(
    r"(?<!\w)(?:like|into|as|besides?|with|next to|(?:face|head|photo|picture) of|hugging|kissing|punching|show|"
    r"showing|add|put|draw|meeting|facing|behind|against)(?: (?:an?|the|young|old|angry|president|mr|mister|real))*$"
)


class Names:
    """People, ready to be looked for in folded text."""

    def __init__(self, people: Iterable[Person]) -> None:
        people = tuple(people)
        self._named = _finder(_followed(one, spelling) for one in people for spelling in _spellings(one))
        self._alone = _finder(_followed(one, _word(one.alone)) for one in people if one.alone)

    def named_in(self, text: str) -> bool:
        """By a name, or a word that is nobody else's."""
        return bool(self._named.search(text))

    def shown_in(self, text: str) -> bool:
        """By a word that has other meanings, right after one that says what to show."""
        return any(_ACT.search(text[: found.start()].rstrip()) for found in self._alone.finditer(text))


def _finder(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern of all: sorted by their first letter, and words tried at the beginning of words only."""
    everywhere = sorted(set(patterns))
    words = [one.removeprefix(_START) for one in everywhere if one.startswith(_START)]
    letters = (
        rf"{re.escape(first)}(?:{'|'.join(one[1:] for one in same)})" for first, same in groupby(words, itemgetter(0))
    )
    unspaced = [one for one in everywhere if not one.startswith(_START)]
    return re.compile("|".join([rf"{_START}(?:{'|'.join(letters)})", *unspaced]))


def _followed(person: Person, pattern: str) -> str:
    return rf"{pattern}(?!\W+(?:{person.but})(?!\w))" if person.but else pattern


def _spellings(person: Person) -> Iterable[str]:
    for name in map(folded, (person.name, *person.aliases)):
        yield from _patterns(name.split())
    first, *rest = folded(person.name).split()
    if len(rest) == 1 and rest[0] not in _COMMON:
        yield _word(first[0], rest[0], between=r"[\W_]+")


def _patterns(words: list[str]) -> Iterable[str]:
    if any(map(_UNSPACED.search, words)):
        yield _SEPARATOR.join(map(re.escape, words))  # nothing stands between words there, nor before an ending
    elif any(map(_CYRILLIC.search, words)):
        yield _word(*words, between=_CASE + _SEPARATOR, ending=_CASE)
    elif all(map(str.isascii, words)) and all(map(str.isalpha, words)) and sum(map(len, words)) >= _LONG:
        yield from _loosely(words)
    else:
        yield _word(*words)


def _loosely(words: list[str]) -> Iterable[str]:
    """With letters doubled or not, and strokes that are drawn alike; a pattern for each letter it may begin with."""
    (first, *more), *others = map(_runs, words)
    following = _SEPARATOR.join("".join(f"{one}+" for one in runs) for runs in (more, *others))
    for begins in first.strip("[]"):
        yield rf"{_START}{begins}{first}*{following}{_POSSESSIVE}(?!\w)"


def _runs(word: str) -> list[str]:
    """Its letters, each once where it is repeated, as what may stand there."""
    return [alike for alike, _ in groupby(word, lambda letter: _STROKES if letter in _STROKES else letter)]


def _word(*words: str, between: str = _SEPARATOR, ending: str = _POSSESSIVE) -> str:
    return rf"{_START}{between.join(map(re.escape, words))}{ending}(?!\w)"
