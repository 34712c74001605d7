"""Jobs as the credits service lives them, message by message."""

import asyncio
from uuid import uuid4

import pytest

from common.errors import Code
from common.events import (
    CreditsRejected,
    CreditsReserved,
    CreditsSettled,
    Failure,
    IdentityFailed,
    JobCanceled,
    JobRequested,
    RenderComposited,
    RenderFailed,
    dump,
)

pytestmark = pytest.mark.usefixtures("service")


@pytest.fixture
async def user(database) -> str:
    user = str(uuid4())
    await database.call("ensure_user", user=user, email=None, name="", plan="starter")
    return user


@pytest.fixture
def request_job(bus, user, new_ticket):
    async def request(**wish):
        ticket = new_ticket(user_id=user, **wish)
        await bus.announce(JobRequested(next="credits", job_id=ticket.job_id, ticket=ticket))
        return ticket

    return request


def composited(ticket, variant: int) -> RenderComposited:
    return RenderComposited(next="credits", job_id=ticket.job_id, variant=variant, ticket=ticket)


async def test_a_requested_job_is_reserved_and_goes_to_the_first_room_of_its_route(request_job, wait_for):
    ticket = await request_job()

    (reserved,) = await wait_for(CreditsReserved, ticket.job_id)

    assert reserved.next == "identity"
    assert reserved.caused_by == f"{ticket.job_id}:job.requested:credits:0:1"
    assert reserved.ticket == ticket.model_copy(update={"deadline": reserved.ticket.deadline})


async def test_outcomes_that_come_twice_settle_the_job_once(bus, request_job, wait_for, database, user):
    ticket = await request_job(variants=2)
    await wait_for(CreditsReserved, ticket.job_id)
    failed = RenderFailed(
        next="credits",
        job_id=ticket.job_id,
        variant=2,
        ticket=ticket,
        failure=Failure(code=Code.TEXT_DOES_NOT_FIT, message="Too long."),
    )
    for delivery in range(3):
        for outcome in (composited(ticket, 1), failed):
            await bus.store(outcome.subject, dump(outcome), f"{outcome.message_id}:{delivery}")

    (settled,) = await wait_for(CreditsSettled, ticket.job_id)

    settlement = settled.settlement
    assert (settlement.status, settlement.charged, settlement.refunded) == ("partially_succeeded", 1, 1)
    assert settlement.verdicts[1].code is Code.TEXT_DOES_NOT_FIT
    assert (await database.call("me", user=user))["credits"] == 49


async def test_too_few_credits_reject_the_job(request_job, wait_for):
    ticket = await request_job(surcharge=40_000, variants=60)  # more than a month of Starter

    (rejected,) = await wait_for(CreditsRejected, ticket.job_id)

    assert rejected.failure.code is Code.INSUFFICIENT_CREDITS
    assert rejected.failure.message


async def test_no_usable_face_ends_the_job_for_nothing(bus, request_job, wait_for):
    ticket = await request_job()
    await wait_for(CreditsReserved, ticket.job_id)
    failure = Failure(code=Code.NO_FACE_FOUND, message="No face.")

    await bus.announce(IdentityFailed(next="credits", job_id=ticket.job_id, ticket=ticket, failure=failure))

    (settled,) = await wait_for(CreditsSettled, ticket.job_id)
    assert (settled.settlement.status, settled.settlement.charged) == ("failed", 0)
    assert settled.settlement.failure == failure


async def test_a_canceled_job_makes_way_for_the_next_in_line(bus, request_job, wait_for, database):
    running = [await request_job(), await request_job()]
    for ticket in running:
        await wait_for(CreditsReserved, ticket.job_id)
    waiting = await request_job()
    async with asyncio.timeout(20):
        while not await database.select("holds", job_id=waiting.job_id):  # noqa: ASYNC110 - nothing is announced yet
            await asyncio.sleep(0.02)

    await bus.announce(JobCanceled(next="credits", job_id=running[0].job_id, ticket=running[0]))

    (settled,) = await wait_for(CreditsSettled, running[0].job_id)
    (reserved,) = await wait_for(CreditsReserved, waiting.job_id)
    assert settled.settlement.status == "canceled"
    assert reserved.caused_by == settled.caused_by == f"{running[0].job_id}:job.canceled:credits:0:1"


async def test_a_hold_that_runs_out_is_settled_without_any_message(request_job, wait_for):
    ticket = await request_job(run_seconds=-60.0)

    (settled,) = await wait_for(CreditsSettled, ticket.job_id)

    assert settled.settlement.status == "expired"
    assert settled.settlement.failure.code is Code.DEADLINE_EXCEEDED
    assert settled.ticket.job_id == ticket.job_id


async def test_a_request_that_nobody_can_read_fails_its_job(bus, wait_for):
    await bus.store("job.requested.credits.job_garbage", b"{not json", str(uuid4()))

    (settled,) = await wait_for(CreditsSettled, "job_garbage")

    assert (settled.settlement.status, settled.settlement.failure.code) == ("failed", Code.UNDECODABLE_MESSAGE)


async def test_an_outcome_that_nobody_can_read_gives_the_money_back(bus, request_job, wait_for, database, user):
    ticket = await request_job()
    await wait_for(CreditsReserved, ticket.job_id)

    await bus.store(f"render.composited.credits.{ticket.job_id}", b"\x00", str(uuid4()))

    (settled,) = await wait_for(CreditsSettled, ticket.job_id)
    assert settled.settlement.refunded == 2
    assert (await database.call("me", user=user))["credits"] == 50


async def test_the_books_balance_afterwards(database):
    assert await database.select("ledger_violations") == []
