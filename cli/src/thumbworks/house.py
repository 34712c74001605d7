"""The whole house in one process: a real bus and a real Postgres beside it, every room and the API inside it.

Imports are the slowest part of a start: they run while the servers come up.
"""

import asyncio
import contextlib
import importlib
import socket
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from thumbworks.errors import HouseError
from thumbworks.home import Home, assets_folder, checkout
from thumbworks.servers import Say, Servers, open_servers

# Every room that runs beside the gateway. The gateway's `build` answers the API, the others' a worker.
ROOMS = ("credits", "identity", "layout-extractor", "gen-studio", "gen-gemini", "compositor")
GATEWAY = "gateway"
LOOPBACK = "127.0.0.1"

READY_TIMEOUT = 30.0


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
            await furnish(home, servers)
            async with working_rooms(settings), answering(settings, door):
                yield House(f"http://{LOOPBACK}:{door.getsockname()[1]}", servers)


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


async def furnish(home: Home, servers: Servers) -> None:
    """Schema, streams and durables; nothing to do when they are there.

    Raises `HouseError` when the schema is not ours to bring up to date and too old.
    """
    from common.bus import provision  # noqa: PLC0415
    from common.bus.connection import connect  # noqa: PLC0415

    async def bus() -> None:
        client = await connect(servers.nats_url, "provision")
        await provision(client)
        await client.close()

    await asyncio.gather(schema(settings_for(home, servers), servers), bus())


async def schema(settings: Any, servers: Servers) -> None:
    """Bring it up to date where we may, else see that it is."""
    from common.migrations import HalfASchemaError, bring_up_to_date  # noqa: PLC0415

    if servers.database_url:
        try:
            await bring_up_to_date(servers.database_url, supabase_folder())
        except HalfASchemaError as half:
            raise HouseError(
                "the database has only a part of the schema as it was before 0.1.0",
                "start the version that made it once more, then this one; or name another home (THUMBWORKS_HOME)",
            ) from half
    if settings.store == "supabase":
        await require_schema(settings)


async def require_schema(settings: Any) -> None:
    """Behind Supabase's API nobody can bring the schema up to date: it is looked at before anybody relies on it."""
    from common.database import SchemaTooOldError, open_database  # noqa: PLC0415 - see settings_for
    from common.errors import TransientError  # noqa: PLC0415
    from common.migrations import migrations_in  # noqa: PLC0415

    database = open_database(settings)
    try:
        is_current = await database.call("schema_has", version=migrations_in(supabase_folder())[-1].version)
    except TransientError as away:
        raise HouseError(
            f"{settings.supabase_url} does not answer, or not to this key", "see docs/supabase.md, steps 2 and 3"
        ) from away
    except SchemaTooOldError:
        is_current = False
    finally:
        await database.close()
    if not is_current:
        raise HouseError("the schema in Supabase is older than this version", "see docs/supabase.md, step 3")


def supabase_folder() -> Path:
    return checkout() / "supabase"


@contextlib.asynccontextmanager
async def working_rooms(settings: Any) -> AsyncGenerator[None]:
    workers = [furnished(name, settings) for name in ROOMS]
    try:
        await asyncio.gather(*(worker.start() for worker in workers))
        yield
    finally:
        await asyncio.gather(*(worker.stop() for worker in workers), return_exceptions=True)


def furnished(name: str, settings: Any) -> Any:
    """A room with its engines. Raises `HouseError` for a setting or a model file it cannot work with."""
    try:
        return wiring_of(name).build(settings)
    except (ValueError, OSError, ImportError) as error:
        raise HouseError(
            f"{name} cannot start: {_sentence(error)}", "correct that setting, see docs/settings.md"
        ) from error


def _sentence(error: Exception) -> str:
    """What pydantic says of a setting fills a page; its first message is what a person needs."""
    from pydantic import ValidationError  # noqa: PLC0415 - see settings_for

    if not isinstance(error, ValidationError):
        return str(error).rstrip(".")
    first = error.errors()[0]
    setting = "".join(f"THUMBWORKS_{str(name).upper()}: " for name in first["loc"][:1])
    return setting + first["msg"].removeprefix("Value error, ").rstrip(".")


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
    told = wiring_of(GATEWAY).GatewaySettings(**local)
    app = wiring_of(GATEWAY).build(told)
    configure = importlib.import_module("gateway.connections").server_config
    server = Server(configure(app, told.max_connections, log_config=None, timeout_graceful_shutdown=5))
    serving = asyncio.create_task(server.serve(sockets=[door]))
    try:
        async with asyncio.timeout(READY_TIMEOUT):
            while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn offers a flag only
                await asyncio.sleep(0.01)
        if serving.done():
            raise HouseError("the API did not start", "./thumbworks doctor")
        yield
    finally:
        app.state.gateway.hub.close()  # open event streams would keep the server waiting
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
