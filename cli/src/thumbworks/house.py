"""The whole house in one process: a real bus and a real Postgres beside it, every room and the API inside it.

`THUMBWORKS_NATS_URL` and `THUMBWORKS_DATABASE_URL` name servers that run elsewhere; otherwise our own are started,
kept alive and stopped with the house. Imports are the slowest part of a start: they run while the servers come up.
"""

import asyncio
import contextlib
import importlib
import os
import socket
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from thumbworks.embedded.child import Child
from thumbworks.embedded.nats import start_nats
from thumbworks.embedded.postgres import start_postgres
from thumbworks.errors import HouseError
from thumbworks.home import Home, assets_folder, checkout

# Every room that runs beside the gateway. The gateway's `build` answers the API, the others' a worker.
ROOMS = ("credits", "identity", "gen-studio", "gen-gemini", "compositor")
GATEWAY = "gateway"
LOOPBACK = "127.0.0.1"

WATCH_EVERY = 0.5
READY_TIMEOUT = 30.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Servers:
    """Where the bus and the database are, ours or somebody's."""

    nats_url: str
    database_url: str


@dataclass(frozen=True)
class House:
    """A house that is ready: its API answers at `url`."""

    url: str
    servers: Servers


@contextlib.asynccontextmanager
async def open_house(home: Home, say: Say, *, port: int = 0, log: TextIO | None = None) -> AsyncGenerator[House]:
    """Start everything in this process; yields when `/readyz` would say yes. Port 0 means any free one.

    Logs go to `log`, by default to `house.log` in the home.

    Raises `HouseError`: a port in use, a server that does not start.
    """
    with listening(port) as door:
        async with open_servers(home, say, meanwhile=import_rooms) as servers:
            settings = settings_for(home, servers)
            set_up_logs(settings, log)
            await furnish(servers)
            async with working_rooms(settings), answering(settings, door):
                yield House(f"http://{LOOPBACK}:{door.getsockname()[1]}", servers)


@contextlib.asynccontextmanager
async def open_servers(home: Home, say: Say, meanwhile: Callable[[], object] = lambda: None) -> AsyncGenerator[Servers]:
    """The bus and the database, started side by side while this thread does what has to be done `meanwhile`."""
    nats_url, database_url = os.environ.get("THUMBWORKS_NATS_URL"), os.environ.get("THUMBWORKS_DATABASE_URL")
    starting = [
        asyncio.create_task(asyncio.to_thread(start))
        for start, given in ((lambda: start_nats(home), nats_url), (lambda: start_postgres(home), database_url))
        if not given
    ]
    await asyncio.sleep(0)
    meanwhile()
    children: list[Any] = list(await asyncio.gather(*starting))
    nats = None if nats_url else children.pop(0)
    postgres = None if database_url else children.pop(0)
    guards = [
        asyncio.create_task(keep_alive(home, child, again, say))
        for child, again in ((nats, restart_nats), (postgres, restart_postgres))
        if child
    ]
    try:
        yield Servers(nats_url or nats.url, database_url or postgres.dsn)  # type: ignore[union-attr]
    finally:
        for guard in guards:
            guard.cancel()
        living = [await _last(guard) for guard in guards]
        await asyncio.gather(*(asyncio.to_thread(child.stop) for child in living))


async def keep_alive(home: Home, child: Any, again: Callable[[Home, Any], Child], say: Say) -> Child:
    """Start a server that died once more, over the same data and at the same address; returns the living one."""
    try:
        while True:
            await asyncio.sleep(WATCH_EVERY)
            if not child.alive:
                say(f"{child.name} stopped unexpectedly; starting it again. Jobs in hand go on where they were.")
                child = await asyncio.to_thread(again, home, child)
    except asyncio.CancelledError:
        return child


async def _last(guard: "asyncio.Task[Child]") -> Child:
    return await guard


def restart_nats(home: Home, old: Any) -> Child:
    return start_nats(home, old.port)


def restart_postgres(home: Home, _old: Any) -> Child:
    return start_postgres(home)


def import_rooms() -> None:
    for name in (GATEWAY, *ROOMS):
        wiring_of(name)


def wiring_of(name: str) -> Any:
    """The `app` module of a service."""
    return importlib.import_module(f"{name.replace('-', '_')}.app")


def settings_for(home: Home, servers: Servers) -> Any:
    from common.settings import Settings  # noqa: PLC0415 - after the servers have been asked to start

    return Settings(
        home=home.path,
        assets=assets_folder(),
        nats_url=servers.nats_url,
        database_url=servers.database_url,  # type: ignore[arg-type]
        secret=home.secret("seal"),  # type: ignore[arg-type]
    )


def set_up_logs(settings: Any, log: TextIO | None) -> None:
    from common.telemetry import set_up  # noqa: PLC0415 - see settings_for

    set_up("house", settings, log or (settings.home / "house.log").open("w", buffering=1))


async def furnish(servers: Servers) -> None:
    """Schema, streams and durables; nothing to do when they are there."""
    import asyncpg  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    from common.bus import provision  # noqa: PLC0415
    from common.bus.connection import connect  # noqa: PLC0415
    from common.migrations import migrate  # noqa: PLC0415

    async def schema() -> None:
        connection: Any = await asyncpg.connect(servers.database_url)  # pyright: ignore[reportUnknownVariableType]
        await migrate(connection, supabase_folder())
        await connection.close()

    async def bus() -> None:
        client = await connect(servers.nats_url, "provision")
        await provision(client)
        await client.close()

    await asyncio.gather(schema(), bus())


def supabase_folder() -> Path:
    return checkout() / "supabase"


@contextlib.asynccontextmanager
async def working_rooms(settings: Any) -> AsyncGenerator[None]:
    workers = [wiring_of(name).build(settings) for name in ROOMS]
    try:
        await asyncio.gather(*(worker.start() for worker in workers))
        yield
    finally:
        await asyncio.gather(*(worker.stop() for worker in workers), return_exceptions=True)


@contextlib.asynccontextmanager
async def answering(settings: Any, door: socket.socket) -> AsyncGenerator[None]:
    """The gateway's API on a socket that is bound already; ready when the block begins."""
    import uvicorn  # noqa: PLC0415 - see settings_for

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Generator[None]:
            """Ctrl-C is the house's to hear, not the server's."""
            yield

    local = {**dict(settings), "auth": "local"}
    app = wiring_of(GATEWAY).build(wiring_of(GATEWAY).GatewaySettings(**local))
    server = Server(
        uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False, timeout_graceful_shutdown=5)
    )
    serving = asyncio.create_task(server.serve(sockets=[door]))
    try:
        async with asyncio.timeout(READY_TIMEOUT):
            while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn offers a flag only
                await asyncio.sleep(0.01)
        if serving.done():
            raise HouseError("the API did not start", "./thumbworks doctor")
        yield
    finally:
        server.should_exit = True
        await serving


@contextlib.contextmanager
def listening(port: int) -> Generator[socket.socket]:
    """A socket bound to the loopback interface; says whose fault it is when the port is taken."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((LOOPBACK, port))
    except OSError as error:
        door.close()
        raise HouseError(f"port {port} is in use", f"./thumbworks up --port {port + 1}") from error
    with door:
        yield door
