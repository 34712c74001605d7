"""The database as every room sees it: SQL functions called by name, and views read with equality filters.

    await database.call("get_job", job="job_01...", user="...")    ->  select get_job(p_job => ..., p_user => ...)
    await database.select("ledger_violations")                     ->  select * from ledger_violations

Everything that touches money or more than one row is such a function: one call, one transaction, safe to repeat. Their
parameters carry the prefix `p_`, which callers leave out. Arguments and answers are plain JSON values, so the same
calls travel through PostgREST. Functions refuse with SQLSTATE `PTnnn` and one of our codes as the message.
"""

import importlib
import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from common.errors import Code, PermanentError, ThumbworksError, TransientError

Json = dict[str, Any] | list[Any] | str | int | float | bool | None
Row = dict[str, Any]

CALL_TIMEOUT = 15.0
CONNECT_TIMEOUT = 5.0

# SQLSTATE prefixes after which the same call may well work: connection lost, out of resources, the server stops or
# starts, a statement timed out, two transactions got in each other's way.
PASSING_STATES = ("08", "53", "57P", "57014", "40001", "40P01", "55P03")
REFUSAL = "PT"
# Text that Postgres cannot hold, such as a zero byte.
UNSTORABLE = ("22021", "22P05")

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Database(Protocol):
    """A port. It raises `TransientError(store_unavailable)` when trying again may help, and `PermanentError` with the
    function's own code when it refused; anything else that comes out is a bug.
    """

    async def call(self, function: str, **arguments: Json) -> Any:
        """What the function returns, decoded. Lists and dicts go to `jsonb` parameters."""
        ...

    async def select(self, view: str, **filters: Json) -> list[Row]:
        """Rows of a table or view whose columns equal the filters, as PostgREST would write them."""
        ...


def refusal(state: str, message: str, detail: str | None) -> ThumbworksError | None:
    """Our error for a SQLSTATE, from whichever road it came; None when nobody expected it."""
    if state.startswith(REFUSAL):
        return _refused(Code(message), detail or "")
    if state.startswith(PASSING_STATES):
        return TransientError(Code.STORE_UNAVAILABLE)
    if state in UNSTORABLE:
        return PermanentError(Code.VALIDATION_FAILED, "The text has characters that cannot be stored.")
    return None


def _refused(code: Code, detail: str) -> PermanentError:
    """A detail is a sentence, or a JSON object with the sentence as `detail` and what else the problem should say."""
    if not detail.startswith("{"):
        return PermanentError(code, detail or None)
    about: dict[str, Any] = json.loads(detail)
    return PermanentError(code, about.pop("detail", None), **about)


class AsyncpgDatabase:
    """Straight to Postgres through a pool that opens on first use.

    `role` is what the services are on Supabase too: it may call functions and read, nothing else.
    """

    def __init__(self, dsn: str, *, role: str = "service_role", connections: int = 10) -> None:
        self._dsn = dsn
        self._role = role
        self._connections = connections
        self._pool: Any = None

    async def call(self, function: str, **arguments: Json) -> Any:
        named = ", ".join(f"p_{_plain(name)} => ${place}" for place, name in enumerate(arguments, 1))
        async with self._connection() as connection:
            answer = await connection.fetchval(f"select {_plain(function)}({named})", *map(_encode, arguments.values()))
        return None if answer is None else json.loads(answer)

    async def select(self, view: str, **filters: Json) -> list[Row]:
        conditions = " and ".join(f"v.{_plain(name)} = ${place}" for place, name in enumerate(filters, 1)) or "true"
        query = f"select to_jsonb(v) from {_plain(view)} v where {conditions}"  # noqa: S608 - names are checked, values are parameters
        async with self._connection() as connection:
            rows = await connection.fetch(query, *map(_encode, filters.values()))
        return [json.loads(row[0]) for row in rows]

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[Any]:
        """A pooled connection; what the driver raises inside leaves as one of our errors, or as a bug."""
        driver = _driver()
        try:
            if self._pool is None:
                self._pool = self._new_pool(driver)
            await self._pool  # opens it, once, however many ask
            async with self._pool.acquire(timeout=CALL_TIMEOUT) as connection:
                yield connection
        except driver.PostgresError as error:
            ours = refusal(error.sqlstate or "", error.message or "", error.detail)
            if ours is None:
                raise
            raise ours from error
        except (OSError, TimeoutError, driver.InterfaceError, driver.InternalClientError) as error:
            raise TransientError(Code.STORE_UNAVAILABLE) from error

    def _new_pool(self, driver: Any) -> Any:
        return driver.create_pool(
            self._dsn,
            min_size=0,
            max_size=self._connections,
            timeout=CONNECT_TIMEOUT,
            command_timeout=CALL_TIMEOUT,
            server_settings={"role": self._role, "timezone": "UTC", "application_name": "thumbworks"},
        )


def _driver() -> Any:
    """asyncpg, loaded when a database is really used. It ships no types."""
    return importlib.import_module("asyncpg")


def _plain(name: str) -> str:
    """A name that may stand in a statement as it is."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name: {name}")
    return name


def _encode(value: Json) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value
