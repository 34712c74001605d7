"""The bus and the database a house stands on: ours, started and kept alive here, or somebody's by URL."""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Any

from dotenv import dotenv_values

from thumbworks.embedded.nats import start_nats
from thumbworks.embedded.postgres import start_postgres
from thumbworks.errors import HouseError
from thumbworks.home import Home

WATCH_EVERY = 0.5

Say = Callable[[str], None]


@dataclass(frozen=True)
class Servers:
    """Where the bus and the database are; no `database_url` where everything goes through Supabase's API."""

    nats_url: str
    database_url: str


@dataclass
class Kept:
    """A server of ours: started once, started again when it dies, stopped whatever happens.

    `start` takes the child that died, None the first time, and comes back at the same address.
    """

    start: Callable[[Any], Any]
    child: Any = field(default=None)

    async def begin(self) -> None:
        """Not to be interrupted half way: what a thread has started must be stopped later."""
        starting = asyncio.create_task(asyncio.to_thread(self.start, self.child))
        try:
            self.child = await asyncio.shield(starting)
        except asyncio.CancelledError:
            self.child = await starting
            raise

    async def watch(self, say: Say) -> None:
        while True:
            await asyncio.sleep(WATCH_EVERY)
            if not self.child.alive:
                say(f"{self.child.name} stopped unexpectedly; starting it again. Jobs in hand go on where they were.")
                await self.begin()

    async def stop(self) -> None:
        if self.child is not None:
            await asyncio.to_thread(self.child.stop)


# What a store that is not ours to start must be told.
NEEDED = {
    "embedded": (),
    "postgres": ("THUMBWORKS_DATABASE_URL",),
    "supabase": ("THUMBWORKS_SUPABASE_URL", "THUMBWORKS_SUPABASE_KEY"),
}


def elsewhere() -> tuple[str, str, bool]:
    """The URLs of bus and database that are given, and whether the database is somebody else's to start.

    Raises `HouseError` for a store that lacks what it needs to be found.
    """
    told = {name: value or "" for name, value in (dotenv_values(".env") | os.environ).items()}
    store = told.get("THUMBWORKS_STORE") or "embedded"
    missing = [name for name in NEEDED.get(store, ()) if not told.get(name)]
    if missing or store not in NEEDED:
        raise HouseError(
            f"THUMBWORKS_STORE={store} {'needs ' + ' and '.join(missing) if missing else 'is not known'}",
            f"set {' and '.join(missing) or 'it to ' + ', '.join(NEEDED)}",
        )
    database_url = told.get("THUMBWORKS_DATABASE_URL", "")
    return told.get("THUMBWORKS_NATS_URL", ""), database_url, bool(database_url) or store == "supabase"


@contextlib.asynccontextmanager
async def open_servers(home: Home, say: Say, meanwhile: Callable[[], object] = lambda: None) -> AsyncGenerator[Servers]:
    """Both servers, started side by side while this thread does what has to be done `meanwhile`.

    `THUMBWORKS_NATS_URL` and `THUMBWORKS_DATABASE_URL` name servers that run elsewhere, and so does `THUMBWORKS_STORE`.
    """
    nats_url, database_url, is_elsewhere = elsewhere()
    nats = Kept(lambda old: start_nats(home, old.port if old else 0))
    postgres = Kept(lambda _: start_postgres(home))
    ours = [kept for kept, given in ((nats, nats_url), (postgres, is_elsewhere)) if not given]
    tasks = [asyncio.create_task(kept.begin()) for kept in ours]
    try:
        await asyncio.sleep(0)  # lets both threads begin
        meanwhile()
        await asyncio.gather(*tasks)
        tasks = [asyncio.create_task(kept.watch(say)) for kept in ours]
        yield Servers(nats_url or nats.child.url, database_url if is_elsewhere else postgres.child.dsn)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(kept.stop() for kept in ours))
