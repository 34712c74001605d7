"""The gateway over a real nats-server and a real Postgres, with the real credits beside it.

The other rooms are played by the test: it stores the facts they would have announced.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from pydantic import SecretStr
from tests.buses import PATIENCE
from tests.listening import listening

from common.blobs import ObjectBlobs
from common.bus import Bus, provision
from common.bus.connection import connect
from common.catalog import ModelCard
from common.events import CreditsReserved, Event, ImageGenerated, ImageRequested, RenderComposited, parse_subject
from common.generation import announce_cards
from common.ids import new_id
from common.ticket import ImagePage, RenderPage, Ticket
from credits.app import build as build_credits
from credits.settings import CreditsSettings
from gateway.app import build as build_gateway
from gateway.connections import server_config
from gateway.deps import Gateway
from gateway.settings import GatewaySettings
from gateway.store.rows import Idempotency
from thumbworks.embedded.nats import start_nats
from thumbworks.home import Home

SECRET = "a secret of more than thirty-two characters"
STUDIO = ModelCard(
    id="studio", service="gen-studio", title="Studio", provider="thumbworks", draws="scene", seconds_per_variant=3
)


class Server:
    """A nats-server that may be killed and brought back at the same address."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._running = start_nats(home)
        self.url = self._running.url

    def kill(self) -> None:
        self._running.process.kill()
        self._running.process.wait()

    def revive(self) -> None:
        self._running = start_nats(self._home, port=self._running.port)

    def stop(self) -> None:
        self._running.stop()


@pytest.fixture
def nats(tmp_path: Path) -> Iterator[Server]:
    server = Server(Home.open(tmp_path / "home"))
    yield server
    server.stop()


@pytest.fixture
async def bus(nats: Server) -> AsyncIterator[Bus]:
    """What the other rooms would use to speak."""
    client = await connect(nats.url, "test")
    await provision(client)
    speaking = Bus()
    await speaking.attach(client)
    telling = asyncio.create_task(announce_cards(speaking, (STUDIO,)))  # again and again: cards live half a minute
    yield speaking
    telling.cancel()
    await client.close()


@dataclass
class Api:
    """A running gateway, its ports, and a client who is signed in and has consented."""

    url: str
    ports: Gateway
    client: httpx.AsyncClient


@pytest.fixture
def settings() -> dict[str, Any]:
    """What a module's gateway is told beside the usual."""
    return {}


@pytest.fixture
async def api(
    nats: Server,
    bus: Bus,  # noqa: ARG001 - it is provisioned
    database_url: str,
    tmp_path: Path,
    settings: dict[str, Any],
) -> AsyncIterator[Api]:
    common: dict[str, Any] = {"nats_url": nats.url, "database_url": SecretStr(database_url), "home": tmp_path}
    app = build_gateway(GatewaySettings(**common, auth="jwt", jwt_secret=SecretStr(SECRET), **settings))
    books = build_credits(CreditsSettings(**common))
    await books.start()
    # Somebody new each time: jobs that earlier tests left running would stand in the way of ours.
    address = {"email": f"{uuid4()}@example.org", "email_verified": True}
    claims = {"sub": str(uuid4()), "aud": "authenticated", "exp": time.time() + 300, **address}
    headers = {"authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}
    async with serving(app) as url, httpx.AsyncClient(base_url=url, timeout=PATIENCE, headers=headers) as client:
        await eventually(lambda: offered(client))
        await client.post("/me/consent", json={})
        yield Api(url, app.state.gateway, client)
    await books.stop()


@contextlib.asynccontextmanager
async def serving(app: Any) -> AsyncGenerator[str]:
    async with listening(server_config(app, 1_000, log_level="warning")) as url:
        yield url
        app.state.gateway.hub.close()


async def offered(client: httpx.AsyncClient) -> bool:
    """A gateway that has just begun looks for models a moment later."""
    return bool((await client.get("/models")).json()["models"])


async def eventually(found: Callable[[], Awaitable[Any]], seconds: float = PATIENCE) -> Any:
    """Asks again and again until the answer is true."""
    async with asyncio.timeout(seconds):
        while not (answer := await found()):  # noqa: ASYNC110 - a database does not ring
            await asyncio.sleep(0.02)
    return answer


@pytest.fixture
def ended(api: Api) -> Callable[[str], Awaitable[dict[str, Any]]]:
    """The body of a job, once it is over."""

    async def body_of(job: str) -> dict[str, Any] | None:
        body = (await api.client.get(f"/jobs/{job}")).json()
        return body if body["finished_at"] else None

    return lambda job: eventually(lambda: body_of(job))


@pytest.fixture
def order(api: Api) -> Callable[..., Any]:
    """Queues a job over the API and answers its body."""

    async def make(**body: Any) -> dict[str, Any]:
        user = (await api.client.get("/me")).json()["id"]
        selfie = {"id": new_id("ast"), "type": "selfie", "path": "x.jpg", "width": 100, "height": 100}
        await api.ports.store.assets.create(user, selfie, Idempotency())
        project = await api.client.post("/project", json={"headline": "STOP DOING THIS", "refs": [selfie["id"]]})
        queued = await api.client.post(f"/project/{project.json()['id']}/queue", json={"variants": 2, **body})
        assert queued.status_code == 202, queued.text
        return queued.json()

    return make


class House:
    """The rooms between credits and credits, as one player."""

    def __init__(self, bus: Bus, blobs: ObjectBlobs) -> None:
        self._bus, self._blobs = bus, blobs

    async def fact(self, fact: type[Event], job_id: str) -> Event:
        """Waits for the first such fact about a job."""
        async with asyncio.timeout(PATIENCE):
            while True:
                async for _, subject, body in self._bus.history(job_id):
                    kind, _, _ = parse_subject(subject)
                    if kind is fact:
                        return kind.model_validate_json(body)
                await asyncio.sleep(0.02)

    async def ticket(self, job_id: str) -> Ticket:
        """The ticket credits let go."""
        return (await self.fact(CreditsReserved, job_id)).carried

    async def start(self, job_id: str, variant: int) -> int:
        ticket = await self.ticket(job_id)
        return await self._bus.announce(
            ImageRequested(next="gen-studio", job_id=job_id, variant=variant, ticket=ticket)
        )

    async def finish(self, job_id: str, variant: int) -> int:
        """Picture and render of one variant; the sequence of the last event."""
        ticket = await self.ticket(job_id)
        image = ImagePage(
            key=f"{ticket.prefix}/images/{variant}-1.png",
            width=1280, height=720, service="gen-studio", model="studio", draws="scene", seed=7, scene="burst",
        )  # fmt: skip
        files = {kind: f"{ticket.prefix}/renders/{variant}-1.{kind}" for kind in ("png", "json")}
        for key in (image.key, *files.values()):
            await self._blobs.put(key, b"bytes of " + key.encode())
        render = RenderPage(files=files, width=1280, height=720, bytes={"png": 9, "json": 9}, score=80)
        ticket = ticket.with_page(image=image)
        drawn = ImageGenerated(next="compositor", ticket=ticket, job_id=job_id, variant=variant)
        await self._bus.announce(drawn)
        return await self._bus.announce(
            RenderComposited.following(drawn, next="credits", ticket=ticket.with_page(render=render))
        )


@pytest.fixture
def house(bus: Bus, api: Api) -> House:
    return House(bus, api.ports.blobs)


@dataclass(frozen=True)
class Heard:
    event: str
    data: dict[str, Any]
    id: str | None


class Ear:
    """Listens to a job's stream in the background."""

    def __init__(self, api: Api, job_id: str, **headers: str) -> None:
        self.heard: list[Heard] = []
        self.status: int | None = None
        self._api, self._job, self._headers = api, job_id, headers
        self._news = asyncio.Event()
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async with self._api.client.stream("GET", f"/stream/jobs/{self._job}", headers=self._headers) as response:
            self.status = response.status_code
            fields: dict[str, str] = {}
            async for line in response.aiter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif "event" in fields:
                    self.heard.append(Heard(fields["event"], json.loads(fields["data"]), fields.get("id")))
                    self._news.set()
                    fields = {}

    async def until(self, event: str, times: int = 1) -> Heard:
        async with asyncio.timeout(PATIENCE):
            while len(found := [heard for heard in self.heard if heard.event == event]) < times:
                self._news.clear()
                await self._news.wait()
        return found[times - 1]

    async def all(self) -> list[Heard]:
        """Everything, when the stream has ended."""
        await asyncio.wait_for(self.task, PATIENCE)
        return self.heard

    def events(self) -> list[str]:
        return [heard.event for heard in self.heard if heard.event != "job.progress"]


@pytest.fixture
async def listen(api: Api) -> AsyncIterator[Callable[..., Ear]]:
    ears: list[Ear] = []

    def make(job_id: str, **headers: str) -> Ear:
        ears.append(Ear(api, job_id, **headers))
        return ears[-1]

    yield make
    for ear in ears:
        ear.task.cancel()
