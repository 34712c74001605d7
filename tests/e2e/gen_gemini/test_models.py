"""Checklist items 1 to 3, 13 and 16: which models there are, and what happens when one is gone."""

import asyncio

import structlog
from tests.e2e.gen_gemini.conftest import LITE, MODEL, PRO, Booth, anywhere
from tests.simulators.gemini.models import MODELS

from common.errors import Code
from common.wishes import Wishes
from gen_gemini.cards import BY_ID


async def test_item_01_every_card_says_what_the_model_really_takes(booth: Booth) -> None:
    """The room's table against the simulator's, which were written apart."""
    await booth.open()

    for name, card in (await booth.cards()).items():
        can, real = card["can"], MODELS[name]
        assert set(can["ratios"]) == set(real.pixels), name
        assert [*can["sizes"]] == [*real.image_tokens], name
        assert {level.upper() for level in can["thinking"]} == set(real.levels), name
        assert set(can["search"]) == {kind for kind, has in (("web", real.web), ("image", real.image_search)) if has}
        assert {"video", "pdf"} & set(can["inputs"]) == {
            kind for kind, has in (("video", real.video), ("pdf", real.pdf)) if has
        }, name
        for ratio, sizes in can["pixels"].items():
            assert {size: tuple(pixels) for size, pixels in sizes.items()} == {
                size: real.size_of(ratio, size) for size in real.image_tokens
            }, (name, ratio)


async def test_item_01_prices_are_tokens_times_the_published_price(booth: Booth) -> None:
    await booth.open()

    per_million = {MODEL: 30, PRO: 120, LITE: 30, "gemini-3.1-flash-image": 60, "gemini-2.5-flash-image": 30}
    for name, card in (await booth.cards()).items():
        tokens = MODELS[name].image_tokens
        assert card["prices"] == {size: round(count * per_million[name]) for size, count in tokens.items()}, name


async def test_item_02_three_models_are_active_and_the_uncertain_and_experimental_ones_say_so(booth: Booth) -> None:
    await booth.open()

    cards = await booth.cards()
    assert {name for name, card in cards.items() if card["status"] == "active"} == {MODEL, PRO, LITE}
    assert cards[PRO]["experimental"]
    assert not cards[MODEL]["experimental"]
    assert "nano-banana-2.1" in cards[MODEL]["aliases"]
    assert "imagen-4.0-generate-001" in cards[MODEL]["replaces"]
    assert "imagen-4.0-ultra-generate-001" in cards[PRO]["replaces"]


async def test_item_03_a_model_that_is_not_listed_is_not_offered(booth: Booth) -> None:
    booth.world.retired.add("gemini-2.5-flash-image")
    await booth.open()
    ticket = await booth.ticket("gemini-2.5-flash-image")

    failure = await booth.failure(ticket)

    assert failure.code == Code.MODEL_UNAVAILABLE
    assert "gemini-2.5-flash-image" not in await booth.cards()
    assert booth.world.bought == []


async def test_item_03_a_404_takes_the_model_off_the_offer_and_its_job_to_another(booth: Booth) -> None:
    await booth.open()
    assert LITE in await booth.cards()
    booth.world.retired.add(LITE)
    ticket = await booth.ticket(LITE, alternates=(MODEL,))

    page = await booth.page(ticket)

    assert page.model == MODEL
    async with asyncio.timeout(booth.patience):
        while LITE in await booth.cards():  # noqa: ASYNC110 - the bucket is watched from outside
            await asyncio.sleep(0.02)


async def test_item_03_the_models_are_listed_again_and_again(booth: Booth) -> None:
    await booth.open(gemini_reconcile_seconds=0.1)
    await booth.cards()
    booth.world.retired.add(LITE)

    async with asyncio.timeout(booth.patience):
        while LITE in await booth.cards():  # noqa: ASYNC110 - the bucket is watched from outside
            await asyncio.sleep(0.02)
    booth.world.retired.clear()
    async with asyncio.timeout(booth.patience):
        while LITE not in await booth.cards():  # noqa: ASYNC110 - the bucket is watched from outside
            await asyncio.sleep(0.02)


async def test_item_13_one_client_speaks_the_pinned_version_to_the_endpoint_it_is_given(booth: Booth) -> None:
    await booth.open()

    await booth.page(await booth.ticket())

    generated = [request for request in booth.world.requests if request["method"] == "generate"]
    assert {request["path"] for request in generated} == {f"/v1beta/models/{MODEL}:generateContent"}
    assert "google-genai-sdk/3.4" in generated[0]["headers"]["user-agent"]


async def test_item_16_another_model_takes_over_with_what_it_can(booth: Booth) -> None:
    """The quick model does not do 4K; the one it hands over to is asked in its own terms."""
    await booth.open()
    booth.world.script.then("quota_per_day", model=PRO)
    ticket = await booth.ticket(PRO, alternates=(LITE,))

    page = await booth.page(ticket)

    assert (page.model, page.width, page.height) == (LITE, 1365, 768)
    assert [request["model"] for request in booth.world.requests if request["method"] == "generate"] == [PRO, LITE]


async def test_item_16_what_the_next_model_cannot_do_is_not_asked_of_it(booth: Booth) -> None:
    await booth.open()
    booth.world.script.then("quota_per_day", model=MODEL)
    ticket = await booth.ticket(MODEL, alternates=(LITE,), wishes=Wishes(grounding=("web",)))

    failure = await booth.failure(ticket)

    assert failure.code == Code.OPTION_UNAVAILABLE
    assert [request["model"] for request in booth.world.requests if request["method"] == "generate"] == [MODEL]


async def test_without_a_key_nothing_is_offered_and_a_job_gets_a_clear_answer(booth: Booth) -> None:
    await booth.open(gemini_api_key=type(booth.settings.gemini_api_key)(""))

    failure = await booth.failure(await booth.ticket())

    assert failure.code == Code.MODEL_UNAVAILABLE
    assert await booth.stream.bus.recall("MODELS", MODEL) is None
    assert booth.world.requests == []


@anywhere
async def test_the_models_we_call_active_are_listed_by_their_provider(booth: Booth) -> None:
    await booth.open()

    assert {MODEL, PRO, LITE} <= set(await booth.cards())


async def test_item_50_a_model_that_announces_its_end_says_so_in_the_log(booth: Booth) -> None:
    booth.world.stages[MODEL] = {"modelStage": "LEGACY", "retirementTime": "2027-01-31T00:00:00Z"}
    await booth.open()

    with structlog.testing.capture_logs() as logs:
        await booth.page(await booth.ticket())

    assert [(line["model"], line["at"][:10]) for line in logs if line["event"] == "model.retires"] == [
        (MODEL, "2027-01-31")
    ]


async def test_item_52_every_card_says_when_it_was_checked(booth: Booth) -> None:
    await booth.open()

    assert {card["checked"] for card in (await booth.cards()).values()} == {"2026-11-22"}


def test_no_card_is_without_its_counterpart() -> None:
    assert set(BY_ID) == set(MODELS)
