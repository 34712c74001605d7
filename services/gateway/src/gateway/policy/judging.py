"""A text, read as a reader would, against the rows."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.policy.folding import readings
from gateway.policy.operator import Policy
from gateway.policy.rows import LOOKS_LIKE, SLURS


@dataclass(frozen=True)
class Said:
    """A text and where it stands, as a JSON pointer. A `depicts` text tells a model what to show."""

    place: str
    text: str
    depicts: bool = False


@dataclass(frozen=True)
class Verdict:
    """`rule` and `category` are empty where nothing was found."""

    rule: str = ""
    category: str = ""
    place: str = ""

    @property
    def refused(self) -> bool:
        return bool(self.rule)


def judge(said: Sequence[Said], policy: Policy, *, strict: bool = False) -> Verdict:
    """The first text that is refused, or a verdict that nothing is."""
    found = (_judged(one, policy, strict=strict) for one in said if one.text)
    return next((verdict for verdict in found if verdict.refused), Verdict())


def _judged(said: Said, policy: Policy, *, strict: bool) -> Verdict:
    for reading in readings(said.text):
        text = policy.without_exceptions(reading)
        if found := _by_rows(text, policy, strict=strict) or _by_words(text) or _by_names(text, said, policy, strict):
            return Verdict(*found, said.place)
    return Verdict()


def _by_rows(text: str, policy: Policy, *, strict: bool) -> tuple[str, str] | None:
    hits = (row for row in policy.rows if (strict or not row.strict) and row.pattern.search(text))
    return next(((row.id, row.category) for row in hits), None)


def _by_words(text: str) -> tuple[str, str] | None:
    hashes = (hashlib.blake2b(word.encode(), digest_size=6).hexdigest() for word in re.findall(r"[^\W_]+", text))
    return ("hate-slur", "hate") if any(one in SLURS for one in hashes) else None


def _by_names(text: str, said: Said, policy: Policy, strict: bool) -> tuple[str, str] | None:  # noqa: FBT001
    """A name alone may be news. It is a likeness where a picture of the person is asked for."""
    asked = said.depicts or strict or LOOKS_LIKE.search(text)
    if asked and (policy.names.named_in(text) or policy.names.shown_in(text)):
        return "likeness-public-person", "likeness"
    return None
