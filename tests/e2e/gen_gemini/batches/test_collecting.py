"""Checklist item 29: half the price for an answer within a day; left there, collected or canceled, holding no slot."""

import pytest
from tests.e2e.gen_gemini.batches.conftest import BATCH, HOURS, batches, canceled, keys, sent, submitted, window_ends
from tests.e2e.gen_gemini.conftest import MODEL, Booth

from common.errors import Code


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


async def test_item_29_what_is_canceled_before_it_is_sent_is_not_bought(booth: Booth) -> None:
    await booth.open(gemini_batch_window_seconds=HOURS)
    gone, stays = await booth.ticket(wishes=BATCH), await booth.ticket(wishes=BATCH)
    await submitted(booth, gone)
    await submitted(booth, stays)

    await canceled(booth, gone)
    await window_ends(booth)
    await booth.until_event(stays, "image.generated")
    events = await booth.until_event(gone, "image.failed")

    assert events[-1].failure.code == Code.CANCELED  # type: ignore[attr-defined]
    assert keys(booth) == [f"{stays.job_id}-1-1".lower()]
    assert len(booth.world.bought) == 1


async def test_item_29_the_address_to_call_is_told(booth: Booth) -> None:
    await booth.open(gemini_webhook="https://thumbs.example/provider/gemini")

    await booth.page(await booth.ticket(wishes=BATCH))

    told = batches(booth)[0]["body"]["batch"]["webhookConfig"]
    assert told == {"uris": ["https://thumbs.example/provider/gemini"]}
