"""Erasing over a real database, a real bus and the real credits; a person with something in every place."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from tests.buses import PATIENCE, Server, Stream
from tests.contract.gateway.conftest import STUDIO, Visitor

from common.blobs import ObjectBlobs
from common.bus import Bus
from common.bus.connection import connect
from common.catalog import Size
from common.copying import PLATE, READING
from common.events import CreditsSettled, Event, ImageGenerated, RenderComposited, Settlement, VariantVerdict
from common.ids import new_id
from common.layout import LayoutSpec
from common.ticket import ImagePage, RenderPage
from credits.app import build as build_credits
from credits.settings import CreditsSettings
from gateway.app import application
from gateway.deps import Gateway
from gateway.erasing import Eraser
from gateway.models import Models
from gateway.ordering import Desk
from gateway.outbox import Relay
from gateway.store.rows import Idempotency, Job
from gateway.wanting import House

NO_KEY = Idempotency()


@pytest.fixture
async def wired(ports: Gateway, nats: Server) -> AsyncIterator[Gateway]:
    """The ports, with somebody on the bus."""
    client = await connect(nats.url, "gateway")
    bus = Bus()
    await bus.attach(client)
    models = Models(bus)
    models.house = House((STUDIO,))
    desk, relay = Desk(ports.store, models), Relay(ports.store.outbox, bus)
    yield replace(ports, bus=bus, models=models, desk=desk, relay=relay, blobs=ObjectBlobs("memory:///"))
    await client.close()


@pytest.fixture
async def books(nats: Server, database_url: str, tmp_path: Path) -> AsyncIterator[None]:
    worker = build_credits(
        CreditsSettings(nats_url=nats.url, database_url=SecretStr(database_url), home=tmp_path)  # pyright: ignore[reportCallIssue]
    )
    await worker.start()
    yield
    await worker.stop()


@pytest.fixture
def eraser(wired: Gateway) -> Eraser:
    return Eraser(wired.store, wired.blobs, wired.bus, wired.relay)


class Owner(Visitor):
    """Somebody with an account, files and jobs, and ways to look for what is left of them."""

    gateway: Gateway
    jobs_stream: Stream

    @property
    def mark(self) -> str:
        """Words that nobody else uses."""
        return f"ZEBRA {self.user[:8]}"

    async def finished_job(self, selfie: str) -> Job:
        """A job that is over, with one picture; told as the rooms would, projected as the projector would."""
        project = (await self.post("/project", json={"headline": self.mark, "refs": [selfie]})).json()["id"]
        job = (await self.post(f"/project/{project}/queue", json={"variants": 2, "quality": "draft"})).json()
        await self.gateway.relay.sweep()
        (asked, *_) = await self.jobs_stream.told(job["id"])
        ticket = asked.carried
        files = {kind: f"{ticket.prefix}/renders/1-1/{kind}.bin" for kind in ("png", "json", "preview")}
        image = ImagePage(
            key=f"{ticket.prefix}/images/1-1.png",
            width=1280, height=720, service="gen-studio", model="studio", draws="scene", seed=7,
        )  # fmt: skip
        for key in (image.key, *files.values(), f"{ticket.prefix}/identity/cutout.png"):
            await self.gateway.blobs.put(key, self.mark.encode())
        await self.gateway.blobs.put(
            files["json"], LayoutSpec(canvas=Size(w=1280, h=720), layers=()).model_dump_json().encode()
        )
        page = RenderPage(files=files, width=1280, height=720, bytes={"png": 9}, score=80)
        full = ticket.with_page(image=image, render=page)
        settled = Settlement(
            status="partially_succeeded",
            charged=1,
            refunded=0,
            verdicts=(VariantVerdict(variant=1, status="succeeded"), VariantVerdict(variant=2, status="failed")),
        )
        told: tuple[Event, ...] = (
            ImageGenerated(next="compositor", job_id=job["id"], variant=1, ticket=full),
            RenderComposited(next="credits", job_id=job["id"], variant=1, ticket=full),
            CreditsSettled(next="gateway", job_id=job["id"], ticket=full, settlement=settled),
        )
        for event in told:
            await self.gateway.store.projection.apply(await self.gateway.bus.announce(event), event)
        return await self.gateway.store.jobs.get(job["id"], self.user)

    async def stored_selfie(self) -> str:
        asset = new_id("ast")
        key = f"uploads/{self.user}/{asset}.jpg"
        row = {"id": asset, "type": "selfie", "path": key, "width": 9, "height": 9}
        await self.gateway.blobs.put(key, self.mark.encode())
        await self.gateway.store.assets.admit(self.user, row, None, NO_KEY)
        return asset

    async def stored_reference(self) -> str:
        asset = new_id("ast")
        stem = f"uploads/{self.user}/{asset}"
        row = {"id": asset, "type": "ref", "path": f"{stem}.jpg", "width": 9, "height": 9}
        for key in (f"{stem}.jpg", f"{stem}-masked.jpg"):
            await self.gateway.blobs.put(key, self.mark.encode())
        await self.gateway.store.assets.admit(self.user, row | {"meta": {"masked": f"{stem}-masked.jpg"}}, None, NO_KEY)
        return asset

    async def stored_target(self) -> str:
        """With its reading and the plate, which the layout-extractor laid beside it."""
        asset = new_id("ast")
        stem = f"uploads/{self.user}/{asset}"
        row = {"id": asset, "type": "copy_target", "path": f"{stem}.jpg", "width": 9, "height": 9}
        for key in (f"{stem}.jpg", f"{stem}.{PLATE}", f"{stem}.{READING}"):
            await self.gateway.blobs.put(key, self.mark.encode())
        files = {"files": {"plate": f"{stem}.{PLATE}"}}
        await self.gateway.store.assets.admit(self.user, row | {"meta": files}, None, NO_KEY)
        return asset

    async def files(self) -> list[str]:
        return sorted([*await self.gateway.blobs.list("uploads"), *await self.gateway.blobs.list("jobs")])


@pytest.fixture
async def eve(wired: Gateway, stream: Stream) -> AsyncIterator[Owner]:
    transport = httpx.ASGITransport(application(wired), raise_app_exceptions=False)
    owner = Owner(transport, wired.store)
    owner.gateway, owner.jobs_stream = wired, stream
    await owner.consented()
    yield owner
    await owner.aclose()


@pytest.fixture
def until_done(eraser: Eraser, wired: Gateway, sql: Callable[..., None]) -> Callable[[Owner, str], Any]:
    """Lets time pass, and the eraser and the relay work, until a receipt is complete."""

    async def wait(owner: Owner, url: str) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            while True:
                sql("update erasures set due_at = now() where finished_at is null")
                await wired.relay.sweep()
                await eraser.once()
                receipt = (await owner.get(url)).json()
                if receipt["state"] == "complete":
                    return receipt
                await asyncio.sleep(0.05)

    return wait
