"""Checklist item 36: Google's newer interface behind the same port, off by default."""

import asyncio
from typing import Any

import pytest
from nats.aio.msg import Msg
from tests.e2e.gen_gemini.conftest import MODEL, Booth

from common.bus.topology import ATTEMPTS
from common.errors import Code
from common.wishes import VideoSource, Wishes

THERE: dict[str, Any] = {"gemini_adapter": "interactions"}


def told(booth: Booth) -> list[dict[str, Any]]:
    """The bodies of what was asked."""
    return [request["body"] for request in booth.world.requests if request["method"] == "interaction"]


def always(booth: Booth, play: str) -> None:
    booth.world.script.always = booth.world.script.always.read(play)


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


async def test_item_36_pictures_are_fetched_from_their_address(booth: Booth) -> None:
    await booth.open(**THERE, gemini_interactions_delivery="uri", gemini_streaming=True)

    page = await booth.page(await booth.ticket())

    assert told(booth)[-1]["response_format"]["delivery"] == "uri"
    assert page.width == 1365
