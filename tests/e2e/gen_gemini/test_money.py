"""Checklist items 17 and 30: what an answer cost and which tier was really served."""

import pytest
from tests.e2e.gen_gemini.conftest import LITE, MODEL, PRO, Booth, anywhere

from common.ticket import ImagePage
from common.wishes import Wishes

READ = {MODEL: 1.5, PRO: 2.0, LITE: 1.5}
WRITTEN = {MODEL: 7.5, PRO: 12.0, LITE: 7.5}
DRAWN = {MODEL: 30.0, PRO: 120.0, LITE: 30.0}


def bill(page: ImagePage) -> float:
    tokens, model = page.provenance["tokens"], page.model
    written = (tokens["text"] + tokens["thinking"]) * WRITTEN[model]
    return tokens["read"] * READ[model] + written + tokens["image"] * DRAWN[model] + tokens["searches"] * 14_000


@pytest.mark.parametrize(
    ("model", "size", "image"), [(MODEL, "1K", 1120), (MODEL, "4K", 2520), (PRO, "2K", 1120), (LITE, "1K", 1120)]
)
async def test_item_17_cost_is_what_was_counted_times_its_price(
    booth: Booth, model: str, size: str, image: int
) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket(model, wishes=Wishes(image_size=size)))  # type: ignore[arg-type]

    assert page.provenance["tokens"]["image"] == image
    assert page.provenance["tokens"]["read"] > 0
    assert abs(page.cost_micro_usd - bill(page)) <= 1


async def test_item_17_thinking_is_paid_for_whether_or_not_it_is_shown(booth: Booth) -> None:
    await booth.open()

    little = await booth.page(await booth.ticket(wishes=Wishes(thinking="minimal")))
    much = await booth.page(await booth.ticket(wishes=Wishes(thinking="high")))

    assert (little.provenance["tokens"]["thinking"], much.provenance["tokens"]["thinking"]) == (0, 1200)
    assert much.cost_micro_usd - little.cost_micro_usd == pytest.approx(1200 * 7.5, abs=200)


async def test_item_17_searches_are_counted(booth: Booth) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket(wishes=Wishes(grounding=("web", "image"))))

    assert page.provenance["tokens"]["searches"] == 2
    assert abs(page.cost_micro_usd - bill(page)) <= 1


async def test_item_17_an_answer_without_a_picture_is_on_our_bill_not_on_the_users(booth: Booth) -> None:
    booth.world.script.then("no_image")
    await booth.open()

    page = await booth.page(await booth.ticket())
    plain = await booth.page(await booth.ticket())

    assert page.cost_micro_usd > plain.cost_micro_usd
    assert page.surcharge_micro_usd == plain.surcharge_micro_usd == 33_600


@pytest.mark.parametrize("play", ["soft_refusal", "image_safety"])
async def test_item_17_an_attempt_without_a_picture_says_what_was_billed_for_it(booth: Booth, play: str) -> None:
    """Words instead of a picture are asked about once more: both answers are on the bill."""
    booth.world.script.always = booth.world.script.always.read(play)
    await booth.open()
    ticket = await booth.ticket()
    await booth.ask(ticket)

    last = (await booth.until_event(ticket, "image.failed"))[-1]

    assert last.cost_micro_usd
    assert last.cost_micro_usd >= READ[MODEL] * 1_000 * len(booth.asked)  # a reference alone is more
    assert "cost" not in str(last.failure)  # type: ignore[attr-defined] - what the creator is told


async def test_item_17_what_a_model_that_hands_over_has_cost_goes_with_the_request(booth: Booth) -> None:
    booth.world.script.then("no_image", "no_image", model=MODEL)
    await booth.open()
    ticket = await booth.ticket(alternates=(LITE,))
    await booth.ask(ticket)

    events = await booth.until_event(ticket, "image.generated")

    first, handed, made = events
    assert (first.cost_micro_usd, made.cost_micro_usd) == (None, None)
    assert handed.name == "image.requested"
    assert (handed.cost_micro_usd or 0) > 2 * READ[MODEL] * 1_000


async def test_item_17_what_was_never_billed_is_not_on_the_event(booth: Booth) -> None:
    booth.world.script.then("quota_per_day")
    await booth.open()
    ticket = await booth.ticket()
    await booth.ask(ticket)

    assert (await booth.until_event(ticket, "image.failed"))[-1].cost_micro_usd is None


@pytest.mark.parametrize(("tier", "share"), [("flex", 0.5), ("priority", 2.0)])
async def test_item_30_a_tier_is_asked_for_and_billed_as_served(booth: Booth, tier: str, share: float) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket(wishes=Wishes(tier=tier)))  # type: ignore[arg-type]

    assert booth.asked[-1]["serviceTier"] == tier
    assert page.provenance["tier"] == tier
    assert abs(page.cost_micro_usd - bill(page) * share) <= 2


async def test_item_30_a_silent_downgrade_is_seen_and_billed_as_what_it_was(booth: Booth) -> None:
    booth.world.script.then("downgraded")
    await booth.open()

    page = await booth.page(await booth.ticket(wishes=Wishes(tier="priority")))

    assert page.provenance["tier"] == "standard"
    assert abs(page.cost_micro_usd - bill(page)) <= 1


async def test_item_30_shed_load_is_asked_for_again(booth: Booth) -> None:
    booth.world.script.then("overloaded")
    await booth.open()

    page = await booth.page(await booth.ticket(wishes=Wishes(tier="flex")))

    assert page.provenance["tier"] == "flex"


@anywhere
async def test_item_17_every_picture_says_what_it_cost(booth: Booth) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket(LITE))

    assert 30_000 < page.cost_micro_usd < 80_000
