"""The API as others meet it: behind a socket, in a loop of its own, over a real database and a real bus."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from tests.buses import PATIENCE, Server, Stream
from tests.contract.gateway.conftest import SECRET, STUDIO
from tests.contract.gateway.erasing.conftest import NO_KEY, Owner
from tests.postgrest import ROADS, PostgREST

from common.blobs import ObjectBlobs
from common.bus import Bus, provision
from common.bus.connection import connect
from common.bus.topology import MODELS
from common.database import AsyncpgDatabase, Database, SupabaseDatabase
from common.ids import new_id
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


@dataclass(frozen=True)
class Standing:
    """What is really there: a token, and an id for each name in a path."""

    headers: dict[str, str]
    ids: dict[str, str]


class RunningApi:
    """`here` runs a coroutine in the API's own loop."""

    def __init__(self, nats_url: str, database: Database, blobs: str = "memory:///") -> None:
        self._nats_url, self._database, self._blobs = nats_url, database, ObjectBlobs(blobs)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.here(self._open())

    def here(self, work: Awaitable[Any]) -> Any:
        async def whole() -> Any:
            return await work

        return asyncio.run_coroutine_threadsafe(whole(), self._loop).result(PATIENCE)

    async def _open(self) -> None:
        client = await connect(self._nats_url, "gateway")
        await provision(client)
        bus, store = Bus(), Store(self._database)
        await bus.attach(client)
        models, intake, hub = Models(bus), Intake(), Hub()
        await hub.attach(client)
        self.ports = Gateway(
            store=store,
            blobs=self._blobs,
            bus=bus,
            intake=intake,
            models=models,
            desk=Desk(store, models),
            relay=Relay(store.outbox, bus),
            hub=hub,
            authenticator=JwtAuth(SECRET, "authenticated"),
        )
        self._app = application(self.ports)
        self._server = uvicorn.Server(
            uvicorn.Config(self._app, port=0, log_level="error", access_log=False, timeout_keep_alive=int(PATIENCE))
        )
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
        await self._database.close()

    def somebody(self) -> Standing:
        return self.here(self._somebody())

    def everybody(self, sql: Callable[..., None]) -> Standing:
        """Somebody who may do everything, as an owner on the plan Team and as an operator."""
        return self.here(self._everybody(sql))

    async def _everybody(self, sql: Callable[..., None]) -> Standing:
        owner, ids = await self._settled()
        allowed = f"update profiles set plan = 'team' where user_id = '{owner.user}'"  # noqa: S608 - our own words
        trusted = f"update users set role = 'admin' where id = '{owner.user}'"  # noqa: S608 - our own words
        await asyncio.to_thread(sql, allowed, trusted)
        return Standing({"authorization": owner.headers["authorization"]}, ids | await shared(owner))

    async def _somebody(self) -> Standing:
        owner, ids = await self._settled()
        return Standing({"authorization": owner.headers["authorization"]}, ids)

    async def _settled(self) -> tuple[Owner, dict[str, str]]:
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
        return owner, ids


async def shared(owner: Owner) -> dict[str, str]:
    """What an owner on the plan Team has besides."""
    org = await made(owner, "/organisations", name="The Channel")
    home = f"/organisations/{org['id']}"
    invited = await made(owner, f"{home}/invitations", role="member")
    called = await owner.gateway.store.webhooks.test(owner.user, "https://example.org/told", NO_KEY)
    return {
        "organisation_id": org["id"],
        "user_id": owner.user,
        "invitation_id": invited["id"],
        "token": invited["token"],
        "kit_id": (await made(owner, f"{home}/brand-kits", name="House colors"))["id"],
        "key_id": (await made(owner, "/me/keys", name="A script", scopes=["read"]))["id"],
        "delivery_id": called.thing.id,
        "upload_id": new_id("ast"),  # where only a signed link leads
    }


async def made(owner: Owner, path: str, **form: Any) -> dict[str, Any]:
    answer = await owner.post(path, json=form)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def apis(
    database_url: str, postgrest: PostgREST, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, RunningApi]]:
    """One on each road to the same database."""
    nats = Server(Home.open(tmp_path_factory.mktemp("fuzzing")))
    ports = AsyncpgDatabase(database_url), SupabaseDatabase(postgrest.url, postgrest.key, rest_url=postgrest.url)
    running = {road: RunningApi(nats.url, port) for road, port in zip(ROADS, ports, strict=True)}
    yield running
    for one in running.values():
        one.close()
    nats.running.stop()
