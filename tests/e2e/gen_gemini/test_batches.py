"""Checklist item 29: half the price for an answer within a day, shared batches, and no slot held meanwhile."""

import asyncio
from typing import Any

import pytest
from tests.e2e.gen_gemini.conftest import LITE, MODEL, Booth

from common.bus.topology import ATTEMPTS, PROVIDERS
from common.errors import Code
from common.events import ImageGenerated, ImageRequested, JobCanceled, dump
from common.ticket import Ticket
from common.wishes import Wishes

BATCH = Wishes(batch=True)
TOGETHER = 3.0  # seconds that a batch waits for company: enough for a busy machine to ask for all of them


async def submitted(booth: Booth, ticket: Ticket, variants: int = 1) -> None:
    for variant in range(1, variants + 1):
        await booth.ask(ticket, variant)
    await booth.until_event(ticket, "image.submitted", variants)


async def sent(booth: Booth) -> tuple[str, dict[str, Any]]:
    """Key and record of the one batch, once the room has noted that Google has it."""
    async with asyncio.timeout(10):
        while True:
            async for key, pool in booth.stream.bus.entries(PROVIDERS, "pools"):
                if pool["state"] == "sent":
                    return key, pool
            await asyncio.sleep(0.02)


async def canceled(booth: Booth, ticket: Ticket) -> None:
    await booth.stream.bus.announce(JobCanceled(next="credits", job_id=ticket.job_id))


def batches(booth: Booth) -> list[dict[str, Any]]:
    return [request for request in booth.world.requests if request["method"] == "batch"]


def keys(booth: Booth, number: int = 0) -> list[str]:
    items = batches(booth)[number]["body"]["batch"]["inputConfig"]["requests"]["requests"]
    return [item["metadata"]["key"] for item in items]


async def test_item_29_a_batch_is_left_there_and_collected_when_it_is_done(booth: Booth) -> None:
    booth.world.batch_seconds = 0.5
    await booth.open()
    ticket = await booth.ticket(wishes=BATCH)

    page = await booth.page(ticket)

    names = await booth.stream.names(ticket.job_id)
    assert names == ["image.requested", "image.submitted", "provider.answered", "image.generated"]
    assert (page.width, page.model) == (1365, MODEL)
    assert [sale["batch"] for sale in booth.world.bought] == [True]


async def test_item_29_it_costs_half(booth: Booth) -> None:
    await booth.open()
    whole = await booth.page(await booth.ticket())

    half = await booth.page(await booth.ticket(wishes=BATCH))

    assert half.cost_micro_usd == pytest.approx(whole.cost_micro_usd / 2, rel=0.02)
    assert half.surcharge_micro_usd == whole.surcharge_micro_usd // 2


async def test_item_29_a_large_one_goes_as_a_file_and_comes_back_as_one(booth: Booth) -> None:
    await booth.open(gemini_batch_inline_bytes=1, gemini_uploads=False)

    page = await booth.page(await booth.ticket(wishes=BATCH))

    assert "fileName" in batches(booth)[0]["body"]["batch"]["inputConfig"]
    assert page.provenance["tokens"]["image"] == 1120


async def test_item_29_waiting_holds_no_slot(booth: Booth) -> None:
    booth.world.script.then("batch_stuck", "batch_stuck", model="batch")
    await booth.open(gemini_slots=1)
    for _ in range(2):
        await submitted(booth, await booth.ticket(wishes=BATCH))

    page = await booth.page(await booth.ticket())

    assert page.model == MODEL


async def test_item_29_another_copy_collects_what_a_dead_one_left(booth: Booth) -> None:
    booth.world.batch_seconds = 1.0
    worker = await booth.open()
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket)
    await sent(booth)
    await worker.stop()
    booth.workers.remove(worker)
    await booth.open()

    await booth.stream.until(ticket.job_id, "image.generated")

    assert len(batches(booth)) == 1
    assert len(booth.world.bought) == 1


@pytest.mark.parametrize("play", ["batch_expired", "batch_failed", "batch_partial"])
async def test_item_29_a_batch_without_an_answer_ends_its_variant(booth: Booth, play: str) -> None:
    booth.world.script.then(play, model="batch")
    await booth.open()

    failure = await booth.failure(await booth.ticket(wishes=BATCH))

    assert failure.code in {Code.PROVIDER_UNAVAILABLE, Code.PROVIDER_BUSY}
    assert "not charged" in failure.message
    assert booth.world.bought == []


async def test_item_29_one_request_that_is_refused_says_why(booth: Booth) -> None:
    booth.world.script.then("image_safety", model=MODEL)
    await booth.open()

    failure = await booth.failure(await booth.ticket(wishes=BATCH))

    assert failure.code == Code.CONTENT_BLOCKED


async def test_item_29_a_job_that_is_over_is_canceled_there(booth: Booth) -> None:
    booth.world.script.then("batch_stuck", model="batch")
    await booth.open()
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket)
    await sent(booth)

    await canceled(booth, ticket)
    await booth.until(lambda: {batch.state for batch in booth.world.batches.values()} == {"CANCELLED"})
    events = await booth.until_event(ticket, "image.failed")

    assert events[-1].failure.code == Code.CANCELED  # type: ignore[attr-defined]


async def test_item_29_a_shared_batch_is_not_canceled_for_one_and_what_was_bought_is_collected(booth: Booth) -> None:
    booth.world.batch_seconds = 1.0
    await booth.open(gemini_batch_window_seconds=TOGETHER)
    gone, waits = await booth.ticket(wishes=BATCH), await booth.ticket(wishes=BATCH)
    await submitted(booth, gone)
    await submitted(booth, waits)
    await sent(booth)

    await canceled(booth, gone)
    await booth.until_event(waits, "image.generated")
    await booth.until_event(gone, "image.generated")

    assert [batch.state for batch in booth.world.batches.values()] == ["SUCCEEDED"]


async def test_item_29_what_is_canceled_before_it_is_sent_is_not_bought(booth: Booth) -> None:
    await booth.open(gemini_batch_window_seconds=TOGETHER)
    gone, stays = await booth.ticket(wishes=BATCH), await booth.ticket(wishes=BATCH)
    await submitted(booth, gone)
    await submitted(booth, stays)

    await canceled(booth, gone)
    await booth.until_event(stays, "image.generated")
    events = await booth.until_event(gone, "image.failed")

    assert events[-1].failure.code == Code.CANCELED  # type: ignore[attr-defined]
    assert keys(booth) == [f"{stays.job_id}-1-1".lower()]
    assert len(booth.world.bought) == 1


async def test_item_29_variants_of_one_job_share_a_batch_and_each_gets_its_own_picture(booth: Booth) -> None:
    await booth.open(gemini_batch_window_seconds=TOGETHER)
    ticket = await booth.ticket(wishes=BATCH)

    pages = await booth.pages(ticket, variants=4)

    events = [e for e in await booth.stream.told(ticket.job_id) if isinstance(e, ImageGenerated)]
    pictures = [await booth.blobs.get(page.key) for page in pages]
    assert sorted(keys(booth)) == [f"{ticket.job_id}-{n}-1".lower() for n in (1, 2, 3, 4)]
    assert len(batches(booth)) == 1
    assert len(set(pictures)) == 4
    assert all(e.carried.image and e.carried.image.key.endswith(f"/{e.variant}-1.jpg") for e in events)


async def test_item_29_jobs_of_one_moment_share_a_batch_and_models_do_not(booth: Booth) -> None:
    await booth.open(gemini_batch_window_seconds=TOGETHER)
    tickets = [await booth.ticket(model, wishes=BATCH) for model in (MODEL, MODEL, LITE)]
    for ticket in tickets:
        await booth.ask(ticket)

    for ticket in tickets:
        await booth.until_event(ticket, "image.generated")

    assert {(request["model"], len(keys(booth, n))) for n, request in enumerate(batches(booth))} == {
        (MODEL, 2),
        (LITE, 1),
    }


async def test_item_29_copies_of_the_room_fill_one_batch_together(booth: Booth) -> None:
    await booth.open(gemini_slots=1, gemini_batch_window_seconds=TOGETHER)
    await booth.open(gemini_slots=1, gemini_batch_window_seconds=TOGETHER)

    await booth.pages(await booth.ticket(wishes=BATCH), variants=4)

    assert len(batches(booth)) == 1
    assert len(booth.world.bought) == 4


async def test_item_29_a_full_batch_is_followed_by_another(booth: Booth) -> None:
    await booth.open(gemini_batch_most=3)

    await booth.pages(await booth.ticket(wishes=BATCH), variants=4)

    assert sorted(len(keys(booth, n)) for n in range(len(batches(booth)))) == [1, 3]


async def test_item_29_a_shared_file_is_answered_line_by_line(booth: Booth) -> None:
    await booth.open(gemini_batch_inline_bytes=1, gemini_uploads=False)

    pages = await booth.pages(await booth.ticket(wishes=BATCH), variants=3)

    assert "fileName" in batches(booth)[0]["body"]["batch"]["inputConfig"]
    assert len({page.key for page in pages}) == 3


async def test_item_29_one_that_failed_leaves_the_others_their_pictures(booth: Booth) -> None:
    booth.world.script.then("batch_partial", model="batch")
    await booth.open()
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket, variants=3)

    names = await outcomes(booth, ticket, 3)

    assert names == ["image.failed", "image.generated", "image.generated"]


async def test_item_29_what_was_answered_before_a_batch_expired_is_collected(booth: Booth) -> None:
    booth.world.script.then("batch_unfinished", model="batch")
    await booth.open()
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket, variants=2)

    names = await outcomes(booth, ticket, 2)

    failed = [e for e in await booth.stream.told(ticket.job_id) if e.name == "image.failed"]
    assert names == ["image.failed", "image.generated"]
    assert "expired" in failed[0].failure.message  # type: ignore[attr-defined]


async def outcomes(booth: Booth, ticket: Ticket, count: int) -> list[str]:
    async with asyncio.timeout(booth.patience):
        while True:
            names = await booth.stream.names(ticket.job_id)
            found = sorted(name for name in names if name in {"image.generated", "image.failed"})
            if len(found) == count:
                return found
            await asyncio.sleep(0.02)


async def test_item_29_a_copy_lost_while_a_batch_gathers_loses_nothing(booth: Booth) -> None:
    worker = await booth.open(gemini_batch_window_seconds=TOGETHER)
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket, variants=2)
    await worker.stop()
    booth.workers.remove(worker)
    assert batches(booth) == []

    await booth.open()
    await booth.until_event(ticket, "image.generated", 2)

    assert len(batches(booth)) == 1
    assert len(booth.world.bought) == 2


async def test_item_29_a_batch_whose_sender_died_before_it_noted_that_is_found_by_its_label(booth: Booth) -> None:
    booth.world.batch_seconds = 1.0
    worker = await booth.open()
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket)
    key, pool = await sent(booth)
    await worker.stop()
    booth.workers.remove(worker)
    begun = {name: pool[name] for name in ("model", "closes", "members", "tries")} | {"state": "sending", "look": 0.0}
    await booth.stream.bus.remember(PROVIDERS, key, begun)

    await booth.open()
    await booth.until_event(ticket, "image.generated")

    assert len(batches(booth)) == 1
    assert len(booth.world.bought) == 1


async def test_item_29_a_batch_that_never_ends_counts_as_expired_after_two_days(booth: Booth) -> None:
    booth.world.script.then("batch_stuck", model="batch")
    await booth.open()
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket)
    key, _ = await sent(booth)

    await booth.stream.bus.amend(PROVIDERS, key, lambda pool: pool and pool | {"sent": pool["sent"] - 49 * 3600})
    events = await booth.until_event(ticket, "image.failed")

    assert "expired" in events[-1].failure.message  # type: ignore[attr-defined]
    assert [batch.state for batch in booth.world.batches.values()] == ["CANCELLED"]


async def test_item_29_nothing_of_a_batch_is_kept_longer_than_a_day(booth: Booth) -> None:
    booth.world.batch_seconds = 1.0
    await booth.open(gemini_batch_inline_bytes=1, gemini_uploads=False)
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket)
    key, pool = await sent(booth)
    await booth.until_event(ticket, "image.generated")
    left = await booth.blobs.list(f"{ticket.prefix}/batch")

    await booth.stream.bus.amend(PROVIDERS, key, lambda pool: pool and pool | {"over": 0.0})
    await booth.until(lambda: not booth.world.batches)

    assert left == [f"{ticket.prefix}/batch/{ticket.job_id.lower()}-1-1.answer"]
    assert pool["source"] not in booth.world.files.stored
    assert await booth.blobs.list(f"{ticket.prefix}/batch") == []


async def test_item_29_a_request_that_comes_again_is_found_where_it_is(booth: Booth) -> None:
    booth.world.batch_seconds = 1.0
    await booth.open()
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket)
    await sent(booth)
    claim = f"{ticket.job_id}.1.1.1"
    before = await booth.stream.bus.recall(ATTEMPTS, claim) or {}
    # As if the copy had died after the request was put down, before its claim said so.
    await booth.stream.bus.remember(ATTEMPTS, claim, {"state": "open", "model": MODEL})

    again = ImageRequested(next="gen-gemini", job_id=ticket.job_id, variant=1, ticket=ticket)
    await booth.stream.bus.store(again.subject, dump(again), "once more")
    await booth.until_event(ticket, "image.generated")

    after = await booth.stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.2") or {}
    assert before["request_id"].endswith(f"/{ticket.job_id}-1-1".lower())
    assert after["state"] == "done"
    assert len(batches(booth)) == 1
    assert len(booth.world.bought) == 1


async def test_item_29_a_refusal_of_the_whole_batch_ends_everybody_in_it(booth: Booth) -> None:
    booth.world.retired.add(MODEL)
    await booth.open()
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket, variants=2)

    assert await outcomes(booth, ticket, 2) == ["image.failed", "image.failed"]


async def test_item_29_the_address_to_call_is_told(booth: Booth) -> None:
    await booth.open(gemini_webhook="https://thumbs.example/provider/gemini")

    await booth.page(await booth.ticket(wishes=BATCH))

    told = batches(booth)[0]["body"]["batch"]["webhookConfig"]
    assert told == {"uris": ["https://thumbs.example/provider/gemini"]}
