"""Another person's rows, attacked through the roles that PostgREST would use."""

# ruff: noqa: S608 - the tables come from the lists below

import json
from uuid import uuid4

import asyncpg
import pytest

OWN = ("users", "profiles", "consents", "assets", "projects", "prompts", "jobs", "job_variants", "renders", "audit")
HIDDEN = (
    "holds",
    "outcomes",
    "outbox",
    "idempotency_keys",
    "webhook_inbox",
    "purchases",
    "billing_payments",
    "webhook_secrets",
    "webhook_deliveries",
)


@pytest.fixture
def road() -> str:
    return "postgres"


@pytest.fixture
async def person(database_url: str):
    """Opens a connection as PostgREST would for a token; nobody in particular is anonymous."""
    opened: list[asyncpg.Connection] = []

    async def sign_in(user: str | None):
        connection = await asyncpg.connect(database_url)
        opened.append(connection)
        claims = json.dumps({"sub": user}) if user else ""
        await connection.execute("select set_config('request.jwt.claims', $1, false)", claims)
        await connection.execute(f"set role {'authenticated' if user else 'anon'}")
        return connection

    yield sign_in
    for connection in opened:
        await connection.close()


async def test_people_read_their_own_rows_and_nobody_elses(owner, person):
    me, stranger = await person(owner), await person(str(uuid4()))

    mine = {table: await me.fetchval(f"select count(*) from {table}") for table in OWN}
    theirs = {table: await stranger.fetchval(f"select count(*) from {table}") for table in OWN}

    assert all(mine.values()), mine
    assert not any(theirs.values()), theirs


@pytest.mark.parametrize("table", OWN)
async def test_people_write_nothing(owner, person, table):
    me = await person(owner)
    wanted = "insert, update, delete, truncate, trigger, references"

    assert not await me.fetchval("select has_table_privilege(current_user, $1, $2)", table, wanted)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await me.execute(f"delete from {table}")


@pytest.mark.parametrize("table", HIDDEN)
async def test_the_books_of_the_services_are_closed_to_people(owner, person, table):
    me = await person(owner)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await me.fetch(f"select * from {table}")


@pytest.mark.parametrize("table", [*OWN, *HIDDEN, "plans", "ledger_violations"])
async def test_anonymous_visitors_see_nothing(person, table):
    visitor = await person(None)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await visitor.fetch(f"select * from {table}")


@pytest.mark.parametrize(
    "call",
    [
        "grant_credits(p_user => auth.uid(), p_amount => 1000000, p_key => 'mine')",
        "ensure_user(p_user => auth.uid(), p_email => null, p_name => '', p_plan => 'team')",
        "close_job(p_job => 'job_1', p_status => 'canceled', p_code => 'canceled')",
        "me(p_user => auth.uid())",
        "private.book(auth.uid(), 'x', 1, 'x', '{}')",
    ],
)
async def test_people_call_no_function(owner, person, call):
    me = await person(owner)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await me.fetchval(f"select {call}")


async def test_the_services_write_no_table_by_hand(database_url):
    services = await asyncpg.connect(database_url, server_settings={"role": "service_role"})

    for table in (*OWN, *HIDDEN):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await services.execute(f"delete from {table}")
    await services.close()
