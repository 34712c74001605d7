"""gen-gemini's numbers: its own time per picture beside the SDK's call alone, and memory with 200 jobs at once.

The simulator answers in 0 ms from a process of its own; both sides pay for it.
"""

import asyncio
import io
import logging
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import structlog
from google import genai
from google.genai import types
from nats.aio.client import Client
from tests.buses import Server, Stream
from tests.simulators.gemini.serving import Simulator, spawned

from common.blobs import ObjectBlobs
from common.events import ImageRequested
from common.ticket import Reference, Route, Ticket
from common.wishes import LabeledReference, Wishes
from gen_gemini.app import build
from gen_gemini.settings import GeminiSettings

pytestmark = pytest.mark.bench

MODEL = "gemini-nano-banana-2.1"
SECRET = "0123456789abcdef0123456789abcdef"
PICTURES = 12
JOBS, VARIANTS = 200, 4
NewTicket = Callable[..., Ticket]


def two_megapixels(shade: int) -> bytes:
    rng = np.random.default_rng(shade)
    coarse = np.asarray(cv2.resize(rng.integers(0, 235, (48, 80, 3), dtype=np.uint8), (1820, 1100)), np.uint8)
    grain = rng.integers(0, 20, coarse.shape, dtype=np.uint8)  # as a sensor's: it is what a JPEG is large of
    return cv2.imencode(".jpg", coarse + grain, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()


def row(name: str, value: str, target: str, floor: str) -> None:
    print(f"{name:<56} {value:>10}   target {target:<10} floor: {floor}")


@pytest.fixture(autouse=True)
def quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with spawned() as running:
        yield running


def ticket_with(new_ticket: NewTicket, keys: list[str], **given: Any) -> Ticket:
    """The first picture is the selfie, the others are objects."""
    others = tuple(LabeledReference(key=key, role="object") for key in keys[1:])
    return new_ticket(
        route=Route(generators=("gen-gemini",), models=(MODEL,)),
        references=(Reference(asset_id="ast_1", key=keys[0], width=1820, height=1100),),
        wishes=Wishes(references=others),
        **given,
    )


def requested(ticket: Ticket, variant: int) -> ImageRequested:
    return ImageRequested(next="gen-gemini", job_id=ticket.job_id, variant=variant, ticket=ticket)


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


@pytest.mark.parametrize("uploads", [False, True], ids=["inline", "uploaded"])
async def test_own_time_per_picture_with_fourteen_references(
    stream: Stream, nats: Server, simulator: Simulator, tmp_path: Path, new_ticket: NewTicket, *, uploads: bool
) -> None:
    pictures = [two_megapixels(shade) for shade in range(14)]
    access: dict[str, Any] = {"GEMINI_API_KEY": "simulator", "GOOGLE_GEMINI_BASE_URL": simulator.url, "secret": SECRET}
    settings = GeminiSettings(
        nats_url=nats.url,
        home=tmp_path / "room",
        gemini_images_per_minute=100_000,
        gemini_uploads=uploads,
        **access,
    )
    blobs = ObjectBlobs(settings.blob_store_url)
    keys = [f"refs/{number}.jpg" for number in range(14)]
    for key, data in zip(keys, pictures, strict=True):
        await blobs.put(key, data)
    worker = build(settings)
    await worker.start()
    tickets = [ticket_with(new_ticket, keys[:11]) for _ in range(PICTURES + 2)]  # ten objects are the model's limit
    people = tuple(Reference(asset_id=f"ast_{n}", key=keys[n], width=1820, height=1100) for n in (0, 11, 12, 13))
    tickets = [ticket.model_copy(update={"references": people}) for ticket in tickets]

    told = await nats_of(stream).subscribe("image.generated.>")

    async def ours(ticket: Ticket) -> None:
        await stream.bus.announce(requested(ticket, 1))
        await told.next_msg(timeout=60)

    own = [await timed(lambda ticket=ticket: ours(ticket)) for ticket in tickets][2:]
    await worker.stop()
    alone = await sdk_alone(simulator.url, pictures, uploaded=uploads)

    ratio = statistics.median(own) / statistics.median(alone)
    row(
        f"one picture, 14 references of 2 MP, {'uploaded once' if uploads else 'inline'}",
        f"{statistics.median(own) * 1000:.0f} ms",
        "1.5 x" if not uploads else "-",
        f"the SDK alone {statistics.median(alone) * 1000:.0f} ms ({ratio:.2f} x)",
    )


def nats_of(stream: Stream) -> Client:
    """The connection itself: what is stored in the stream is heard as it is published."""
    return stream.bus.js._nc


async def sdk_alone(url: str, pictures: list[bytes], *, uploaded: bool) -> list[float]:
    """The same request by somebody who wrote five lines."""
    options = types.HttpOptions(base_url=url, api_version="v1beta")
    async with genai.Client(api_key="simulator", http_options=options).aio as client:
        parts: Any = [types.Part.from_bytes(data=data, mime_type="image/jpeg") for data in pictures]
        if uploaded:
            files = [
                await client.files.upload(file=io.BytesIO(data), config={"mime_type": "image/jpeg"})
                for data in pictures
            ]
            parts = [types.Part.from_uri(file_uri=str(file.uri), mime_type="image/jpeg") for file in files]
        image = types.ImageConfig(aspect_ratio="16:9", image_size="1K")
        config = types.GenerateContentConfig(image_config=image, response_modalities=["IMAGE"])

        async def call(number: int) -> None:
            text = f"A thumbnail, number {number}. Output the final image only."
            await client.models.generate_content(model=MODEL, contents=[*parts, text], config=config)

        return [await timed(lambda number=number: call(number)) for number in range(PICTURES + 2)][2:]


async def test_memory_with_two_hundred_jobs_in_flight(
    stream: Stream, nats: Server, simulator: Simulator, tmp_path: Path, new_ticket: NewTicket
) -> None:
    home = tmp_path / "room"
    blobs = ObjectBlobs((home / "blobs").absolute().as_uri())
    pictures = [two_megapixels(shade) for shade in range(3)]
    simulator.tell(latency=1.0)
    own = {
        "GEMINI_API_KEY": "simulator", "GOOGLE_GEMINI_BASE_URL": simulator.url, "THUMBWORKS_NATS_URL": nats.url,
        "THUMBWORKS_HOME": str(home), "THUMBWORKS_SECRET": SECRET, "THUMBWORKS_HEALTH_PORT": "0",
        "THUMBWORKS_LOG_LEVEL": "ERROR", "THUMBWORKS_GEMINI_IMAGES_PER_MINUTE": "100000",
        "THUMBWORKS_GEMINI_CONCURRENCY": "64", "THUMBWORKS_GEMINI_SLOTS": "64",
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith("THUMBWORKS_")}
    tickets: list[Ticket] = []
    for job in range(JOBS):
        keys = [f"jobs/{job}/{number}.jpg" for number in range(3)]
        for key, data in zip(keys, pictures, strict=True):
            await blobs.put(key, data)
        tickets.append(ticket_with(new_ticket, keys))
    for ticket in tickets:
        for variant in range(1, VARIANTS + 1):
            await stream.bus.announce(requested(ticket, variant))

    started = time.perf_counter()
    command = [Path(sys.executable).with_name("gen-gemini")]
    process = await asyncio.to_thread(subprocess.Popen[bytes], command, env=kept | own, cwd=tmp_path)
    try:
        await until_drained(stream, 240)
        seconds, peak = time.perf_counter() - started, high_water(process.pid)
    finally:
        process.kill()
        process.wait()
    said = simulator.said
    uploads = sum(request["method"] == "upload" for request in said["requests"])
    bare = memory_of_the_sdk()

    row(
        "memory, 200 jobs x 4 variants x 3 references of 2 MP",
        f"{peak:.0f} MB",
        "600 MB",
        f"the SDK imported {bare:.0f} MB",
    )
    row("uploads for them", str(uploads), str(JOBS * 3), "one per picture and project")
    print(f"  {len(said['bought'])} pictures in {seconds:.0f} s, {len(said['bought']) / seconds:.1f} per second")
    assert len(said["bought"]) == JOBS * VARIANTS
    assert uploads == JOBS * 3


async def until_drained(stream: Stream, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while True:
            info = await stream.bus.js.consumer_info("JOBS", "gen-gemini")
            if not info.num_pending and not info.num_ack_pending:
                return
            await asyncio.sleep(0.25)


def high_water(pid: int) -> float:
    """The most memory a process ever held, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM:")).split()[1]) / 1024


def memory_of_the_sdk() -> float:
    code = "import resource, google.genai; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    return int(subprocess.check_output([sys.executable, "-c", code])) / 1024
