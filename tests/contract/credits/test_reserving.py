import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from common.errors import Code, PermanentError


async def test_the_price_is_held_and_named_in_the_audit(ledger, database, new_payer, balance, new_ticket):
    user = await new_payer(wallet=10)
    ticket = new_ticket(user_id=user, quality="4k")

    await ledger.reserve(ticket)

    assert await balance(user) == 6
    (row,) = await database.select("audit", key=f"hold:{ticket.job_id}")
    assert (row["action"], row["delta_credits"], row["meta"]) == ("job.held", -4, {"job_id": ticket.job_id})


async def test_a_job_with_a_free_lane_starts_at_once_with_its_deadline(ledger, new_payer, new_ticket):
    ticket = new_ticket(user_id=await new_payer(), run_seconds=900)

    answer = await ledger.reserve(ticket)

    (started,) = answer.dispatch
    assert started.deadline
    assert started == ticket.model_copy(update={"deadline": started.deadline})
    assert timedelta(seconds=600) < started.deadline - datetime.now(UTC) <= timedelta(seconds=900)


async def test_without_a_free_lane_a_job_is_held_and_waits(ledger, new_payer, balance, new_ticket):
    user = await new_payer(wallet=10, lanes=1)
    await ledger.reserve(new_ticket(user_id=user))

    second = await ledger.reserve(new_ticket(user_id=user))

    assert (second.state, second.dispatch) == ("waiting", ())
    assert await balance(user) == 6


async def test_reserving_again_answers_the_same_and_takes_nothing(ledger, new_payer, balance, new_ticket):
    user = await new_payer(wallet=10)
    ticket = new_ticket(user_id=user)

    first, again = await ledger.reserve(ticket), await ledger.reserve(ticket)

    assert first == again
    assert await balance(user) == 8


async def test_too_few_credits_are_refused_and_the_refusal_is_remembered(
    ledger, database, new_payer, balance, new_ticket
):
    user = await new_payer(wallet=1)
    ticket = new_ticket(user_id=user)

    refused = await ledger.reserve(ticket)
    await database.call("grant_credits", user=user, amount=50, key=f"late:{user}")

    assert await ledger.reserve(ticket) == refused
    assert refused.state == "rejected"
    assert refused.dispatch == ()
    assert refused.settlement.failure.code is Code.INSUFFICIENT_CREDITS
    assert refused.settlement.failure.message
    assert await balance(user) == 51


@pytest.mark.parametrize("wish", [{"quality": "4k"}, {"mode": "copy"}])
async def test_what_the_plan_lacks_is_refused(ledger, database, new_ticket, wish):
    user = str(uuid4())
    await database.call("ensure_user", user=user, email="a@b.c", name="A", plan="starter")

    answer = await ledger.reserve(new_ticket(user_id=user, **wish))

    assert answer.settlement.failure.code is Code.PLAN_REQUIRED


async def test_nobody_reserves_for_an_account_that_is_not_there(ledger, new_ticket):
    with pytest.raises(PermanentError) as refused:
        await ledger.reserve(new_ticket())

    assert refused.value.code is Code.NOT_FOUND


async def test_the_local_wallet_is_topped_up_when_it_runs_dry(ledger, database, balance, new_ticket):
    user = str(uuid4())
    await database.call("ensure_user", user=user, email=None, name="me", plan="local")
    await ledger.reserve(new_ticket(user_id=user, variants=6, surcharge=40_000 * 166))  # 998 credits

    answer = await ledger.reserve(new_ticket(user_id=user, quality="4k"))

    assert answer.state == "running"
    assert await balance(user) == 2 + 1000 - 4
    assert len(await database.select("audit", user_id=user, action="credits.topped_up")) == 1


async def test_a_job_that_waited_too_long_before_its_reserve_is_expired_and_free(
    ledger, new_payer, balance, new_ticket
):
    user = await new_payer(wallet=10)

    answer = await ledger.reserve(new_ticket(user_id=user, queue_expires_at=datetime.now(UTC) - timedelta(seconds=1)))

    assert (answer.state, answer.settlement.status, answer.dispatch) == ("settled", "expired", ())
    assert answer.settlement.failure.code is Code.QUEUE_EXPIRED
    assert await balance(user) == 10


@pytest.mark.parametrize(("road", "asked", "paid"), [("postgres", 500, 100), ("supabase", 150, 30)], indirect=["road"])
async def test_of_many_jobs_at_once_exactly_those_are_held_that_the_wallet_pays(
    ledger, new_payer, balance, new_ticket, asked, paid
):
    user = await new_payer(wallet=paid, lanes=1000)

    answers = await asyncio.gather(
        *(ledger.reserve(new_ticket(user_id=user, quality="draft", variants=2)) for _ in range(asked))
    )

    assert Counter(answer.state for answer in answers) == {"running": paid, "rejected": asked - paid}
    assert await balance(user) == 0


async def test_one_payer_does_not_stand_in_front_of_another(ledger, new_payer, new_ticket):
    busy, other = await new_payer(lanes=1), await new_payer(lanes=1)
    await asyncio.gather(*(ledger.reserve(new_ticket(user_id=busy)) for _ in range(20)))

    answer = await ledger.reserve(new_ticket(user_id=other))

    assert answer.state == "running"


async def test_a_grant_is_made_once_and_its_key_fits_no_other_grant(database, new_payer, balance):
    user = await new_payer(wallet=0)

    answers = [await database.call("grant_credits", user=user, amount=5, key=f"stripe:{user}") for _ in range(3)]

    assert [answer["granted"] for answer in answers] == [True, False, False]
    assert await balance(user) == 5
    with pytest.raises(PermanentError) as refused:
        await database.call("grant_credits", user=user, amount=6, key=f"stripe:{user}")
    assert refused.value.code is Code.CONFLICT


async def test_the_first_login_grants_once_however_many_come_at_the_same_time(database, balance):
    user = str(uuid4())

    await asyncio.gather(
        *(database.call("ensure_user", user=user, email="a@b.c", name="A", plan="starter") for _ in range(8))
    )

    assert await balance(user) == 50
    assert len(await database.select("audit", user_id=user)) == 1
