"""What tests of several rooms need: a real Postgres, a real bus, and tickets.

There is one cluster for the session and a fresh database for each module. Tests of a module share its database, so
each makes people and jobs of its own. A bus is each test's own.
"""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import hypothesis
import pytest
import structlog
from tests.buses import PATIENCE, Server, Stream
from tests.postgrest import AUTHENTICATOR, PostgREST

from common.brief import Brief
from common.bus import Bus, provision
from common.bus.connection import connect
from common.catalog import plan_sizes
from common.database import AsyncpgDatabase, Database, SupabaseDatabase
from common.ids import new_id
from common.migrations import migrate
from common.pricing import quote
from common.ticket import Reference, Route, Ticket
from thumbworks.embedded.postgres import forget_postgres, start_postgres
from thumbworks.home import Home

# Machines differ and share their cores: no test is judged by how long it took. CI repeats itself exactly.
hypothesis.settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis.settings.load_profile("house")

# Structlog's own default draws every local variable of a traceback, which keeps a busy loop waiting for a second.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What dies and comes back takes longest; begun first, nobody waits for it at the end."""
    items.sort(key=lambda item: item.path.name != "test_survival.py")


NewTicket = Callable[..., Ticket]

SUPABASE = Path(__file__).parents[1] / "supabase"
TEMPLATE = "template_of_tests"
_numbers = itertools.count(1)


def in_own_loop(work: Any) -> Any:
    """Run a coroutine to its end, whether or not this thread has a loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Cluster:
    """The session's Postgres. It may be killed, if it is restarted before the test ends."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self.server = start_postgres(home)

    def dsn(self, database: str = "postgres") -> str:
        return self.server.dsn.replace("/postgres?", f"/{database}?")

    def kill(self) -> None:
        """As the kernel would: nothing is flushed, nobody says goodbye."""
        self.server.process.kill()
        self.server.process.wait()

    def restart(self) -> None:
        self.server = start_postgres(self._home)

    def end(self) -> None:
        self.server.process.send_signal(self.server.harsh)  # nothing in it is worth a checkpoint
        self.server.process.wait()
        forget_postgres(self._home)


async def execute(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def make_template(postgres: Cluster) -> None:
    # What a test wrote may be lost with the machine; not waiting for the disk halves the time of the suite.
    hurry = [f"alter system set {name} = off" for name in ("fsync", "full_page_writes", "synchronous_commit")]
    await execute(postgres.dsn(), *hurry, "select pg_reload_conf()", f"create database {TEMPLATE}")
    connection = await asyncpg.connect(postgres.dsn(TEMPLATE))
    await migrate(connection, SUPABASE)
    await connection.execute(f"alter role authenticator password '{AUTHENTICATOR}'")
    await connection.close()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A running cluster of our own with the migrated template in it."""
    cluster = Cluster(Home.open(tmp_path_factory.mktemp("postgres")))
    in_own_loop(make_template(cluster))
    yield cluster
    cluster.end()


@pytest.fixture(scope="module")
def database_url(postgres: Cluster) -> str:
    """The superuser's way into the module's migrated database. It goes when the cluster goes."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    in_own_loop(execute(postgres.dsn(), f"create database {name} template {TEMPLATE}"))
    return postgres.dsn(name)


@pytest.fixture(scope="module")
def sql(database_url: str) -> Callable[..., None]:
    """Runs statements as the superuser: for what no function offers."""
    return lambda *statements: in_own_loop(execute(database_url, *statements))


@pytest.fixture(scope="module")
def postgrest(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgREST]:
    """What stands before that database on Supabase."""
    running = PostgREST(database_url, tmp_path_factory.mktemp("postgrest"))
    yield running
    running.stop()


@pytest.fixture
def road(request: pytest.FixtureRequest) -> str:
    """How the database is reached: one of `ROADS` in `tests/postgrest.py`."""
    return getattr(request, "param", "postgres")


@pytest.fixture
async def database(road: str, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """The port over that database, as the services use it, but for the patience: hundreds call at once here."""
    if road == "supabase":
        postgrest: PostgREST = request.getfixturevalue("postgrest")
        port = SupabaseDatabase(postgrest.url, postgrest.key, rest_url=postgrest.url, patience=PATIENCE)
    else:
        port = AsyncpgDatabase(request.getfixturevalue("database_url"), patience=PATIENCE)
    yield port
    await port.close()


@pytest.fixture
async def nats(tmp_path: Path) -> AsyncIterator[Server]:
    server = await asyncio.to_thread(Server, Home.open(tmp_path / "home"))
    client = await connect(server.url, "provision")
    await provision(client)
    await client.close()
    yield server
    await asyncio.to_thread(server.running.stop)


@pytest.fixture
async def stream(nats: Server) -> AsyncIterator[Stream]:
    client = await connect(nats.url, "test")
    bus = Bus()
    await bus.attach(client)
    yield Stream(bus)
    await client.close()


@pytest.fixture
def new_ticket() -> NewTicket:
    """A ticket as the gateway writes it when a job is requested; anything may be given, `surcharge` in micro-USD."""

    def make(
        *, variants: int = 4, quality: str = "std", mode: str = "design", surcharge: int = 0, **given: Any
    ) -> Ticket:
        brief = Brief.model_validate({"headline": "STOP DOING THIS", "mode": mode, "refs": ["ast_1"]})
        now = datetime.now(UTC)
        fields: dict[str, Any] = {
            "job_id": new_id("job"),
            "project_id": new_id("prj"),
            "user_id": str(uuid4()),
            "brief": brief,
            "quality": quality,
            "variants": variants,
            "seed": 7,
            "sizes": plan_sizes(brief.canvas, quality),
            "route": Route(generators=("gen-studio",), models=("studio",)),
            "quote": quote(quality, mode, variants, surcharge),
            "references": (Reference(asset_id="ast_1", key="selfies/1.png", width=900, height=1200),),
            "requested_at": now,
            "run_seconds": 600.0,
            "queue_expires_at": now + timedelta(hours=24),
        }
        return Ticket(**(fields | given))

    return make
