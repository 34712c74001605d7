"""Checklist item 29: variants and jobs of one moment share a batch, and each gets its own answer."""

import asyncio

from tests.e2e.gen_gemini.batches.conftest import (
    BATCH,
    HOURS,
    batches,
    canceled,
    keys,
    outcomes,
    sent,
    submitted,
    window_ends,
)
from tests.e2e.gen_gemini.conftest import HASTE, LITE, MODEL, Booth

from common.events import ImageGenerated


async def test_item_29_a_shared_batch_is_not_canceled_for_one_and_what_was_bought_is_collected(booth: Booth) -> None:
    booth.world.batch_seconds = HOURS
    await booth.open(gemini_batch_window_seconds=HOURS)
    gone, waits = await booth.ticket(wishes=BATCH), await booth.ticket(wishes=BATCH)
    await submitted(booth, gone)
    await submitted(booth, waits)
    await window_ends(booth)
    await sent(booth)

    await canceled(booth, gone)
    await asyncio.sleep(5 * HASTE["gemini_poll_seconds"])
    booth.world.batch_seconds = 0.0
    await booth.until_event(waits, "image.generated")
    await booth.until_event(gone, "image.generated")

    assert [batch.state for batch in booth.world.batches.values()] == ["SUCCEEDED"]


async def test_item_29_variants_of_one_job_share_a_batch_and_each_gets_its_own_picture(booth: Booth) -> None:
    await booth.open(gemini_batch_window_seconds=HOURS)
    ticket = await booth.ticket(wishes=BATCH)

    await submitted(booth, ticket, variants=4)
    await window_ends(booth)

    told = await booth.until_event(ticket, "image.generated", 4)
    events = [event for event in told if isinstance(event, ImageGenerated)]
    pictures = [await booth.blobs.get(event.carried.image.key) for event in events if event.carried.image]
    assert sorted(keys(booth)) == [f"{ticket.job_id}-{n}-1".lower() for n in (1, 2, 3, 4)]
    assert len(batches(booth)) == 1
    assert len(set(pictures)) == 4
    assert all(e.carried.image and e.carried.image.key.endswith(f"/{e.variant}-1.jpg") for e in events)


async def test_item_29_jobs_of_one_moment_share_a_batch_and_models_do_not(booth: Booth) -> None:
    await booth.open(gemini_batch_window_seconds=HOURS)
    tickets = [await booth.ticket(model, wishes=BATCH) for model in (MODEL, MODEL, LITE)]
    for ticket in tickets:
        await submitted(booth, ticket)
    await window_ends(booth)

    for ticket in tickets:
        await booth.until_event(ticket, "image.generated")

    assert {(request["model"], len(keys(booth, n))) for n, request in enumerate(batches(booth))} == {
        (MODEL, 2),
        (LITE, 1),
    }


async def test_item_29_copies_of_the_room_fill_one_batch_together(booth: Booth) -> None:
    await booth.open(gemini_slots=1, gemini_batch_window_seconds=HOURS)
    await booth.open(gemini_slots=1, gemini_batch_window_seconds=HOURS)

    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket, variants=4)
    await window_ends(booth)

    await booth.until_event(ticket, "image.generated", 4)

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


async def test_item_29_a_refusal_of_the_whole_batch_ends_everybody_in_it(booth: Booth) -> None:
    booth.world.retired.add(MODEL)
    await booth.open()
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket, variants=2)

    assert await outcomes(booth, ticket, 2) == ["image.failed", "image.failed"]
