"""Straight to Postgres, by asyncpg: the embedded one, or any other by URL."""

import asyncio
import importlib
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

from common.database.port import CALL_TIMEOUT, CONNECT_TIMEOUT, Json, Row, plain, refusal
from common.errors import Code, TransientError


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
        query = _call(function, tuple(arguments))
        async with self._connection() as connection:
            answer = await connection.fetchval(query, *map(_encode, arguments.values()))
        return None if answer is None else json.loads(answer)

    async def select(self, view: str, **filters: Json) -> list[Row]:
        conditions = " and ".join(f"v.{plain(name)} = ${place}" for place, name in enumerate(filters, 1)) or "true"
        query = f"select to_jsonb(v) from {plain(view)} v where {conditions}"  # noqa: S608 - names are checked, values are parameters
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
            async with asyncio.timeout(CALL_TIMEOUT), self._pool.acquire() as connection:
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
            reset=_nothing_to_reset,
            server_settings={"role": self._role, "timezone": "UTC", "application_name": "thumbworks"},
        )


async def _nothing_to_reset(_connection: Any) -> None:
    """A call leaves nothing behind in its session; the driver's own reset would be a second round trip for each."""


@lru_cache(maxsize=1024)
def _call(function: str, names: tuple[str, ...]) -> str:
    named = ", ".join(f"p_{plain(name)} => ${place}" for place, name in enumerate(names, 1))
    return f"select {plain(function)}({named})"


def _driver() -> Any:
    """asyncpg, loaded when a database is really used. It ships no types."""
    return importlib.import_module("asyncpg")


def _encode(value: Json) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value
