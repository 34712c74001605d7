import asyncio
from datetime import timedelta

import pytest

from common.errors import Code
from common.events import Failure

CANCELED = Failure(code=Code.CANCELED, message="It was canceled.")
EXPIRED = Failure(code=Code.DEADLINE_EXCEEDED, message="Too late.")
NO_FACE = Failure(code=Code.NO_FACE_FOUND, message="No face.")
PAST = timedelta(seconds=-60)


async def test_cancel_gives_everything_back_when_nothing_was_delivered(ledger, new_payer, balance, new_ticket):
    user = await new_payer(wallet=10)
    ticket = new_ticket(user_id=user)
    await ledger.reserve(ticket)

    answer = await ledger.close(ticket.job_id, "canceled", CANCELED)

    assert (answer.settlement.status, answer.settlement.failure) == ("canceled", CANCELED)
    assert {verdict.status for verdict in answer.settlement.verdicts} == {"canceled"}
    assert await balance(user) == 10


async def test_cancel_keeps_what_is_delivered_and_charges_it(ledger, new_payer, balance, new_ticket):
    user = await new_payer(wallet=10)
    ticket = new_ticket(user_id=user)
    await ledger.reserve(ticket)
    await ledger.delivered(ticket.job_id, 2, 1, 0)

    answer = await ledger.close(ticket.job_id, "canceled", CANCELED)

    assert answer.settlement.status == "partially_succeeded"
    assert [verdict.status for verdict in answer.settlement.verdicts] == [
        "canceled",
        "succeeded",
        "canceled",
        "canceled",
    ]
    assert await balance(user) == 9


async def test_cancel_waits_for_variants_that_are_bought(ledger, new_payer, balance, new_ticket):
    user = await new_payer(wallet=10)
    ticket = new_ticket(user_id=user, surcharge=40_000)
    await ledger.reserve(ticket)

    waiting = await ledger.close(ticket.job_id, "canceled", CANCELED, [3])
    answer = await ledger.delivered(ticket.job_id, 3, 1, 40_000)

    assert (waiting.state, waiting.settlement) == ("running", None)
    assert answer.settlement.status == "partially_succeeded"
    assert (answer.settlement.charged, answer.settlement.refunded) == (1 + 1, 4)
    assert [v.status for v in answer.settlement.verdicts] == ["canceled", "canceled", "succeeded", "canceled"]
    assert await balance(user) == 8


async def test_a_canceled_job_whose_variants_are_all_bought_succeeds(ledger, new_payer, new_ticket):
    ticket = new_ticket(user_id=await new_payer(), variants=2)
    await ledger.reserve(ticket)

    await ledger.close(ticket.job_id, "canceled", CANCELED, [1, 2])
    await ledger.delivered(ticket.job_id, 1, 1, 0)
    answer = await ledger.delivered(ticket.job_id, 2, 1, 0)

    assert (answer.settlement.status, answer.settlement.charged) == ("succeeded", 2)


@pytest.mark.parametrize(("code", "status"), [(Code.CANCELED, "canceled"), (Code.PROVIDER_UNAVAILABLE, "failed")])
async def test_what_was_bought_and_did_not_come_costs_nothing(ledger, new_payer, balance, new_ticket, code, status):
    user = await new_payer(wallet=10)
    ticket = new_ticket(user_id=user, variants=2)
    await ledger.reserve(ticket)

    await ledger.close(ticket.job_id, "canceled", CANCELED, [2])
    answer = await ledger.missed(ticket.job_id, 2, 1, Failure(code=code, message=""))

    assert (answer.settlement.status, answer.settlement.failure) == ("canceled", CANCELED)
    assert [verdict.status for verdict in answer.settlement.verdicts] == ["canceled", status]
    assert await balance(user) == 10


async def test_a_repeated_cancel_waits_only_for_what_is_still_bought(ledger, new_payer, new_ticket):
    ticket = new_ticket(user_id=await new_payer())
    await ledger.reserve(ticket)

    await ledger.close(ticket.job_id, "canceled", CANCELED, [1, 2])
    await ledger.delivered(ticket.job_id, 2, 1, 0)
    answer = await ledger.close(ticket.job_id, "canceled", CANCELED, [2])

    assert [v.status for v in answer.settlement.verdicts] == ["canceled", "succeeded", "canceled", "canceled"]


@pytest.mark.parametrize("ending", ["canceled", "expired"])
async def test_nobody_waits_for_what_is_bought_beyond_the_hold(ledger, new_payer, balance, new_ticket, ending):
    user = await new_payer(wallet=10)
    ticket = new_ticket(user_id=user, run_seconds=PAST.total_seconds())
    await ledger.reserve(ticket)
    await ledger.delivered(ticket.job_id, 1, 1, 0)

    waiting = await ledger.close(ticket.job_id, ending, CANCELED if ending == "canceled" else EXPIRED, [2])
    answers = {answer.job_id: answer for answer in await ledger.sweep()}

    assert waiting.settlement is None
    assert answers[ticket.job_id].settlement.status == "partially_succeeded"
    assert answers[ticket.job_id].settlement.verdicts[1].code is Code.DEADLINE_EXCEEDED
    assert await balance(user) == 9


async def test_a_bought_picture_that_is_finished_after_the_deadline_counts(ledger, new_payer, balance, new_ticket):
    user = await new_payer(wallet=10)
    ticket = new_ticket(user_id=user, run_seconds=-1)
    await ledger.reserve(ticket)

    waiting = await ledger.close(ticket.job_id, "expired", EXPIRED, [4])
    swept = [answer.job_id for answer in await ledger.sweep()]
    answer = await ledger.delivered(ticket.job_id, 4, 1, 0)

    assert (waiting.settlement, ticket.job_id in swept) == (None, False)
    assert answer.settlement.status == "partially_succeeded"
    assert [v.code for v in answer.settlement.verdicts] == [Code.DEADLINE_EXCEEDED] * 3 + [None]
    assert await balance(user) == 9


async def test_a_picture_that_comes_after_the_cancel_changes_nothing(ledger, new_payer, balance, new_ticket):
    user = await new_payer(wallet=10)
    ticket = new_ticket(user_id=user)
    await ledger.reserve(ticket)
    canceled = await ledger.close(ticket.job_id, "canceled", CANCELED)

    late = await ledger.delivered(ticket.job_id, 1, 1, 0)

    assert late == canceled
    assert await balance(user) == 10


async def test_cancel_before_the_reserve_leaves_a_tombstone_that_reserve_respects(
    ledger, new_payer, balance, new_ticket
):
    user = await new_payer(wallet=10)
    ticket = new_ticket(user_id=user)

    canceled = await ledger.close(ticket.job_id, "canceled", CANCELED)
    reserved = await ledger.reserve(ticket)

    assert (reserved.state, reserved.dispatch) == ("settled", ())
    assert reserved.settlement == canceled.settlement
    assert reserved.settlement.status == "canceled"
    assert await balance(user) == 10


async def test_a_job_whose_first_message_could_not_be_read_fails_for_nothing(ledger):
    answer = await ledger.close("job_unreadable", "failed", Failure(code=Code.UNDECODABLE_MESSAGE, message="?"))

    assert (answer.settlement.status, answer.settlement.charged) == ("failed", 0)


async def test_no_usable_face_fails_the_whole_job_and_costs_nothing(ledger, new_payer, balance, new_ticket):
    user = await new_payer(wallet=10)
    ticket = new_ticket(user_id=user)
    await ledger.reserve(ticket)

    answer = await ledger.close(ticket.job_id, "failed", NO_FACE)

    assert (answer.settlement.status, answer.settlement.failure) == ("failed", NO_FACE)
    assert await balance(user) == 10


async def test_closing_twice_keeps_the_first_reason(ledger, new_payer, new_ticket):
    ticket = new_ticket(user_id=await new_payer())
    await ledger.reserve(ticket)
    first = await ledger.close(ticket.job_id, "canceled", CANCELED)

    assert await ledger.close(ticket.job_id, "failed", NO_FACE) == first


async def test_a_waiting_job_that_is_canceled_does_not_free_a_lane_it_never_had(ledger, new_payer, new_ticket):
    user = await new_payer(lanes=1)
    tickets = [new_ticket(user_id=user) for _ in range(3)]
    for ticket in tickets:
        await ledger.reserve(ticket)

    answer = await ledger.close(tickets[1].job_id, "canceled", CANCELED)

    assert answer.dispatch == ()


async def test_an_expiry_that_our_clock_does_not_confirm_is_ignored(ledger, new_payer, new_ticket):
    ticket = new_ticket(user_id=await new_payer(), run_seconds=60)
    await ledger.reserve(ticket)

    answer = await ledger.close(ticket.job_id, "expired", EXPIRED)

    assert (answer.state, answer.settlement) == ("running", None)


async def test_a_job_past_its_deadline_expires_and_keeps_what_it_delivered(ledger, new_payer, balance, new_ticket):
    user = await new_payer(wallet=10)
    ticket = new_ticket(user_id=user, run_seconds=-1)
    await ledger.reserve(ticket)
    await ledger.delivered(ticket.job_id, 1, 1, 0)

    answer = await ledger.close(ticket.job_id, "expired", EXPIRED)

    assert answer.settlement.status == "partially_succeeded"
    assert {verdict.code for verdict in answer.settlement.verdicts[1:]} == {Code.DEADLINE_EXCEEDED}
    assert await balance(user) == 9


async def test_the_sweeper_settles_what_is_past_its_time_and_starts_the_next(ledger, new_payer, balance, new_ticket):
    user = await new_payer(wallet=10, lanes=1)
    stuck, following = new_ticket(user_id=user, run_seconds=PAST.total_seconds()), new_ticket(user_id=user)
    await ledger.reserve(stuck)
    await ledger.reserve(following)

    answers = {answer.job_id: answer for answer in await ledger.sweep()}

    assert answers[stuck.job_id].settlement.status == "expired"
    assert answers[stuck.job_id].ticket.job_id == stuck.job_id
    assert [ticket.job_id for ticket in answers[stuck.job_id].dispatch] == [following.job_id]
    assert await balance(user) == 8


async def test_the_sweeper_ends_jobs_that_waited_too_long(ledger, sql, new_payer, new_ticket):
    user = await new_payer(lanes=1)
    await ledger.reserve(new_ticket(user_id=user))
    waiting = new_ticket(user_id=user)
    await ledger.reserve(waiting)
    sql(f"update holds set queue_expires_at = now(), expires_at = now() where job_id = '{waiting.job_id}'")  # noqa: S608 - ours

    answers = {answer.job_id: answer for answer in await ledger.sweep()}

    assert answers[waiting.job_id].settlement.failure.code is Code.QUEUE_EXPIRED


async def test_what_was_swept_is_announced_again_until_it_is_confirmed(ledger, sql, new_payer, new_ticket):
    ticket = new_ticket(user_id=await new_payer(), run_seconds=PAST.total_seconds())
    await ledger.reserve(ticket)

    async def swept():
        return [answer for answer in await ledger.sweep() if answer.job_id == ticket.job_id]

    first, leased = await swept(), await swept()
    sql("update holds set announce_at = now() where announce_at is not null")  # the lease ran out
    again = await swept()
    await ledger.announced([ticket.job_id])
    sql("update holds set announce_at = now() where announce_at is not null")

    assert (len(first), leased, again, await swept()) == (1, [], first, [])


@pytest.mark.parametrize("sweepers", [4])
async def test_sweepers_at_once_settle_each_hold_once(ledger, database, new_payer, balance, new_ticket, sweepers):
    users = [await new_payer(wallet=10) for _ in range(3)]
    tickets = [new_ticket(user_id=user, run_seconds=PAST.total_seconds()) for user in users for _ in range(3)]
    for ticket in tickets:
        await ledger.reserve(ticket)

    for _ in range(2):  # a busy payer is left for the next round
        await asyncio.gather(*(ledger.sweep() for _ in range(sweepers)))

    assert [await balance(user) for user in users] == [10, 10, 10]
    assert all([await database.select("holds", job_id=t.job_id, status="settled") for t in tickets])
