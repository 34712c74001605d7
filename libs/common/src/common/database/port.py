"""The database as every room sees it: SQL functions called by name, and views read with equality filters.

    await database.call("get_job", job="job_01...", user="...")    ->  select get_job(p_job => ..., p_user => ...)
    await database.select("ledger_violations")                     ->  select * from ledger_violations

Everything that touches money or more than one row is such a function: one call, one transaction, safe to repeat. Their
parameters carry the prefix `p_`, which callers leave out. Arguments and answers are plain JSON values, so the same
calls travel through PostgREST. Functions refuse with SQLSTATE `PTnnn` and one of our codes as the message.
"""

import json
import re
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from common.errors import Code, PermanentError, ThumbworksError, TransientError

Json = dict[str, Any] | list[Any] | str | int | float | bool | None
Row = dict[str, Any]
Read = TypeVar("Read", bound=BaseModel)

CALL_TIMEOUT = 15.0
CONNECT_SHARE = 1 / 3  # of the patience with a call

# SQLSTATE prefixes after which the same call may well work: connection lost, out of resources, the server stops or
# starts, a statement timed out, two transactions got in each other's way.
PASSING_STATES = ("08", "53", "57P", "57014", "40001", "40P01", "55P03")
REFUSAL = "PT"
# Functions, tables and columns that are not there, in Postgres' words and in PostgREST's.
MISSING_STATES = ("42883", "42P01", "42703", "PGRST202", "PGRST204", "PGRST205")
# Text that Postgres cannot hold, such as a zero byte.
UNSTORABLE = ("22021", "22P05")

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class SchemaTooOldError(LookupError):
    """The store lacks something this code calls by name: `supabase/migrations` are to be applied. A bug to handlers."""


class Database(Protocol):
    """A port. It raises `TransientError(store_unavailable)` when trying again may help, and `PermanentError` with the
    function's own code when it refused; anything else that comes out is a bug.
    """

    async def call(self, function: str, **arguments: Json) -> Any:
        """What the function returns, decoded. Lists and dicts go to `jsonb` parameters."""
        ...

    async def read(self, model: type[Read], function: str, **arguments: Json) -> Read:
        """As `call`, as a model. Cheaper than to decode first and validate then, where the store gives text."""
        ...

    async def select(self, view: str, **filters: Json) -> list[Row]:
        """Rows of a table or view whose columns equal the filters, as PostgREST would write them."""
        ...

    async def close(self) -> None:
        """Let go of every connection; the next call would open new ones."""
        ...


def refusal(state: str, message: str, detail: str | None) -> ThumbworksError | SchemaTooOldError | None:
    """Our error for a SQLSTATE, from whichever road it came; None when nobody expected it."""
    if state.startswith(REFUSAL):
        return refused(Code(message), detail or "")
    if state.startswith(PASSING_STATES):
        return TransientError(Code.STORE_UNAVAILABLE)
    if state in UNSTORABLE:
        return PermanentError(Code.VALIDATION_FAILED, "The text has characters that cannot be stored.")
    if state in MISSING_STATES:
        return SchemaTooOldError(f"{message} (the schema is older than this version: apply supabase/migrations)")
    return None


def refused(code: Code, detail: str) -> PermanentError:
    """What a function refuses with, also where it only says that it would.

    A detail is a sentence, or a JSON object with the sentence as `detail` and what else the problem should say.
    """
    if not detail.startswith("{"):
        return PermanentError(code, detail or None)
    about: dict[str, Any] = json.loads(detail)
    return PermanentError(code, about.pop("detail", None), **about)


def plain(name: str) -> str:
    """A name that may stand in a statement or a path as it is."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name: {name}")
    return name
