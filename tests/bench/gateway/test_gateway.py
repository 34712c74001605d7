"""The gateway's numbers: reading a job against a bare route, queueing at a steady pace, a thousand idle listeners, a
large selfie whose face is looked at.
"""

import asyncio
import io
import json
import os
import resource
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nats
import numpy as np
import pytest
from PIL import Image
from skimage import data
from tests.bench.house.test_house import memory, row
from tests.buses import Server

from common.bus.topology import PROJECTED
from gateway.frames import PROGRESS, Frame
from thumbworks.home import Home, assets_folder

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parents[3]
LANES, SECONDS, ROUNDS = 16, 2.0, 5
PACE, QUEUED = 50, 250
LISTENERS = 1_000
UPLOADS = 10
STARTING_SECONDS = 60


class Line:
    """One kept connection, and as little work per request as possible: it is not the client that is measured."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self._place = urlsplit(url)
        self._head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    async def open(self) -> "Line":
        self.reader, self.writer = await asyncio.open_connection(self._place.hostname, self._place.port)
        return self

    def send(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> None:
        head = f"{method} {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {kind}\r\n"
        head += f"content-length: {len(body)}\r\n"
        self.writer.write(f"{head}{self._head}\r\n".encode() + body)

    async def ask(self, method: str, path: str, body: bytes = b"") -> int:
        self.send(method, path, body)
        return (await self.answer())[0]

    async def answer(self) -> tuple[int, bytes]:
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        return int(head.split(b" ", 2)[1]), await self.reader.readexactly(length)


@pytest.fixture(scope="module")
def there(
    database_url: str, sql: Callable[..., None], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    sql("update plans set queued_jobs = 100000")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    server = Server(Home.open(tmp_path_factory.mktemp("gateway")))
    blobs = tmp_path_factory.mktemp("blobs").as_uri()
    command = [sys.executable, str(Path(__file__).with_name("serving.py")), server.url, database_url, blobs]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    log = (tmp_path_factory.mktemp("log") / "stdout").open("w")
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, stderr=log, env=environment, text=True
    )
    assert process.stdout
    told = next(line for line in process.stdout if line.startswith('{"api"'))
    yield {**json.loads(told), "pid": process.pid, "nats": server.url, "blobs": blobs, "drain": drain(process)}
    process.kill()
    process.wait()
    server.running.stop()


def drain(process: subprocess.Popen[str]) -> Any:
    """Its log lines, read away, so that it never waits for us."""
    return subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)


async def per_second(url: str, headers: dict[str, str], path: str) -> float:
    lines = [await Line(url, headers).open() for _ in range(LANES)]
    until, done = time.perf_counter() + SECONDS, 0

    async def lane(line: Line) -> None:
        nonlocal done
        while time.perf_counter() < until:
            assert await line.ask("GET", path) == 200
            done += 1

    await asyncio.gather(*map(lane, lines))
    for line in lines:
        line.writer.close()
    return done / SECONDS


async def test_reading_a_job_keeps_up_with_a_bare_route(there: dict[str, Any]) -> None:
    path = f"/jobs/{there['ids']['job_id']}"
    ours, bare = [], []
    for _ in range(ROUNDS):  # by turns, so that both meet the same weather
        bare.append(await per_second(there["floor"], there["headers"], path))
        ours.append(await per_second(there["api"], there["headers"], path))
    ratio = statistics.median(one / other for one, other in zip(ours, bare, strict=True))
    floor = f"a bare route {statistics.median(bare):.0f}/s; load {os.getloadavg()[0]:.1f}"

    row("GET /jobs/{id}, of a bare route", f"{ratio:.2f}", "0.7", f"{floor}, ours {statistics.median(ours):.0f}/s")


async def test_queueing_at_fifty_a_second(there: dict[str, Any]) -> None:
    path, body = f"/project/{there['ids']['project_id']}/queue", b'{"variants": 2, "quality": "draft"}'
    lines: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(LANES):
        lines.put_nowait(await Line(there["api"], there["headers"]).open())
    took, floors = [], []

    async def one(when: float) -> None:
        await asyncio.sleep(when - time.perf_counter())
        line = await lines.get()
        assert await line.ask("POST", path, body) == 202
        took.append(time.perf_counter() - when)
        lines.put_nowait(line)

    start = time.perf_counter() + 0.1
    await asyncio.gather(*(one(start + number / PACE) for number in range(QUEUED)))
    bare = await Line(there["floor"], there["headers"]).open()
    for _ in range(QUEUED):
        began = time.perf_counter()
        await bare.ask("GET", f"/jobs/{there['ids']['job_id']}")
        floors.append(time.perf_counter() - began)
    p99, floor = (statistics.quantiles(one, n=100)[98] * 1000 for one in (took, floors))

    row("POST /queue at 50/s, p99", f"{p99:.0f} ms", "50 ms", f"p99 of the bare route {floor:.0f} ms, alone")


async def test_a_thousand_listeners_fit_into_one_process(there: dict[str, Any]) -> None:
    line = await Line(there["api"], there["headers"]).open()
    path = f"/project/{there['ids']['project_id']}/queue"
    line.send("POST", path, b'{"variants": 2, "quality": "draft"}')
    job = json.loads((await line.answer())[1])["id"]
    idle = memory([there["pid"]])
    listeners = [await Line(there["api"], there["headers"]).open() for _ in range(LISTENERS)]
    for one in listeners:
        one.send("GET", f"/stream/jobs/{job}")
    await asyncio.gather(*(one.reader.readuntil(b"job.snapshot") for one in listeners))
    await asyncio.sleep(2)
    full = memory([there["pid"]])
    client = await nats.connect(there["nats"])
    frame = asdict(Frame(PROGRESS, {"job_id": job, "status": "queued", "progress": 0.5}))
    began = time.perf_counter()

    async def heard(one: Line) -> float:
        await one.reader.readuntil(b"job.progress")
        return time.perf_counter() - began

    waiting = [asyncio.create_task(heard(one)) for one in listeners]
    await asyncio.sleep(0)
    began = time.perf_counter()
    await client.publish(f"{PROJECTED}.{job}", json.dumps({"seq": 0, "late": False, "frames": [frame]}).encode())
    p99 = statistics.quantiles(await asyncio.gather(*waiting), n=100)[98] * 1000
    await client.close()

    row("1,000 listeners, memory of the process", f"{full:.0f} MB", "250 MB", f"without them {idle:.0f} MB")
    row("one event to all of them, p99", f"{p99:.0f} ms", "250 ms", f"load {os.getloadavg()[0]:.1f}")


@pytest.fixture
def identity(there: dict[str, Any], tmp_path: Path) -> Iterator[None]:
    """The room that looks at faces, in a process of its own."""
    told = {"NATS_URL": there["nats"], "BLOBS_URL": there["blobs"], "HOME": str(tmp_path), "HEALTH_PORT": "0"}
    told["SECRET"] = secrets.token_hex(32)
    settings = {f"THUMBWORKS_{name}": value for name, value in told.items()}
    settings["THUMBWORKS_ASSETS"] = str(assets_folder())
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("identity"))], env=os.environ | settings, stdout=subprocess.DEVNULL
    )
    yield
    process.terminate()
    process.wait()


def large_selfie() -> bytes:
    """Twelve megapixels with a person and the grain of a camera."""
    photo = np.asarray(Image.fromarray(data.astronaut()).resize((3464, 3464), Image.Resampling.LANCZOS), np.int16)
    grain = np.random.default_rng(7).normal(0, 8, (3464, 3464, 1)).astype(np.int16)
    out = io.BytesIO()
    Image.fromarray(np.clip(photo + grain, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=90)
    return out.getvalue()


def decoding(photo: bytes) -> float:
    began = time.perf_counter()
    Image.open(io.BytesIO(photo)).load()
    return time.perf_counter() - began


async def sent(line: Line, form: bytes) -> dict[str, Any]:
    line.send("POST", "/upload/selfie", form, "multipart/form-data; boundary=b")
    status, body = await line.answer()
    assert status == 201, body
    return json.loads(body)["face"]


async def until_looked_at(line: Line, form: bytes) -> None:
    """The room has started, and both sides have done it once."""
    async with asyncio.timeout(STARTING_SECONDS):
        while True:
            if (await sent(line, form))["status"] == "checked":
                return
            await asyncio.sleep(0.1)


@pytest.mark.usefixtures("identity")
async def test_a_large_selfie_and_what_is_said_of_its_face(there: dict[str, Any]) -> None:
    photo, line = large_selfie(), await Line(there["api"], there["headers"]).open()
    form = b'--b\r\ncontent-disposition: form-data; name="file"; filename="me.jpg"\r\n\r\n' + photo + b"\r\n--b--\r\n"
    await until_looked_at(line, form)
    took, floors = [], []
    for _ in range(UPLOADS):
        began = time.perf_counter()
        face = await sent(line, form)
        took.append(time.perf_counter() - began)
        floors.append(decoding(photo))
        assert face["status"] == "checked", face
    p95, floor = statistics.quantiles(took, n=20)[18], f"decoding it {statistics.median(floors) * 1000:.0f} ms"

    row(
        f"an upload of 12 MP ({len(photo) / 1e6:.1f} MB), face looked at",
        f"{statistics.median(took):.2f} s",
        "1 s",
        f"{floor}; p95 {p95:.2f} s; load {os.getloadavg()[0]:.1f}",
    )
