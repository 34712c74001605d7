"""The API as others meet it: behind a socket, in a loop of its own, over a real database and a real bus."""

import asyncio
import threading
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from tests.buses import Server, Stream
from tests.contract.gateway.conftest import SECRET, STUDIO
from tests.contract.gateway.erasing.conftest import Owner

from common.blobs import ObjectBlobs
from common.bus import Bus, provision
from common.bus.connection import connect
from common.bus.topology import MODELS
from common.database import AsyncpgDatabase
from gateway.app import application
from gateway.auth import JwtAuth
from gateway.deps import Gateway
from gateway.hub import Hub
from gateway.intake import Intake
from gateway.models import Models
from gateway.ordering import Desk
from gateway.outbox import Relay
from gateway.store import Store
from gateway.wanting import House
from thumbworks.home import Home

STARTING_SECONDS = 30


@dataclass(frozen=True)
class Standing:
    """What is really there: a token, and an id for each name in a path."""

    headers: dict[str, str]
    ids: dict[str, str]


class RunningApi:
    """`here` runs a coroutine in the API's own loop."""

    def __init__(self, nats_url: str, database_url: str) -> None:
        self._nats_url, self._database_url = nats_url, database_url
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.here(self._open())

    def here(self, work: Awaitable[Any]) -> Any:
        async def whole() -> Any:
            return await work

        return asyncio.run_coroutine_threadsafe(whole(), self._loop).result(STARTING_SECONDS)

    async def _open(self) -> None:
        client = await connect(self._nats_url, "gateway")
        await provision(client)
        bus, store = Bus(), Store(AsyncpgDatabase(self._database_url))
        await bus.attach(client)
        models, intake, hub = Models(bus), Intake(), Hub()
        await hub.attach(client)
        self.ports = Gateway(
            store=store,
            blobs=ObjectBlobs("memory:///"),
            bus=bus,
            intake=intake,
            models=models,
            desk=Desk(store, models),
            relay=Relay(store.outbox, bus),
            hub=hub,
            authenticator=JwtAuth(SECRET, "authenticated"),
        )
        self._app = application(self.ports)
        self._server = uvicorn.Server(uvicorn.Config(self._app, port=0, log_level="error", access_log=False))
        self._serving = asyncio.create_task(self._server.serve())
        while not self._server.started:  # noqa: ASYNC110 - uvicorn offers a flag only
            await asyncio.sleep(0.01)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self.here(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _close(self) -> None:
        self.ports.hub.close()
        self._server.should_exit = True
        await self._serving
        await self.ports.intake.close()
        await self.ports.bus.client.close()

    def somebody(self) -> Standing:
        return self.here(self._somebody())

    async def _somebody(self) -> Standing:
        """With a consent, a selfie, a project and a job that is over, with a picture."""
        await self.ports.bus.remember(MODELS, STUDIO.id, STUDIO.model_dump(mode="json"))
        self.ports.models.house = House((STUDIO,))
        owner = Owner(httpx.ASGITransport(self._app), self.ports.store)
        owner.gateway, owner.jobs_stream = self.ports, Stream(self.ports.bus)
        await owner.consented()
        selfie = await owner.stored_selfie()
        job = await owner.finished_job(selfie)
        erased = (await owner.delete(f"/assets/{await owner.stored_reference()}")).json()
        ids = {
            "asset_id": selfie,
            "project_id": job.project_id,
            "job_id": job.id,
            "render_id": job.renders[0].id,
            "erasure_id": erased["id"],
            "code": "not_found",
            "name": "google",
        }
        return Standing({"authorization": owner.headers["authorization"]}, ids)


@pytest.fixture(scope="module")
def api(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApi]:
    nats = Server(Home.open(tmp_path_factory.mktemp("fuzzing")))
    running = RunningApi(nats.url, database_url)
    yield running
    running.close()
    nats.running.stop()
