"""A ledger over the module's database, and people with wallets."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from tests.postgrest import ROADS

from common.database import Database
from credits.ledger import Ledger

NewPayer = Callable[..., Awaitable[str]]


@pytest.fixture(params=ROADS)
def road(request: pytest.FixtureRequest) -> str:
    """Every promise of the ledger holds on both roads."""
    return request.param


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


@pytest.fixture(scope="module")
def _plans(sql: Callable[..., None]) -> None:
    """`lanes_<n>` allows everything, runs n jobs at a time and grants nothing by itself."""
    sql(
        """insert into plans (name, title, monthly_credits, running_jobs, qualities, copy_mode)
           select 'lanes_' || n, 'For tests', 0, n, '{draft,std,4k}', true from generate_series(1, 1000) n"""
    )


@pytest.fixture
def new_payer(database: Database, _plans: None) -> NewPayer:
    async def make(*, wallet: int = 100, lanes: int = 100) -> str:
        user = str(uuid4())
        await database.call("ensure_user", user=user, email=None, name="", plan=f"lanes_{lanes}")
        if wallet:
            await database.call("grant_credits", user=user, amount=wallet, key=f"test:{user}")
        return user

    return make


@pytest.fixture
def balance(database: Database) -> Callable[[str], Awaitable[int]]:
    async def read(user: str) -> int:
        return (await database.call("me", user=user))["credits"]

    return read


@pytest.fixture(autouse=True)
async def _books_balance(database: Database):
    """Whatever a test of the ledger does, the invariants hold afterwards."""
    yield

    assert await database.select("ledger_violations") == []
