"""What a consent says, word for word. A wording never changes: another one gets another name."""

from collections.abc import Sequence
from typing import Literal

Statement = Literal["2026-12", "guardian-2026-12", "2026-11"]
CURRENT: Statement = "2026-12"
GUARDIAN: Statement = "guardian-2026-12"
STATEMENTS: dict[Statement, str] = {
    "2026-12": (
        "The selfies show me, or a person who allowed me to use them. Their faces may be measured and used to make"
        " pictures of that person, on this installation and by the recipients named here, and nowhere else. The"
        " pictures that are made are compared with the selfies on this installation, to tell whether they show the"
        " same face; nothing that this measures of a face is stored. I can take this back and have everything made"
        " from them erased."
    ),
    "guardian-2026-12": (
        "The selfies show a child, and I am its parent or guardian. Its face may be measured and used to make pictures"
        " of it on this installation and nowhere else; no image provider receives it. The pictures that are made are"
        " compared with the selfies on this installation; nothing that this measures of a face is stored. I can take"
        " this back and have everything made from them erased."
    ),
    "2026-11": (
        "The selfies show me, or a person who allowed me to use them. Their faces may be measured and used to make"
        " pictures of that person, on this installation and by the recipients named here, and nowhere else. I can take"
        " this back and have everything made from them erased."
    ),
}
COMPARING = frozenset({"2026-12", "guardian-2026-12"})
"""The wordings that allow pictures to be compared with the selfies."""


def allow_comparing(statements: Sequence[str | None]) -> bool:
    """Whether all whose faces these are have agreed to it."""
    return all(statement in COMPARING for statement in statements)


def recipients_under(statement: str, named: tuple[str, ...]) -> tuple[str, ...]:
    """A guardian's consent is for this installation alone, whoever is named."""
    return () if statement == GUARDIAN else named
