"""Which words read as one and stay on one line: a number and what it counts or names, a sign and its word."""

from collections.abc import Sequence

from compositor.text.graphemes import graphemes

# A number before one of these names the word before it (iPhone 17 vs, day 1 of); before any other word it counts that.
_LINKS = (
    "vs vs. v v. and or of in on at to for from with by is are was as the a an that und oder von in im mit bis für "
    "gegen ist y o de en con a contra et ou dans avec contre e em com"
)
_NEXT_IS_ANOTHER = frozenset(_LINKS.split())


def bonded(words: Sequence[str]) -> list[bool]:
    """For each word whether it stays with the one before it.

    A number counts the word that follows it (5 HABITS, in 30 DAYS), else names the one before it (DAY 100).
    """
    found = [False] * len(words)
    for place, word in enumerate(words):
        if len(graphemes(word)) == 1 and not word[0].isalnum():
            found[place] = True
        elif any(char.isdecimal() for char in word):
            found[place + 1 if _counts(words, place) else place] = True
    return [bond and place > 0 for place, bond in enumerate(found)]


def _counts(words: Sequence[str], place: int) -> bool:
    if place + 1 == len(words) or words[place][-1] in ",.!?:;%":
        return False
    before, after = (words[at].casefold() for at in (max(0, place - 1), place + 1))
    return after[0].isalpha() and after not in _NEXT_IS_ANOTHER and after != before
