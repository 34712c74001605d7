"""Checklist item 36: what Google is allowed to keep: conversations, and pictures made there while nobody waits."""

import asyncio

from tests.e2e.gen_gemini.conftest import MODEL, Booth
from tests.e2e.gen_gemini.test_editing import change
from tests.e2e.gen_gemini.test_interactions import THERE, always, told

from common.bus.topology import PROVIDERS
from common.errors import Code
from common.events import JobCanceled
from common.ticket import Ticket
from common.wishes import Wishes

KEPT = THERE | {"gemini_interactions_store": True}
LATER = KEPT | {"gemini_interactions_background": True}


async def submitted(booth: Booth, ticket: Ticket) -> None:
    await booth.ask(ticket)
    await booth.stream.until(ticket.job_id, "image.submitted")


async def test_item_36_a_conversation_is_told_again_with_its_signatures_where_nothing_is_kept(booth: Booth) -> None:
    worker = await booth.open(**THERE)
    first = await booth.page(await booth.ticket(wishes=Wishes(grounding=("web",))))
    await worker.stop()
    booth.workers.remove(worker)
    await booth.open(**THERE)

    second = await booth.page(await booth.ticket(wishes=change(first)))

    asked = told(booth)[-1]
    kinds = [step["type"] for step in asked["input"]]
    looked_up = ["google_search_call", "google_search_result"]
    assert kinds == ["user_input", *looked_up, "thought", "model_output", "user_input"]
    assert asked["input"][3]["signature"]
    assert "previous_interaction_id" not in asked
    assert second.session_key != first.session_key


async def test_item_36_where_it_is_kept_it_is_named_and_only_the_new_turn_is_told(booth: Booth) -> None:
    await booth.open(**KEPT)
    first = await booth.page(await booth.ticket())

    second = await booth.page(await booth.ticket(wishes=change(first)))

    asked = told(booth)[-1]
    assert asked["previous_interaction_id"] == first.provenance["response_id"]
    assert [step["type"] for step in asked["input"]] == ["user_input"]
    assert asked["response_format"]["aspect_ratio"] == "16:9"
    assert second.provenance["sha256"] != first.provenance["sha256"]


async def test_item_36_what_google_let_go_of_is_told_again(booth: Booth) -> None:
    await booth.open(**KEPT)
    first = await booth.page(await booth.ticket())
    booth.world.interactions.clear()

    await booth.page(await booth.ticket(wishes=change(first)))

    assert "previous_interaction_id" in told(booth)[-2]
    assert [step["type"] for step in told(booth)[-1]["input"]] == [
        "user_input", "thought", "model_output", "user_input",
    ]  # fmt: skip
    assert len(booth.world.bought) == 2


async def test_item_36_a_conversation_of_the_other_wire_starts_afresh(booth: Booth) -> None:
    await booth.open()
    first = await booth.page(await booth.ticket())
    await booth.workers.pop().stop()
    await booth.open(**THERE)

    await booth.page(await booth.ticket(wishes=change(first)))

    assert [step["type"] for step in told(booth)[-1]["input"]] == ["user_input"]


async def test_item_36_what_was_kept_is_deleted_there_after_a_while(booth: Booth) -> None:
    worker = await booth.open(**KEPT)
    await booth.page(await booth.ticket())
    await worker.stop()
    booth.workers.remove(worker)
    held = len(booth.world.interactions)
    await booth.open(**KEPT, gemini_keep_uploads_hours=0.00001)

    async with asyncio.timeout(booth.patience):
        while [key async for key, _ in booth.stream.bus.entries(PROVIDERS, "interactions")]:  # noqa: ASYNC110 - nobody says so
            await asyncio.sleep(0.02)

    assert (held, booth.world.interactions) == (1, {})


async def test_item_36_a_picture_is_left_there_and_collected_when_it_is_done(booth: Booth) -> None:
    booth.world.batch_seconds = 0.5
    await booth.open(**LATER)
    ticket = await booth.ticket()

    page = await booth.page(ticket)

    names = await booth.stream.names(ticket.job_id)
    assert names == ["image.requested", "image.submitted", "provider.answered", "image.generated"]
    assert (told(booth)[-1]["background"], told(booth)[-1]["store"]) == (True, True)
    assert page.provenance["tokens"]["image"] == 1120
    assert len(booth.world.bought) == 1


async def test_item_36_a_conversation_goes_on_from_what_was_left_there(booth: Booth) -> None:
    await booth.open(**LATER)
    first = await booth.page(await booth.ticket())

    second = await booth.page(await booth.ticket(wishes=change(first)))
    third = await booth.page(await booth.ticket(wishes=change(second)))

    ids = [body.get("previous_interaction_id") for body in told(booth)]
    assert ids == [None, first.provenance["response_id"], second.provenance["response_id"]]
    assert third.session_key


async def test_item_36_waiting_for_it_holds_no_slot(booth: Booth) -> None:
    booth.world.batch_seconds = 60
    await booth.open(**LATER, gemini_slots=1)
    for _ in range(2):
        await submitted(booth, await booth.ticket())
    booth.world.batch_seconds = 0

    page = await booth.page(await booth.ticket())

    assert page.model == MODEL


async def test_item_36_another_copy_collects_what_a_dead_one_left(booth: Booth) -> None:
    booth.world.batch_seconds = 1.0
    worker = await booth.open(**LATER)
    ticket = await booth.ticket()
    await submitted(booth, ticket)
    await worker.stop()
    booth.workers.remove(worker)
    await booth.open(**THERE)

    await booth.stream.until(ticket.job_id, "image.generated")

    assert len(told(booth)) == len(booth.world.bought) == 1


async def test_item_36_a_job_that_is_over_is_canceled_there(booth: Booth) -> None:
    booth.world.batch_seconds = 60
    await booth.open(**LATER)
    ticket = await booth.ticket()
    await submitted(booth, ticket)

    await booth.stream.bus.announce(JobCanceled(next="credits", job_id=ticket.job_id))

    events = await booth.until_event(ticket, "image.failed")
    assert [held.given["status"] for held in booth.world.interactions.values()] == ["cancelled"]
    assert events[-1].failure.code == Code.CANCELED  # type: ignore[attr-defined]


async def test_item_36_what_was_refused_there_says_why(booth: Booth) -> None:
    always(booth, "image_safety")
    await booth.open(**LATER)

    failure = await booth.failure(await booth.ticket())

    assert failure.code == Code.CONTENT_BLOCKED
    assert "not charged" in failure.message


async def test_item_36_what_is_lost_there_ends_its_variant(booth: Booth) -> None:
    booth.world.batch_seconds = 60
    await booth.open(**LATER)
    ticket = await booth.ticket()
    await submitted(booth, ticket)
    booth.world.interactions.clear()

    events = await booth.until_event(ticket, "image.failed")

    assert events[-1].failure.code == Code.PROVIDER_UNAVAILABLE  # type: ignore[attr-defined]


async def test_item_36_the_address_to_call_is_told(booth: Booth) -> None:
    await booth.open(**LATER, gemini_webhook="https://thumbs.example/provider/gemini")
    ticket = await booth.ticket()

    await booth.page(ticket)

    assert told(booth)[-1]["webhook_config"] == {
        "uris": ["https://thumbs.example/provider/gemini"],
        "user_metadata": {"job": ticket.job_id, "variant": 1},
    }


async def test_item_36_a_call_has_it_looked_at_at_once(booth: Booth) -> None:
    booth.world.batch_seconds = 0.2
    await booth.open(**LATER, gemini_poll_seconds=3600.0)
    ticket = await booth.ticket()
    await submitted(booth, ticket)
    await asyncio.sleep(0.3)
    before = await booth.stream.names(ticket.job_id)

    told_so = await booth.stream.bus.ask("gen-gemini", "look", {}, timeout=booth.patience)

    events = await booth.until_event(ticket, "image.generated")
    assert told_so == {"status": "accepted"}
    assert "provider.answered" not in before
    assert len(events) == 4
