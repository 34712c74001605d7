"""What an operator may do to a job's money."""

import asyncio

import pytest

from common.errors import Code, PermanentError


@pytest.fixture
async def done(ledger, new_payer, new_ticket):
    """A job of two variants that is delivered and charged."""
    ticket = new_ticket(user_id=await new_payer(wallet=10), variants=2)
    await ledger.reserve(ticket)
    for variant in (1, 2):
        await ledger.delivered(ticket.job_id, variant, 1, 0)
    return ticket


async def test_a_charge_is_given_back_whole_and_once(database, done, balance):
    answers = await asyncio.gather(*(database.call("refund_job", job=done.job_id, reason="ugly") for _ in range(5)))

    assert sorted(answer["refunded"] for answer in answers) == [0, 0, 0, 0, 2]
    assert await balance(done.user_id) == 10
    (row,) = await database.select("audit", key=f"return:{done.job_id}")
    assert (row["delta_credits"], row["meta"]) == (2, {"job_id": done.job_id, "reason": "ugly"})


async def test_a_job_that_goes_on_is_canceled_and_not_refunded(database, ledger, new_payer, new_ticket, balance):
    ticket = new_ticket(user_id=await new_payer(wallet=10))
    await ledger.reserve(ticket)

    with pytest.raises(PermanentError) as refused:
        await database.call("refund_job", job=ticket.job_id)

    assert refused.value.code is Code.CONFLICT
    assert await balance(ticket.user_id) == 8


async def test_an_unknown_job_has_nothing_to_give_back(database):
    with pytest.raises(PermanentError) as refused:
        await database.call("refund_job", job="job_nowhere")

    assert refused.value.code is Code.NOT_FOUND


async def test_settling_by_hand_changes_no_job_that_still_waits_for_outcomes(database, ledger, new_payer, new_ticket):
    ticket = new_ticket(user_id=await new_payer(), variants=2)
    await ledger.reserve(ticket)
    await ledger.delivered(ticket.job_id, 1, 1, 0)

    assert (await database.call("settle_job", job=ticket.job_id))["state"] == "running"


async def test_settling_by_hand_says_what_was_settled_before(database, done):
    answer = await database.call("settle_job", job=done.job_id)

    assert (answer["state"], answer["settlement"]["charged"]) == ("settled", 2)
    assert (await database.call("settle_job", job="job_nowhere"))["state"] == "unknown"


async def test_a_job_whose_last_word_got_lost_is_settled_by_hand_and_announced(
    database, ledger, new_payer, new_ticket, sql
):
    ticket = new_ticket(user_id=await new_payer(), variants=1)
    await ledger.reserve(ticket)
    sql(f"insert into outcomes (job_id, variant, status) values ('{ticket.job_id}', 1, 'succeeded')")  # noqa: S608

    assert (await database.call("settle_job", job=ticket.job_id))["state"] == "settled"
    assert ticket.job_id in {answer.job_id for answer in await ledger.sweep()}
