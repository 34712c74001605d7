"""Postgres is killed while jobs run, several copies work at once: every job ends once and is paid once."""

from uuid import uuid4

import pytest

from common.events import CreditsReserved, CreditsSettled, JobRequested, RenderComposited

JOBS_AT_ONCE = 12


@pytest.fixture
async def other_rooms(bus):
    """Everybody between the reserve and the outcome: two finished variants for each reserved job."""

    async def work(message) -> None:
        reserved = CreditsReserved.model_validate_json(message.data)
        for variant in (1, 2):
            done = RenderComposited.following(reserved, next="credits", variant=variant)
            await bus.announce(done)

    listening = await bus.client.subscribe(f"{CreditsReserved.name}.*.*", cb=work)
    yield
    await listening.unsubscribe()


@pytest.mark.usefixtures("other_rooms", "durable")
async def test_a_killed_postgres_loses_no_job_and_no_credit(
    bus, start, postgres, database, database_url, new_ticket, wait_for
):
    user = str(uuid4())
    await database.call("ensure_user", user=user, email=None, name="", plan="local")
    service = await start(database_url)
    tickets = [new_ticket(user_id=user, variants=2) for _ in range(JOBS_AT_ONCE)]

    for ticket in tickets:
        await bus.announce(JobRequested(next="credits", job_id=ticket.job_id, ticket=ticket))
    await wait_for(CreditsReserved, tickets[0].job_id)
    postgres.kill()
    postgres.restart()
    settled = [await wait_for(CreditsSettled, ticket.job_id, 40) for ticket in tickets]

    assert [len(facts) for facts in settled] == [1] * JOBS_AT_ONCE
    assert {facts[0].settlement.status for facts in settled} == {"succeeded"}
    await service.stop()
    await database.close()  # its connections died with the server
    assert (await database.call("me", user=user))["credits"] == 1000 - 2 * JOBS_AT_ONCE
    assert await database.select("ledger_violations") == []


@pytest.mark.usefixtures("other_rooms")
async def test_two_copies_of_the_service_settle_each_job_once(bus, start, database, database_url, new_ticket, wait_for):
    user = str(uuid4())
    await database.call("ensure_user", user=user, email=None, name="", plan="local")
    copies = [await start(database_url), await start(database_url)]
    tickets = [new_ticket(user_id=user, variants=2) for _ in range(JOBS_AT_ONCE)]

    for ticket in tickets:
        await bus.announce(JobRequested(next="credits", job_id=ticket.job_id, ticket=ticket))
    settled = [await wait_for(CreditsSettled, ticket.job_id, 40) for ticket in tickets]

    assert [len(facts) for facts in settled] == [1] * JOBS_AT_ONCE
    assert (await database.call("me", user=user))["credits"] == 1000 - 2 * JOBS_AT_ONCE
    for copy in copies:
        await copy.stop()
