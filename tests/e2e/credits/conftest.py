"""The credits service over a real nats-server and a real Postgres."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from pydantic import SecretStr

from common.bus import Bus, provision
from common.bus.connection import connect
from common.events import Event
from credits.app import build
from credits.settings import CreditsSettings
from thumbworks.embedded.nats import Nats, start_nats
from thumbworks.home import Home


@pytest.fixture(scope="module")
def nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    with start_nats(Home.open(tmp_path_factory.mktemp("nats"))) as running:
        yield running


@pytest.fixture
async def bus(nats: Nats) -> AsyncIterator[Bus]:
    """What the other rooms would use to speak, and a test to listen."""
    client = await connect(nats.url, "test")
    await provision(client)
    speaking = Bus()
    await speaking.attach(client)
    yield speaking
    await client.close()


@pytest.fixture
def durable(sql: Callable[..., None]) -> Iterator[None]:
    """What Postgres confirmed survives its death, also on connections that pools opened before."""
    sql("alter system set synchronous_commit = on", "select pg_reload_conf()")
    yield
    sql("alter system set synchronous_commit = off", "select pg_reload_conf()")


@pytest.fixture
def start(nats: Nats):
    """Starts the service over a database, sweeping ten times a second."""

    async def begin(database_url: str):
        settings = CreditsSettings(nats_url=nats.url, database_url=SecretStr(database_url), sweep_seconds=0.1)
        worker = build(settings)
        await worker.start()
        return worker

    return begin


@pytest.fixture
async def service(bus: Bus, start, database_url: str):  # noqa: ARG001 - the bus has the durables declared
    running = await start(database_url)
    yield running
    await running.stop()


@pytest.fixture
def wait_for(bus: Bus):
    """Waits until the stream holds a fact about a job, and gives back all of its facts of that kind."""

    async def until(fact: type[Event], job_id: str, seconds: float = 20) -> list[Event]:
        async with asyncio.timeout(seconds):
            while not (found := await facts(bus, fact, job_id)):  # noqa: ASYNC110 - the stream is what we look at
                await asyncio.sleep(0.02)
        return found

    return until


async def facts(bus: Bus, fact: type[Event], job_id: str) -> list[Event]:
    stored = [(subject, body) async for _, subject, body in bus.history(job_id)]
    return [fact.model_validate_json(body) for subject, body in stored if subject.startswith(f"{fact.name}.")]
