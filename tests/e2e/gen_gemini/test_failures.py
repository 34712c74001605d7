"""Checklist items 10 to 12, 14 and 47: who is asked again, when, and who pays."""

import time
from datetime import UTC, datetime

import pytest
from tests.buses import PATIENCE
from tests.e2e.gen_gemini.conftest import LITE, MODEL, Booth

from common.bus.topology import ATTEMPTS
from common.errors import Code
from common.events import ImageRequested, dump
from gen_gemini.cards import BY_ID

NEVER: dict[str, Code] = {
    "quota_per_day": Code.PROVIDER_QUOTA_EXHAUSTED,
    "no_free_tier": Code.PROVIDER_QUOTA_EXHAUSTED,
    "wrong_key": Code.PROVIDER_KEY_REJECTED,
    "leaked_key": Code.PROVIDER_KEY_REJECTED,
    "billing": Code.PROVIDER_KEY_REJECTED,
    "retired": Code.MODEL_UNAVAILABLE,
}
# Nothing was bought: asked again under the same claim.
LATER = ["rate_limit:0.3", "internal", "overloaded", "bad_gateway"]
# Perhaps bought: the claim is booked as unknown and one more is bought.
LOST = ["dropped", "html_200", "half_json", "deadline"]


@pytest.mark.parametrize("play", NEVER)
async def test_item_10_what_cannot_be_mended_is_not_asked_again(booth: Booth, play: str) -> None:
    booth.world.script.always = booth.world.script.always.read(play)
    await booth.open()

    failure = await booth.failure(await booth.ticket())

    assert failure.code == NEVER[play]
    assert len(booth.asked) == 1


@pytest.mark.parametrize("play", LATER)
async def test_item_10_what_passes_is_asked_again_under_the_same_claim(booth: Booth, play: str) -> None:
    booth.world.script.then(play)
    await booth.open()
    ticket = await booth.ticket()

    await booth.page(ticket)

    assert len(booth.asked) == 2
    assert len(booth.world.bought) == 1
    assert await booth.stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.2") is None


@pytest.mark.parametrize("play", LOST)
async def test_item_10_a_lost_answer_is_booked_as_unknown_and_one_more_is_bought(booth: Booth, play: str) -> None:
    booth.world.script.then(play)
    await booth.open()
    ticket = await booth.ticket()

    await booth.page(ticket)

    claims = [await booth.stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.{n}") for n in (1, 2)]
    assert [claim and claim["state"] for claim in claims] == ["unknown", "done"]
    assert len(booth.asked) == 2


async def test_item_10_two_lost_answers_end_it(booth: Booth) -> None:
    booth.world.script.always = booth.world.script.always.read("dropped")
    await booth.open()

    failure = await booth.failure(await booth.ticket())

    assert failure.code == Code.PROVIDER_UNAVAILABLE
    assert len(booth.asked) == 2


async def test_item_10_nobody_at_the_door_costs_nothing_and_is_tried_until_the_deadline(booth: Booth) -> None:
    await booth.open(gemini_base_url="http://127.0.0.1:9", gemini_uploads=False)
    ticket = await booth.ticket(LITE, seconds=BY_ID[LITE].typical_seconds + 1.5)

    failure = await booth.failure(ticket)

    assert failure.code == Code.DEADLINE_EXCEEDED
    claim = await booth.stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.1")
    assert claim is None or claim["state"] == "free"


async def test_item_11_a_rate_limit_is_waited_for_as_long_as_it_says(booth: Booth) -> None:
    booth.world.script.then("rate_limit:1.5")
    await booth.open()

    await booth.page(await booth.ticket())

    first, second = (request["at"] for request in booth.world.requests if request["method"] == "generate")
    assert 1.4 <= second - first < PATIENCE


async def test_item_11_a_wait_longer_than_the_deadline_ends_at_once(booth: Booth) -> None:
    booth.world.script.then("rate_limit:200")
    await booth.open()
    started = time.monotonic()

    failure = await booth.failure(await booth.ticket(seconds=2 * PATIENCE))

    assert failure.code == Code.PROVIDER_BUSY
    assert time.monotonic() - started < PATIENCE


async def test_item_12_nothing_is_bought_that_would_come_too_late(booth: Booth) -> None:
    await booth.open()
    ticket = await booth.ticket(seconds=BY_ID[MODEL].typical_seconds - 5)

    failure = await booth.failure(ticket)

    assert failure.code == Code.DEADLINE_EXCEEDED
    assert booth.asked == []
    assert await booth.stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.1") is None


async def test_item_12_a_quicker_model_still_does_it(booth: Booth) -> None:
    await booth.open()
    ticket = await booth.ticket(alternates=(LITE,), seconds=BY_ID[MODEL].typical_seconds - 5)

    assert (await booth.page(ticket)).model == LITE


async def test_item_12_what_is_bought_is_finished_however_late_it_comes(booth: Booth) -> None:
    await booth.open()
    ticket = await booth.ticket(LITE, seconds=BY_ID[LITE].typical_seconds + PATIENCE)
    await booth.ask(ticket)
    await booth.until(lambda: bool(booth.asked))
    late = ticket.model_copy(update={"deadline": datetime.now(UTC)})
    again = ImageRequested(next="gen-gemini", job_id=ticket.job_id, variant=1, ticket=late)
    await booth.until_event(ticket, "image.generated")

    # As if the copy had died before it said so, and the message came again after the deadline.
    await booth.stream.bus.store(again.subject, dump(again), "as if redelivered")
    await booth.stream.until_quiet("gen-gemini")

    assert len(booth.world.bought) == 1
    assert "image.failed" not in await booth.stream.names(ticket.job_id)


async def test_item_12_an_answer_lost_before_the_deadline_is_not_bought_again_after_it(booth: Booth) -> None:
    ticket = await booth.ticket(seconds=5)
    claim = f"{ticket.job_id}.1.1.1"
    await booth.stream.bus.remember(ATTEMPTS, claim, {"state": "open", "model": MODEL, "paid": True})
    await booth.open()

    failure = await booth.failure(ticket)

    assert failure.code == Code.DEADLINE_EXCEEDED
    assert (await booth.stream.bus.recall(ATTEMPTS, claim) or {})["state"] == "unknown"
    assert booth.asked == []


async def test_item_11_a_daily_quota_goes_to_another_model_at_once(booth: Booth) -> None:
    booth.world.script.then("quota_per_day", model=MODEL)
    await booth.open()

    page = await booth.page(await booth.ticket(alternates=(LITE,)))

    assert page.model == LITE


async def test_item_11_nobody_but_the_bus_asks_again(booth: Booth) -> None:
    """The SDK would try five times over interactions and as often as it is told elsewhere."""
    booth.world.script.then("rate_limit:0.2", "rate_limit:0.2")
    await booth.open()

    await booth.page(await booth.ticket())

    assert len(booth.asked) == 3


async def test_item_14_a_message_that_comes_again_buys_nothing(booth: Booth) -> None:
    await booth.open()
    ticket = await booth.ticket()
    await booth.page(ticket)

    again = ImageRequested(next="gen-gemini", job_id=ticket.job_id, variant=1, ticket=ticket)
    await booth.stream.bus.store(again.subject, again.model_dump_json(by_alias=True).encode(), "as if redelivered")
    await booth.stream.until_quiet("gen-gemini")

    assert len(booth.world.bought) == 1


async def test_item_48_refusals_errors_costs_and_times_are_counted(booth: Booth) -> None:
    from prometheus_client import REGISTRY

    def counted(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(f"thumbworks_gemini_{name}", {"model": MODEL, **labels}) or 0.0

    names = {
        "outcomes_total": {"outcome": "no_image", "reason": "NO_IMAGE"},
        "errors_total": {"code": "provider_busy"},
        "spent_micro_usd_total": {"outcome": "picture"},
        "call_seconds_count": {"size": "1K"},
    }
    before = {name: counted(name, **labels) for name, labels in names.items()}
    booth.world.script.then("no_image", "picture", "overloaded")
    await booth.open()

    await booth.pages(await booth.ticket(), variants=1)
    await booth.page(await booth.ticket())

    assert all(counted(name, **labels) > before[name] for name, labels in names.items())


async def test_item_47_a_model_that_fails_and_fails_is_left_alone(booth: Booth) -> None:
    booth.world.script.then(*["overloaded"] * 40, model=MODEL)
    await booth.open()
    tickets = [await booth.ticket(alternates=(LITE,)) for _ in range(8)]

    pages = [await booth.page(ticket) for ticket in tickets]

    assert {page.model for page in pages} == {LITE}
    asked_of_it = sum(request.get("model") == MODEL for request in booth.world.requests)
    assert asked_of_it == 5  # then the breaker is open
