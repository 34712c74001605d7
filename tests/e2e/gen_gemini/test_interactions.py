"""Checklist item 36: Google's newer interface behind the same port, off by default."""

import asyncio
from typing import Any

import pytest
from nats.aio.msg import Msg
from tests.e2e.gen_gemini.conftest import MODEL, Booth
from tests.e2e.gen_gemini.test_editing import change

from common.bus.topology import ATTEMPTS, PROVIDERS
from common.errors import Code
from common.events import JobCanceled
from common.ticket import Ticket
from common.wishes import VideoSource, Wishes

THERE: dict[str, Any] = {"gemini_adapter": "interactions"}
KEPT = THERE | {"gemini_interactions_store": True}
LATER = KEPT | {"gemini_interactions_background": True}


def told(booth: Booth) -> list[dict[str, Any]]:
    """The bodies of what was asked."""
    return [request["body"] for request in booth.world.requests if request["method"] == "interaction"]


def always(booth: Booth, play: str) -> None:
    booth.world.script.always = booth.world.script.always.read(play)


async def submitted(booth: Booth, ticket: Ticket) -> None:
    await booth.ask(ticket)
    await booth.stream.until(ticket.job_id, "image.submitted")


async def test_item_36_interactions_make_the_same_kind_of_picture(booth: Booth) -> None:
    await booth.open(**THERE)

    page = await booth.page(await booth.ticket(wishes=Wishes(thinking="high")))

    asked = told(booth)[-1]
    assert (asked["store"], asked["response_format"]["aspect_ratio"]) == (False, "16:9")
    assert page.width == 1365
    assert page.provenance["tokens"]["image"] == 1120
    assert booth.world.interactions == {}


async def test_item_36_it_is_off_unless_it_is_asked_for(booth: Booth) -> None:
    await booth.open()

    await booth.page(await booth.ticket())

    assert told(booth) == []


async def test_item_36_a_picture_costs_the_same_on_either_wire(booth: Booth) -> None:
    await booth.open()
    there = await booth.page(await booth.ticket(wishes=Wishes(tier="flex", grounding=("web",))))
    await booth.workers.pop().stop()
    await booth.open(**THERE)

    here = await booth.page(await booth.ticket(wishes=Wishes(tier="flex", grounding=("web",))))

    assert here.cost_micro_usd == there.cost_micro_usd
    assert (here.provenance["tier"], here.provenance["tokens"]["searches"]) == ("flex", 1)


async def test_item_36_its_own_retries_are_off(booth: Booth) -> None:
    booth.world.script.then("overloaded", "rate_limit:0.2")
    await booth.open(**THERE)

    await booth.page(await booth.ticket())

    assert len(told(booth)) == 3


@pytest.mark.filterwarnings("ignore:Interaction stopped before completion")
async def test_item_36_nothing_more_is_bought_to_go_on(booth: Booth) -> None:
    always(booth, "continuation")
    await booth.open(**THERE)

    failure = await booth.failure(await booth.ticket())

    assert failure.code == Code.NO_PICTURE_MADE
    assert len(told(booth)) == 1


@pytest.mark.parametrize(
    ("play", "code"),
    [
        ("quota_per_day", Code.PROVIDER_QUOTA_EXHAUSTED),
        ("celebrity", Code.CONTENT_BLOCKED),
    ],
)
async def test_item_36_its_errors_mean_the_same(booth: Booth, play: str, code: Code) -> None:
    always(booth, play)
    await booth.open(**THERE)

    failure = await booth.failure(await booth.ticket())

    assert failure.code == code
    assert booth.world.bought == []


@pytest.mark.parametrize(("play", "streaming"), [("dropped", True), ("html_200", False)])
async def test_item_36_an_answer_that_was_lost_is_bought_once_more_at_most(
    booth: Booth, play: str, *, streaming: bool
) -> None:
    booth.world.script.then(play)
    await booth.open(**THERE, gemini_streaming=streaming)
    ticket = await booth.ticket()

    await booth.page(ticket)

    claims = [await booth.stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.{n}") for n in (1, 2)]
    assert [claim and claim["state"] for claim in claims] == ["unknown", "done"]


@pytest.mark.parametrize("play", ["no_image", "thoughts_only"])
async def test_item_36_a_stream_means_the_same_as_the_whole(booth: Booth, play: str) -> None:
    booth.world.script.then(play)
    await booth.open(**THERE)
    whole = await booth.page(await booth.ticket())
    asked = len(told(booth))
    await booth.workers.pop().stop()
    booth.world.script.then(play)
    await booth.open(**THERE, gemini_streaming=True)

    streamed = await booth.page(await booth.ticket())

    assert (streamed.width, streamed.cost_micro_usd) == (whole.width, whole.cost_micro_usd)
    assert streamed.provenance["draft"] == whole.provenance["draft"] == (play == "thoughts_only")
    assert len(told(booth)) == 2 * asked


async def test_item_36_progress_is_told_while_it_is_streamed(booth: Booth) -> None:
    await booth.open(**THERE, gemini_streaming=True)
    ticket = await booth.ticket(wishes=Wishes(commentary=True, keep_thoughts=True))
    heard: list[Msg] = []

    async def hear(message: Msg) -> None:
        heard.append(message)

    await booth.stream.bus.js._nc.subscribe(f"progress.{ticket.job_id}", cb=hear)
    page = await booth.page(ticket)
    await asyncio.sleep(0.05)

    assert len(heard) >= 5
    assert "thumbnail you asked for" in page.provenance["said"]
    assert len(page.provenance["thoughts"]) == 2


async def test_item_36_a_stream_that_breaks_off_is_asked_again(booth: Booth) -> None:
    booth.world.script.then("stream_error")
    await booth.open(**THERE, gemini_streaming=True)

    page = await booth.page(await booth.ticket())

    assert page.model == MODEL
    assert len(told(booth)) == 2


async def test_item_36_every_option_is_told_there(booth: Booth) -> None:
    await booth.open(**THERE, gemini_uploads=False)
    cut = VideoSource(uri="https://www.youtube.com/watch?v=abc", start=5, end=30, fps=0.5)
    fine: dict[str, Any] = {"stop": ("END",), "max_output_tokens": 8_000, "temperature": 0.5, "top_p": 0.9}

    await booth.page(
        await booth.ticket(
            wishes=Wishes(media_resolution="ultra_high", keep_thoughts=True, safety="open", video=cut, **fine)
        )
    )

    asked = told(booth)[-1]
    items = [item for item in asked["input"][-1]["content"] if item["type"] != "text"]
    assert items[0]["resolution"] == "ultra_high"
    assert items[1]["processing"] == {"type": "static", "start_offset": "5s", "end_offset": "30s", "fps": 0.5}
    config = asked["generation_config"]
    assert config["stop_sequences"] == ["END"]
    assert (config["max_output_tokens"], config["thinking_summaries"]) == (8_000, "auto")
    assert (config["temperature"], config["top_p"]) == (0.5, 0.9)
    assert config["seed"] > 0
    assert {one["threshold"] for one in asked["safety_settings"]} == {"block_only_high"}


async def test_item_36_what_has_no_word_there_is_refused_before_it_is_bought(booth: Booth) -> None:
    await booth.open(**THERE)
    film = VideoSource(uri="https://example.com/film.ogv", mime_type="video/ogg")

    failure = await booth.failure(await booth.ticket(wishes=Wishes(video=film)))

    assert failure.code == Code.OPTION_UNAVAILABLE
    assert told(booth) == []


async def test_item_36_a_new_field_can_be_sent_there_too(booth: Booth) -> None:
    await booth.open(**THERE)
    extra = {"generation_config": {"cosmic_rays": 1}}

    failure = await booth.failure(await booth.ticket(wishes=Wishes(extra=extra)))

    assert failure.code == Code.PROVIDER_REJECTED
    config = told(booth)[-1]["generation_config"]
    assert config["cosmic_rays"] == 1
    assert "seed" in config


async def test_item_36_sources_are_carried_to_the_answer(booth: Booth) -> None:
    await booth.open(**THERE)

    page = await booth.page(await booth.ticket(wishes=Wishes(grounding=("web", "image"), commentary=True)))

    assert [source.uri for source in page.sources if source.uri] == [
        "https://example.com/article",
        "https://example.com/page-with-the-picture",
    ]
    assert [source.kind for source in page.sources if source.html] == ["suggestions"]
    assert page.provenance["grounded"]


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

    async with asyncio.timeout(10):
        while [key async for key, _ in booth.stream.bus.entries(PROVIDERS, "interactions")]:  # noqa: ASYNC110 - nobody says so
            await asyncio.sleep(0.02)

    assert (held, booth.world.interactions) == (1, {})


async def test_item_36_pictures_are_fetched_from_their_address(booth: Booth) -> None:
    await booth.open(**THERE, gemini_interactions_delivery="uri", gemini_streaming=True)

    page = await booth.page(await booth.ticket())

    assert told(booth)[-1]["response_format"]["delivery"] == "uri"
    assert page.width == 1365


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

    await booth.until(lambda: [held.given["status"] for held in booth.world.interactions.values()] == ["cancelled"])


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

    told_so = await booth.stream.bus.ask("gen-gemini", "look", {}, timeout=5)

    events = await booth.until_event(ticket, "image.generated")
    assert told_so == {"status": "accepted"}
    assert "provider.answered" not in before
    assert len(events) == 4
