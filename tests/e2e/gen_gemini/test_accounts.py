"""Checklist item 47: several keys and projects stand in for each other; with one of them nothing is different."""

import pytest
from pydantic import SecretStr
from tests.e2e.gen_gemini.batches.conftest import BATCH, HOURS, sent, submitted
from tests.e2e.gen_gemini.conftest import LITE, MODEL, Booth

from common.bus.topology import ATTEMPTS, PROVIDERS
from common.errors import Code
from common.events import ImageRequested, dump
from common.wishes import EditRequest, Wishes
from gen_gemini.accounts import account_of, accounts_of
from gen_gemini.pools import account_in

TWO = {"gemini_api_key": SecretStr("first, second")}


def keys(booth: Booth) -> list[str]:
    """Of the calls for pictures and batches, in order."""
    return [key for _, key in booth.world.asked_with]


async def resting(booth: Booth) -> list[str]:
    return [key async for key, _ in booth.stream.bus.entries(PROVIDERS, "resting")]


async def test_item_47_the_first_account_does_it_while_it_can(booth: Booth) -> None:
    await booth.open(**TWO)

    await booth.pages(await booth.ticket(), variants=2)

    assert keys(booth) == ["first", "first"]


async def test_item_47_a_spent_daily_quota_moves_the_call_and_the_next_ones_to_the_next_account(booth: Booth) -> None:
    booth.world.spent_keys.add("first")
    await booth.open(**TWO)

    pages = [await booth.page(await booth.ticket()) for _ in range(2)]

    assert [page.model for page in pages] == [MODEL, MODEL]
    assert keys(booth) == ["first", "second", "second"]


async def test_item_47_a_refused_key_moves_the_call_to_the_next_account(booth: Booth) -> None:
    await booth.open(**TWO, gemini_uploads=False)
    await booth.cards()
    booth.world.refused_keys.add("first")

    page = await booth.page(await booth.ticket())

    assert page.model == MODEL
    assert keys(booth) == ["second"]  # the first was turned away at the door


async def test_item_47_a_rate_limit_is_not_waited_for_where_another_account_is_free(booth: Booth) -> None:
    booth.world.script.then("rate_limit:200")
    await booth.open(**TWO)

    await booth.page(await booth.ticket(seconds=100))

    assert keys(booth) == ["first", "second"]


@pytest.mark.parametrize("play", ["retired", "quota_per_day"])
async def test_item_47_what_no_account_can_goes_to_another_model(booth: Booth, play: str) -> None:
    booth.world.script.then(play, play, model=MODEL)
    await booth.open(**TWO)

    page = await booth.page(await booth.ticket(alternates=(LITE,)))

    assert page.model == LITE
    assert keys(booth)[:2] == ["first", "second"]


async def test_item_47_an_answer_that_was_lost_is_not_bought_from_another_account_at_once(booth: Booth) -> None:
    booth.world.script.then("dropped")
    await booth.open(**TWO)
    ticket = await booth.ticket()

    await booth.page(ticket)

    claims = [await booth.stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.{n}") for n in (1, 2)]
    assert [claim and claim["state"] for claim in claims] == ["unknown", "done"]
    assert keys(booth) == ["first", "first"]


async def test_item_47_with_one_account_a_spent_quota_shuts_nothing(booth: Booth) -> None:
    booth.world.spent_keys.add("simulator")
    await booth.open()
    failure = await booth.failure(await booth.ticket())
    booth.world.spent_keys.clear()

    page = await booth.page(await booth.ticket())

    assert failure.code == Code.PROVIDER_QUOTA_EXHAUSTED
    assert page.model == MODEL
    assert await resting(booth) == []


async def test_item_47_where_all_accounts_rest_they_are_asked_all_the_same(booth: Booth) -> None:
    booth.world.spent_keys |= {"first", "second"}
    await booth.open(**TWO)
    failure = await booth.failure(await booth.ticket())
    booth.world.spent_keys.clear()

    await booth.page(await booth.ticket())

    assert failure.code == Code.PROVIDER_QUOTA_EXHAUSTED
    assert keys(booth) == ["first", "second", "first"]


async def test_item_47_references_are_uploaded_anew_and_a_conversation_told_again_at_the_next_account(
    booth: Booth,
) -> None:
    await booth.open(**TWO)
    first = await booth.page(await booth.ticket())
    before = set(booth.world.files.stored)
    booth.world.spent_keys.add("first")
    edit = EditRequest(instruction="Make the sky red.", picture_key=first.key, session=first.session_key)

    second = await booth.page(await booth.ticket(wishes=Wishes(edit=edit)))

    fresh = {f"files/{name.rpartition('/')[2]}" for name in booth.world.files.stored} - before
    told = booth.asked[-1]["contents"]
    named = [part["fileData"]["fileUri"] for turn in told for part in turn["parts"] if "fileData" in part]
    assert keys(booth)[-1] == "second"
    assert len(told) == 3  # what was asked, what was drawn, what is asked now
    assert second.session_key
    assert named
    assert {f"files/{uri.rpartition('/')[2]}" for uri in named} <= fresh


async def test_item_47_a_batch_that_is_refused_goes_to_the_next_account_and_is_bought_once(booth: Booth) -> None:
    booth.world.spent_keys.add("first")
    await booth.open(**TWO)
    ticket = await booth.ticket(wishes=BATCH)

    pages = await booth.pages(ticket, variants=2)

    assert len(pages) == 2
    assert keys(booth) == ["first", "second"]
    assert len(booth.world.bought) == 2


async def test_item_47_a_batch_no_account_takes_fails_with_the_reason(booth: Booth) -> None:
    booth.world.spent_keys |= {"first", "second"}
    await booth.open(**TWO)
    ticket = await booth.ticket(wishes=BATCH)

    failure = await booth.failure(ticket)

    assert failure.code == Code.PROVIDER_QUOTA_EXHAUSTED
    assert booth.world.bought == []


async def test_item_47_a_request_that_comes_again_is_found_at_the_account_that_holds_it(booth: Booth) -> None:
    """Put down with the second account while the first rested; now the first is the one to ask."""
    booth.world.batch_seconds = HOURS
    booth.world.spent_keys.add("first")
    await booth.open(**TWO)
    await booth.page(await booth.ticket())
    ticket = await booth.ticket(wishes=BATCH)
    booth.world.refused_keys.add("first")
    await booth.stream.bus.remember(PROVIDERS, f"resting.{first_of(booth)}", {"*": 9e12})
    await submitted(booth, ticket)
    _, pool = await sent(booth)
    booth.world.refused_keys.clear()
    booth.world.spent_keys.clear()
    await booth.stream.bus.forget(PROVIDERS, f"resting.{first_of(booth)}")
    # As if the copy had died after the request was put down, before its claim said so.
    claim = f"{ticket.job_id}.1.1.1"
    held = await booth.stream.bus.recall(ATTEMPTS, claim) or {}
    await booth.stream.bus.remember(ATTEMPTS, claim, {"state": "open", "model": MODEL, "paid": True})
    again = ImageRequested(next="gen-gemini", job_id=ticket.job_id, variant=1, ticket=ticket)
    await booth.stream.bus.store(again.subject, dump(again), "once more")
    await booth.stream.until_quiet("gen-gemini")
    booth.world.batch_seconds = 0.0
    await booth.until_event(ticket, "image.generated")
    await booth.stream.until_quiet("gen-gemini")

    assert account_in(held["request_id"]) != first_of(booth)
    assert len(pool["members"]) == 1
    assert [verb for verb, _ in booth.world.asked_with].count("batchGenerateContent") == 1


def first_of(booth: Booth) -> str:
    return account_of(accounts_of(booth.settings.model_copy(update=TWO))[0])
