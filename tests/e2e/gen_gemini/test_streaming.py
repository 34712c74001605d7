"""Checklist item 28: reading an answer as it is written."""

import asyncio
from typing import Any

import pytest
from nats.aio.msg import Msg
from tests.e2e.gen_gemini.conftest import MODEL, Booth, anywhere

from common.bus.topology import ATTEMPTS
from common.wishes import Wishes


@anywhere
async def test_item_28_a_stream_brings_the_same_kind_of_picture(booth: Booth) -> None:
    await booth.open(gemini_streaming=True)

    page = await booth.page(await booth.ticket(wishes=Wishes(commentary=True)))

    assert abs(page.width / page.height - 16 / 9) < 0.002
    assert page.cost_micro_usd > 30_000


async def test_item_28_it_is_asked_for_by_its_own_path_and_costs_the_same(booth: Booth) -> None:
    await booth.open(gemini_streaming=True)

    page = await booth.page(await booth.ticket(wishes=Wishes(thinking="high", commentary=True)))

    assert booth.world.requests[-1]["path"].endswith(f"{MODEL}:streamGenerateContent")
    assert page.provenance["tokens"]["image"] == 1120
    assert page.provenance["tokens"]["thinking"] == 1200
    assert "thumbnail you asked for" in page.provenance["said"]


async def test_item_28_progress_is_told_while_it_is_read(booth: Booth) -> None:
    await booth.open(gemini_streaming=True)
    ticket = await booth.ticket(wishes=Wishes(commentary=True, keep_thoughts=True))
    told: list[Msg] = []

    async def hear(message: Msg) -> None:
        told.append(message)

    await booth.stream.bus.js._nc.subscribe(f"progress.{ticket.job_id}", cb=hear)
    await booth.page(ticket)
    await asyncio.sleep(0.05)

    assert len(told) >= 3


@pytest.mark.parametrize("play", ["no_image", "image_safety", "blocked_prompt", "thoughts_first", "many_pictures"])
async def test_item_28_every_answer_means_the_same_as_when_it_comes_whole(booth: Booth, play: str) -> None:
    booth.world.script.always = booth.world.script.always.read(play)
    await booth.open(gemini_streaming=True)
    streamed = await ending(booth)
    await booth.workers.pop().stop()
    await booth.open()

    whole = await ending(booth)

    assert streamed == whole


async def ending(booth: Booth) -> Any:
    ticket = await booth.ticket(job_id=f"job_{len(booth.world.requests)}")
    await booth.ask(ticket)
    async with asyncio.timeout(booth.patience):
        while True:
            last = (await booth.stream.told(ticket.job_id))[-1]
            if last.name == "image.failed":
                return last.failure.code, last.failure.message  # type: ignore[attr-defined]
            if last.name == "image.generated" and last.carried.image:
                return last.carried.image.provenance["sha256"]
            await asyncio.sleep(0.02)


async def test_item_28_a_stream_that_breaks_off_is_not_taken_for_an_answer(booth: Booth) -> None:
    booth.world.script.then("stream_error")
    await booth.open(gemini_streaming=True)
    ticket = await booth.ticket(wishes=Wishes(commentary=True))

    page = await booth.page(ticket)

    assert page.provenance["tokens"]["image"] == 1120
    assert len(booth.asked) == 2
    claim = await booth.stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.1")
    assert claim is not None
    assert claim["state"] in {"done", "unknown"}
