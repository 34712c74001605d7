"""gen-gemini at a real bus, with the simulator, or with Google where a key is at hand, as its provider."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from skimage import data
from tests.buses import PATIENCE, Server, Stream
from tests.e2e.gen_gemini.simulated import Simulated
from tests.simulators.gemini.models import MODELS
from tests.simulators.gemini.serving import served
from tests.simulators.gemini.world import World

import gen_gemini.failover  # noqa: F401  # pyright: ignore[reportUnusedImport] - seconds, not on a test's own time
from common.blobs import ObjectBlobs, SealedBlobs
from common.bus import Bus
from common.bus.connection import connect
from common.bus.topology import MODELS as CARDS
from common.bus.worker import Worker
from common.catalog import Size, SizePlan
from common.events import Event, Failure, ImageFailed, ImageRequested
from common.ticket import ImagePage, Reference, Route, Ticket
from common.wishes import LabeledReference, Wishes
from gen_gemini.app import build
from gen_gemini.settings import GeminiSettings

MODEL = "gemini-nano-banana-2.1"
PRO = "gemini-3-pro-image"
LITE = "gemini-3.1-flash-lite-image"
SECRET = "0123456789abcdef0123456789abcdef"
SELFIE = "selfies/1.jpg"
HASTE: dict[str, Any] = {
    "gemini_slots": 4,
    "gemini_poll_seconds": 0.1,
    "gemini_pause_seconds": 0.05,
    "gemini_batch_window_seconds": 0.3,
}
"""What a room waits for where it has nothing to wait for, and no more slots than the largest job here has variants."""

NewTicket = Callable[..., Ticket]


def photograph(w: int = 640, h: int = 480, shade: int = 80) -> bytes:
    rng = np.random.default_rng(shade)
    pixels = np.asarray(cv2.resize(rng.integers(0, 255, (6, 8, 3), dtype=np.uint8), (w, h)), np.uint8)
    return cv2.imencode(".jpg", pixels)[1].tobytes()


@pytest.fixture(scope="session")
def selfie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A person who looks at the camera."""
    file = tmp_path_factory.mktemp("photos") / "me.jpg"
    Image.fromarray(data.astronaut()).resize((1024, 1024), Image.Resampling.LANCZOS).save(file, quality=92)
    return file


@pytest.fixture(scope="session")
def simulated_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulated]:
    running = Simulated(tmp_path_factory.mktemp("simulated") / "home")
    yield running
    running.house.stop()


@pytest.fixture
def simulated(simulated_house: Simulated) -> Simulated:
    """A house whose Google is played, with nothing left to play by tests before."""
    simulated_house.provider.post("/simulator/reset").raise_for_status()
    return simulated_house


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def url(world: World) -> AsyncIterator[str]:
    async with served(world) as address:
        yield address


@dataclass
class Booth:
    """The room with everything around it. `world` is what its provider knows; unused where that is Google."""

    world: World
    stream: Stream
    settings: GeminiSettings
    new_ticket: NewTicket
    workers: list[Worker] = field(default_factory=list[Worker])
    patience: float = PATIENCE

    @property
    def blobs(self) -> ObjectBlobs:
        return ObjectBlobs(self.settings.blob_store_url)

    @property
    def sealed(self) -> SealedBlobs:
        return SealedBlobs(self.blobs, SECRET)

    async def open(self, **changed: Any) -> Worker:
        """One more copy of the room; `changed` are settings by name."""
        worker = build(self.settings.model_copy(update=changed))
        await worker.start()
        self.workers.append(worker)
        return worker

    async def ticket(self, model: str = MODEL, *, alternates: tuple[str, ...] = (), **given: Any) -> Ticket:
        wishes = given.pop("wishes", Wishes())
        seconds = given.pop("seconds", 600.0)
        size = given.pop("size", Size(w=1280, h=720))
        await self.blobs.put(SELFIE, photograph())
        stay: dict[str, Any] = {
            "route": Route(generators=("gen-gemini",), models=(model,), alternates={"gen-gemini": alternates}),
            "references": (Reference(asset_id="ast_1", key=SELFIE, width=640, height=480),),
            "wishes": wishes,
            "sizes": SizePlan(generation=size, export=size),
            "deadline": datetime.now(UTC) + timedelta(seconds=seconds),
        }
        return self.new_ticket(**(stay | given))

    async def ask(self, ticket: Ticket, variant: int = 1) -> None:
        await self.stream.bus.announce(
            ImageRequested(next="gen-gemini", job_id=ticket.job_id, variant=variant, ticket=ticket)
        )

    async def page(self, ticket: Ticket, variants: int = 1) -> ImagePage:
        return (await self.pages(ticket, variants))[-1]

    async def pages(self, ticket: Ticket, variants: int = 1) -> list[ImagePage]:
        """The pages of a job whose variants all succeed."""
        for variant in range(1, variants + 1):
            await self.ask(ticket, variant)
        events = await self.until_event(ticket, "image.generated", variants)
        return [event.carried.image for event in events if event.name == "image.generated" and event.carried.image]

    async def failure(self, ticket: Ticket) -> Failure:
        await self.ask(ticket)
        events = await self.until_event(ticket, "image.failed")
        last = events[-1]
        assert isinstance(last, ImageFailed)
        return last.failure

    async def until_event(self, ticket: Ticket, name: str, count: int = 1) -> list[Event]:
        """Fails at once where the job ended the other way."""
        async with asyncio.timeout(self.patience):
            while True:
                events = await self.stream.told(ticket.job_id)
                if sum(event.name == name for event in events) >= count:
                    return events
                wrong = {"image.generated", "image.failed"} - {name}
                assert not [e for e in events if e.name in wrong], [e.model_dump(include={"failure"}) for e in events]
                await asyncio.sleep(0.02)

    async def until(self, happened: Callable[[], bool], seconds: float = PATIENCE) -> None:
        async with asyncio.timeout(seconds):
            while not happened():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.02)

    async def cards(self) -> dict[str, dict[str, Any]]:
        """What the room announces, by model: one after the other, so a second look must find the same."""
        before: dict[str, dict[str, Any]] = {}
        async with asyncio.timeout(self.patience):
            while True:
                all_of_them = {name: await self.stream.bus.recall(CARDS, name) for name in MODELS}
                found = {name: card for name, card in all_of_them.items() if card}
                if found and found == before:
                    return found
                before = found
                await asyncio.sleep(0.05)

    async def put(self, key: str, *, role: str = "object", label: str = "", data: bytes | None = None) -> Any:
        await self.blobs.put(key, data or photograph(shade=len(key)))
        return LabeledReference(key=key, role=role, label=label)  # type: ignore[arg-type]

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The bodies of what was asked of the model, in camelCase."""
        return [request["body"] for request in self.world.requests if request["method"] == "generate"]

    def config(self, number: int = -1) -> dict[str, Any]:
        return self.asked[number]["generationConfig"]

    def parts(self, number: int = -1) -> list[dict[str, Any]]:
        return self.asked[number]["contents"][-1]["parts"]

    def words(self, number: int = -1) -> str:
        return "\n".join(part["text"] for part in self.parts(number) if "text" in part)


@pytest.fixture
async def booth(
    nats: Server, url: str, world: World, tmp_path: Path, new_ticket: NewTicket, request: pytest.FixtureRequest
) -> AsyncIterator[Booth]:
    """A closed booth: a test opens as many copies of the room as it needs."""
    live = getattr(request, "param", "simulator") == "live"
    access: dict[str, Any] = {"GEMINI_API_KEY": "simulator", "GOOGLE_GEMINI_BASE_URL": url}
    if live:
        if not os.environ.get("GEMINI_API_KEY"):
            pytest.skip("GEMINI_API_KEY is not set: nothing is bought from Google")
        access = {"GEMINI_API_KEY": os.environ["GEMINI_API_KEY"]}
    own: dict[str, Any] = {"nats_url": nats.url, "home": tmp_path / "room", "secret": SECRET}
    settings = GeminiSettings(**HASTE, **own, **access)
    client = await connect(nats.url, "test")
    bus = Bus()
    await bus.attach(client)
    booth = Booth(world, Stream(bus), settings, new_ticket)
    yield booth
    await asyncio.gather(*(worker.stop() for worker in booth.workers))
    await client.close()


anywhere = pytest.mark.parametrize("booth", ["simulator", pytest.param("live", marks=pytest.mark.live)], indirect=True)
"""For what must hold with Google itself: run there too, where a key is set."""
