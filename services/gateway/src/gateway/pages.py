"""Lists in pages: `{items, next_cursor}`, newest first.

A cursor says after which row to go on. It is opaque to callers, belongs to one list, and is believed in nothing.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints, TypeAdapter

from common.errors import Code, PermanentError
from gateway.bodies.body import Body

Item = TypeVar("Item")
Shown = TypeVar("Shown")

Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=400, description="The `next_cursor` of the page before.")]
FEW = 20


class Page(Body, Generic[Item]):
    items: list[Item]
    next_cursor: str | None = Field(description="Where the next page begins; null on the last one.")


@dataclass(frozen=True)
class Place:
    """Of one row in the list named `of`: when it was made, its id, and a number among rows that share both."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)

    of: str
    at: Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC))]
    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    n: Annotated[int, Field(ge=0, le=1_000)] = 0


_PLACE = TypeAdapter(Place)


@dataclass(frozen=True)
class Asked:
    """One page of the list named `of`, such as `jobs` or `jobs/prj_01...`."""

    of: str
    limit: int
    cursor: str | None

    def arguments(self) -> dict[str, Any]:
        """For the SQL function. Raises `validation_failed` for a cursor that this list never gave."""
        place = place_in(self.cursor, self.of) if self.cursor is not None else None
        after = _PLACE.dump_python(place, mode="json", exclude={"of"}) if place else None
        return {"limit": self.limit, "after": after}

    def after_number(self) -> int:
        """For lists whose rows are numbered by what keeps them, from 1. Raises as `arguments` does."""
        if self.cursor is None:
            return 0
        number = place_in(self.cursor, self.of).id
        if not number.isdigit():
            raise _foreign()
        return int(number)

    def page(self, rows: Sequence[Item], place: Callable[[Item], Place], show: Callable[[Item], Shown]) -> Page[Shown]:
        """Of one row more than asked for, if there are more."""
        kept = rows[: self.limit]
        more = len(rows) > self.limit
        return Page(items=[show(row) for row in kept], next_cursor=cursor_of(place(kept[-1])) if more else None)


def cursor_of(place: Place) -> str:
    return base64.urlsafe_b64encode(_PLACE.dump_json(place)).decode().rstrip("=")


def place_in(cursor: str, of: str) -> Place:
    try:
        text = cursor.encode("ascii")
        place = _PLACE.validate_json(base64.b64decode(text + b"=" * (-len(text) % 4), b"-_", validate=True))
    except ValueError as error:
        raise _foreign() from error
    if place.of != of:
        raise _foreign()
    return place


def _foreign() -> PermanentError:
    detail = "That cursor is not one of this list."
    return PermanentError(Code.VALIDATION_FAILED, detail, errors=[{"in": "query", "name": "cursor", "detail": detail}])
