"""Postgres dies in the middle of reserving, on either road: who asks again until answered is answered once."""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from common.errors import TransientError
from credits.ledger import Answer, Ledger

JOBS, PAID, PATIENCE = 30, 20, 40


@pytest.fixture(params=["postgres", "supabase"])
def road(request: pytest.FixtureRequest) -> str:
    return request.param


async def until_answered(ledger: Ledger, ticket) -> tuple[Answer, int]:
    """As the bus does it: bad weather is waited out. The second part says how often it was bad."""
    for tries in range(10 * PATIENCE):
        try:
            return await ledger.reserve(ticket), tries
        except TransientError:
            await asyncio.sleep(0.1)
    raise TimeoutError


@pytest.mark.usefixtures("durable")
async def test_a_postgres_that_dies_in_the_middle_holds_every_price_once(postgres, sql, database, new_ticket):
    sql(
        """insert into plans (name, title, monthly_credits, running_jobs, qualities, copy_mode)
           values ('lanes', 'For tests', 0, 1000, '{draft,std,4k}', true) on conflict do nothing""",
    )
    ledger, user = Ledger(database), str(uuid4())
    await database.call("ensure_user", user=user, email=None, name="", plan="lanes")
    await database.call("grant_credits", user=user, amount=PAID, key=f"test:{user}")
    tickets = [new_ticket(user_id=user, quality="draft", variants=2) for _ in range(JOBS)]

    reserving = [asyncio.create_task(until_answered(ledger, ticket)) for ticket in tickets]
    await asyncio.wait(reserving, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.to_thread(postgres.kill)
    await asyncio.sleep(0.2)
    await asyncio.to_thread(postgres.restart)
    answers = await asyncio.gather(*reserving)

    assert Counter(answer.state for answer, _ in answers) == {"running": PAID, "rejected": JOBS - PAID}
    assert sum(tries for _, tries in answers) > 0
    assert len(await database.select("audit", user_id=user, action="job.held")) == PAID
    assert await database.select("ledger_violations") == []
