"""The rows in force: ours, with what the operator's own file adds and excepts.

people = ["somebody famous here", { name = "jane example", aliases = ["jane ex", "джейн"] }]
exceptions = ["essex", "the naked truth"]

[[rows]]
id = "casino"
category = "illegal_goods"
phrases = ["free spins", "online casino"]
strict = false
"""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from gateway.policy.folding import folded
from gateway.policy.names import Names
from gateway.policy.people import PUBLIC_PEOPLE, Person
from gateway.policy.rows import ROWS, Category, Row, row

# What the rows would catch and nobody means.
EXCEPTIONS = (
    "the naked truth",
    "naked eye",
    "naked and afraid",
    "naked mole rats",
    "suicide squad",
    "suicide prevention",
    "bath bomb",
    "bath bombs",
)


@dataclass(frozen=True)
class Policy:
    rows: tuple[Row, ...] = ROWS
    people: tuple[Person, ...] = PUBLIC_PEOPLE
    exceptions: tuple[str, ...] = EXCEPTIONS
    names: Names = field(init=False, compare=False)
    _excepted: re.Pattern[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        phrases = "|".join(map(re.escape, map(folded, self.exceptions)))
        object.__setattr__(self, "names", Names(self.people))
        object.__setattr__(self, "_excepted", re.compile(rf"(?<!\w)(?:{phrases})(?!\w)" if phrases else r"(?!)"))

    def without_exceptions(self, text: str) -> str:
        return self._excepted.sub(" ", text)


class _OwnRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    category: Category
    phrases: tuple[str, ...] = Field(min_length=1)
    strict: bool = False


class _OwnPerson(BaseModel):
    """In a file, a name is enough."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=2, max_length=100)
    aliases: tuple[str, ...] = ()


class _OwnFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rows: tuple[_OwnRow, ...] = ()
    people: tuple[str | _OwnPerson, ...] = ()
    exceptions: tuple[str, ...] = ()


def read_policy(file: Path | None) -> Policy:
    """Raises `OSError` or `ValueError` for a file that cannot be used: a gateway does not start on half a policy."""
    if file is None:
        return Policy()
    own = _OwnFile.model_validate(tomllib.loads(file.read_text("utf-8")))
    rows = tuple(
        row(one.id, one.category, *(re.escape(folded(phrase)) for phrase in one.phrases), strict=one.strict)
        for one in own.rows
    )
    people = (Person(one) if isinstance(one, str) else Person(one.name, one.aliases) for one in own.people)
    return Policy((*ROWS, *rows), (*PUBLIC_PEOPLE, *people), (*EXCEPTIONS, *own.exceptions))
