"""Checklist item 29: what copies that die, requests that come again and batches that never end leave behind."""

from tests.e2e.gen_gemini.batches.conftest import BATCH, HOURS, batches, sent, submitted, window_ends
from tests.e2e.gen_gemini.conftest import MODEL, Booth

from common.bus.topology import ATTEMPTS, PROVIDERS
from common.events import ImageRequested, dump


async def test_item_29_another_copy_collects_what_a_dead_one_left(booth: Booth) -> None:
    booth.world.batch_seconds = HOURS
    worker = await booth.open()
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket)
    await sent(booth)
    await worker.stop()
    booth.workers.remove(worker)
    await booth.open()
    booth.world.batch_seconds = 0.0

    await booth.stream.until(ticket.job_id, "image.generated")

    assert len(batches(booth)) == 1
    assert len(booth.world.bought) == 1


async def test_item_29_a_copy_lost_while_a_batch_gathers_loses_nothing(booth: Booth) -> None:
    worker = await booth.open(gemini_batch_window_seconds=HOURS)
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket, variants=2)
    await worker.stop()
    booth.workers.remove(worker)
    assert batches(booth) == []

    await window_ends(booth)
    await booth.open()
    await booth.until_event(ticket, "image.generated", 2)

    assert len(batches(booth)) == 1
    assert len(booth.world.bought) == 2


async def test_item_29_a_batch_whose_sender_died_before_it_noted_that_is_found_by_its_label(booth: Booth) -> None:
    booth.world.batch_seconds = HOURS
    worker = await booth.open()
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket)
    key, pool = await sent(booth)
    await worker.stop()
    booth.workers.remove(worker)
    begun = {name: pool[name] for name in ("model", "closes", "members", "tries")} | {"state": "sending", "look": 0.0}
    await booth.stream.bus.remember(PROVIDERS, key, begun)
    booth.world.batch_seconds = 0.0

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
    booth.world.batch_seconds = HOURS
    await booth.open(gemini_batch_inline_bytes=1, gemini_uploads=False)
    ticket = await booth.ticket(wishes=BATCH)
    await submitted(booth, ticket)
    key, pool = await sent(booth)
    booth.world.batch_seconds = 0.0
    await booth.until_event(ticket, "image.generated")
    left = await booth.blobs.list(f"{ticket.prefix}/batch")

    await booth.stream.bus.amend(PROVIDERS, key, lambda pool: pool and pool | {"over": 0.0})
    await booth.until(lambda: not booth.world.batches)

    assert left == [f"{ticket.prefix}/batch/{ticket.job_id.lower()}-1-1.answer"]
    assert pool["source"] not in booth.world.files.stored
    assert await booth.blobs.list(f"{ticket.prefix}/batch") == []


async def test_item_29_a_request_that_comes_again_is_found_where_it_is(booth: Booth) -> None:
    booth.world.batch_seconds = HOURS
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
    await booth.stream.until_quiet("gen-gemini")
    booth.world.batch_seconds = 0.0
    await booth.until_event(ticket, "image.generated")

    after = await booth.stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.2") or {}
    assert before["request_id"].endswith(f"/{ticket.job_id}-1-1".lower())
    assert after["state"] == "done"
    assert len(batches(booth)) == 1
    assert len(booth.world.bought) == 1
