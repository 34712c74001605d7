"""Postgres is killed while jobs run, several copies work at once: every job ends once and is paid once."""

from uuid import uuid4

import asyncpg
import pytest

from common.database import AsyncpgDatabase
from common.events import CreditsReserved, CreditsSettled, JobRequested, RenderComposited
from common.migrations import migrate
from thumbworks.embedded.postgres import forget_postgres, start_postgres
from thumbworks.home import Home

JOBS_AT_ONCE = 12


@pytest.fixture
async def own_postgres(tmp_path, supabase):
    """A cluster that may be killed; `restart` brings it back as `up` would."""
    home = Home.open(tmp_path / "home")
    servers = [start_postgres(home)]
    connection = await asyncpg.connect(servers[0].dsn)
    await migrate(connection, supabase)
    await connection.execute(
        """insert into plans (name, title, monthly_credits, running_jobs, qualities, copy_mode)
           values ('crash', 'For tests', 1000, 5, '{std}', false)"""
    )
    await connection.close()

    class Cluster:
        dsn = servers[0].dsn

        def kill(self) -> None:
            servers[-1].process.kill()
            servers[-1].process.wait()

        def restart(self) -> None:
            servers.append(start_postgres(home))

    yield Cluster()
    servers[-1].stop()
    forget_postgres(home)


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


@pytest.mark.usefixtures("other_rooms")
async def test_a_killed_postgres_loses_no_job_and_no_credit(bus, start, own_postgres, new_ticket, wait_for):
    database = AsyncpgDatabase(own_postgres.dsn)
    user = str(uuid4())
    await database.call("ensure_user", user=user, email=None, name="", plan="crash")
    service = await start(own_postgres.dsn)
    tickets = [new_ticket(user_id=user, variants=2) for _ in range(JOBS_AT_ONCE)]

    for ticket in tickets:
        await bus.announce(JobRequested(next="credits", job_id=ticket.job_id, ticket=ticket))
    await wait_for(CreditsReserved, tickets[0].job_id)
    own_postgres.kill()
    own_postgres.restart()
    settled = [await wait_for(CreditsSettled, ticket.job_id, 40) for ticket in tickets]

    assert [len(facts) for facts in settled] == [1] * JOBS_AT_ONCE
    assert {facts[0].settlement.status for facts in settled} == {"succeeded"}
    await service.stop()
    assert (await database.call("me", user=user))["credits"] == 1000 - 2 * JOBS_AT_ONCE
    assert await database.select("ledger_violations") == []
    await database.close()


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
