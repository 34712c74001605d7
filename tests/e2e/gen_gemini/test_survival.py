"""A worker that dies between asking and answering: the job is not lost, and the creator pays once."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.gen_gemini.conftest import SECRET, Booth

from common.bus.topology import ATTEMPTS

GEN_GEMINI = Path(sys.executable).with_name("gen-gemini")
REDELIVERY = 150.0  # the bus gives a silent worker half a minute

Processes = list["subprocess.Popen[bytes]"]


@pytest.fixture
def processes() -> Iterator[Processes]:
    started: Processes = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def start(booth: Booth, url: str, processes: Processes) -> "subprocess.Popen[bytes]":
    own = {
        "GEMINI_API_KEY": "simulator",
        "GOOGLE_GEMINI_BASE_URL": url,
        "THUMBWORKS_NATS_URL": booth.settings.nats_url,
        "THUMBWORKS_HOME": str(booth.settings.home),
        "THUMBWORKS_SECRET": SECRET,
        "THUMBWORKS_HEALTH_PORT": "0",
        "THUMBWORKS_LOG_LEVEL": "ERROR",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("THUMBWORKS_")}
    process = subprocess.Popen([GEN_GEMINI], env=kept | own, cwd=booth.settings.home.parent)
    processes.append(process)
    return process


async def test_item_14_a_worker_killed_while_google_draws_loses_no_job_and_charges_once(
    booth: Booth, url: str, processes: Processes
) -> None:
    booth.world.script.then("slow:600")
    ticket = await booth.ticket(seconds=900)
    first = await asyncio.to_thread(start, booth, url, processes)
    await booth.ask(ticket)
    await booth.until(lambda: bool(booth.asked), seconds=REDELIVERY)
    first.kill()
    first.wait()
    await asyncio.to_thread(start, booth, url, processes)

    booth.patience = REDELIVERY
    await booth.until_event(ticket, "image.generated")

    names = await booth.stream.names(ticket.job_id)
    claims = [await booth.stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.{n}") for n in (1, 2, 3)]
    assert names == ["image.requested", "image.generated"]
    assert [claim and claim["state"] for claim in claims] == ["unknown", "done", None]
    assert len(booth.asked) == 2


async def test_item_14_a_worker_killed_after_the_answer_was_stored_buys_nothing_again(
    booth: Booth, url: str, processes: Processes
) -> None:
    ticket = await booth.ticket(seconds=900)
    first = await asyncio.to_thread(start, booth, url, processes)
    await booth.page(ticket)
    first.kill()
    first.wait()
    await asyncio.to_thread(start, booth, url, processes)
    await booth.stream.until_quiet("gen-gemini")

    assert len(booth.world.bought) == 1
    assert await booth.stream.names(ticket.job_id) == ["image.requested", "image.generated"]
