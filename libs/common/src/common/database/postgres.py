"""Straight to Postgres, by asyncpg: the embedded one, or any other by URL."""

import asyncio
import importlib
import json
from functools import cache, lru_cache
from typing import Any

from common.database.port import CALL_TIMEOUT, CONNECT_SHARE, Json, Read, Row, plain, refusal
from common.errors import Code, TransientError


class AsyncpgDatabase:
    """Straight to Postgres through a pool that opens on first use.

    `role` is what the services are on Supabase too: it may call functions and read, nothing else. `patience` is in
    seconds.
    """

    def __init__(
        self, dsn: str, *, role: str = "service_role", connections: int = 10, patience: float = CALL_TIMEOUT
    ) -> None:
        self._dsn = dsn
        self._role = role
        self._connections = connections
        self._patience = patience
        self._pool: Any = None

    async def call(self, function: str, **arguments: Json) -> Any:
        answer = await self._text(function, arguments)
        return None if answer is None else json.loads(answer)

    async def read(self, model: type[Read], function: str, **arguments: Json) -> Read:
        return model.model_validate_json(await self._text(function, arguments) or "null")

    async def select(self, view: str, **filters: Json) -> list[Row]:
        conditions = " and ".join(f"v.{plain(name)} = ${place}" for place, name in enumerate(filters, 1)) or "true"
        query = f"select to_jsonb(v) from {plain(view)} v where {conditions}"  # noqa: S608 - names are checked, values are parameters
        return [json.loads(row[0]) for row in await self._fetch(query, filters)]

    async def _text(self, function: str, arguments: dict[str, Json]) -> str | None:
        ((answer,),) = await self._fetch(_call(function, tuple(arguments)), arguments)
        return answer

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def _fetch(self, query: str, arguments: dict[str, Json]) -> list[Any]:
        """Rows; what the driver raises leaves as one of our errors, or as a bug."""
        driver = _driver()
        try:
            if self._pool is None:
                self._pool = self._new_pool(driver)
            await self._pool  # opens it, once, however many ask
            async with asyncio.timeout(self._patience), self._pool.acquire() as connection:
                return await connection.fetch(query, *map(_encode, arguments.values()))
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
            timeout=self._patience * CONNECT_SHARE,
            reset=_nothing_to_reset,
            server_settings={"role": self._role, "timezone": "UTC", "application_name": "thumbworks"},
        )


async def _nothing_to_reset(_connection: Any) -> None:
    """A call leaves nothing behind in its session; the driver's own reset would be a second round trip for each."""


@lru_cache(maxsize=1024)
def _call(function: str, names: tuple[str, ...]) -> str:
    named = ", ".join(f"p_{plain(name)} => ${place}" for place, name in enumerate(names, 1))
    return f"select {plain(function)}({named})"


@cache
def _driver() -> Any:
    """asyncpg, loaded when a database is really used. It ships no types."""
    return importlib.import_module("asyncpg")


def _encode(value: Json) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value
