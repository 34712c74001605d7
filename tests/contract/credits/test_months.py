"""Monthly credits: once per period, whatever clocks say; what is left rolls over once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from common.errors import Code, PermanentError

MONTHLY = 50  # of the plan Starter
NewAccount = Callable[..., Awaitable[str]]


@pytest.fixture
def new_account(database, sql) -> NewAccount:
    """Somebody on Starter whose account was opened at `opened`; every period since then is due."""

    async def make(opened: datetime, plan: str = "starter") -> str:
        user = str(uuid4())
        await database.call("ensure_user", user=user, email=None, name="", plan=plan)
        anchor = f"'{opened.isoformat()}'::timestamptz"
        sql(
            f"""update profiles set billing_anchor = {anchor}, next_grant_at = private.next_period({anchor}, {anchor})
                where user_id = '{user}'"""  # noqa: S608 - both are made above
        )
        return user

    return make


@pytest.fixture
def periods(database) -> Callable[[str], Awaitable[list[str]]]:
    async def granted(user: str) -> list[str]:
        rows = await database.select("audit", user_id=user, action="credits.monthly")
        return [row["meta"]["period"] for row in sorted(rows, key=lambda row: row["id"])]

    return granted


async def catch_up(database) -> None:
    while await database.call("grant_due"):
        pass


def months_ago(number: int, day: int, **time: int) -> datetime:
    """That day, as many months before the last one of them that is over."""
    last = datetime.now(UTC).replace(day=1) - timedelta(days=1)
    index = 12 * last.year + last.month - 1 - number
    return datetime(index // 12, index % 12 + 1, day, **time, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opened", "first"),
    [
        ("2025-01-31T10:00:00", ["2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"]),
        ("2023-12-31T23:59:59.999", ["2024-01-31", "2024-02-29", "2024-03-31"]),
        ("2024-02-29T00:00:00", ["2024-03-29", "2024-04-29"]),
        ("2025-01-30T12:00:00", ["2025-02-28", "2025-03-30"]),
        ("2025-11-15T00:00:00", ["2025-12-15", "2026-01-15"]),
    ],
)
async def test_a_short_month_ends_early_and_shortens_no_later_one(database, new_account, periods, opened, first):
    user = await new_account(datetime.fromisoformat(opened).replace(tzinfo=UTC))

    await catch_up(database)

    assert (await periods(user))[: len(first)] == first


async def test_the_servers_own_time_zone_changes_no_period(database, new_account, periods, sql):
    sql("alter role service_role set timezone = 'Pacific/Kiritimati'")
    user = await new_account(datetime(2025, 1, 31, 23, 30, tzinfo=UTC))
    await catch_up(database)
    sql("alter role service_role reset timezone")

    assert (await periods(user))[:2] == ["2025-02-28", "2025-03-31"]


async def test_a_period_is_granted_once_however_many_ask_at_a_time(database, new_account, periods, balance):
    user = await new_account(months_ago(0, 1))
    (profile,) = await database.select("profiles", user_id=user)
    due = profile["next_grant_at"][:10]

    answers = await asyncio.gather(*(database.call("monthly_grant", user=user, period=due) for _ in range(8)))

    assert sorted(answer["granted"] for answer in answers) == [False] * 7 + [True]
    assert await periods(user) == [due]
    assert await balance(user) == 2 * MONTHLY


async def test_a_clock_that_is_ahead_grants_nothing_early(database, periods, balance):
    user = str(uuid4())
    await database.call("ensure_user", user=user, email=None, name="", plan="starter")
    (profile,) = await database.select("profiles", user_id=user)

    early = await database.call("monthly_grant", user=user, period=profile["next_grant_at"][:10])
    wrong = await database.call("monthly_grant", user=user, period=str(date(2020, 1, 1)))

    assert (early["granted"], wrong["granted"], await periods(user)) == (False, False, [])
    assert await balance(user) == MONTHLY


async def test_nobody_is_granted_a_month_who_has_no_account(database):
    with pytest.raises(PermanentError) as refused:
        await database.call("monthly_grant", user=str(uuid4()), period="2026-01-01")

    assert refused.value.code is Code.NOT_FOUND


async def test_unused_credits_roll_over_once_and_then_lapse(database, new_account, balance):
    user = await new_account(months_ago(6, 5))

    balances = [await balance(user)]
    for _ in range(3):
        await database.call("grant_due")
        balances.append(await balance(user))

    assert balances == [50, 100, 100, 100]  # never more than a month's that is left beside a new one


async def test_what_was_rolled_over_is_spent_first(database, ledger, new_account, new_ticket, balance):
    user = await new_account(months_ago(6, 5))
    await database.call("grant_due")  # 50 new, 50 of last month's
    for _ in range(15):
        await run_through(ledger, new_ticket(user_id=user, quality="std", variants=1))
    spent = await balance(user)
    await database.call("grant_due")  # 20 of the old ones lapse, 50 roll over

    assert (spent, await balance(user)) == (70, 100)
    assert [row["delta_credits"] for row in await database.select("audit", user_id=user, action="credits.lapsed")] == [
        -20
    ]


async def test_bought_credits_never_lapse(database, new_account, balance):
    user = await new_account(months_ago(6, 5))
    await database.call("grant_credits", user=user, amount=500, key=f"pack:{user}", action="credits.purchased")

    await catch_up(database)

    assert await balance(user) == 500 + 2 * MONTHLY


async def test_a_refund_of_last_months_job_takes_nothing_else_away(database, ledger, new_account, new_ticket, balance):
    user = await new_account(months_ago(6, 5))
    ticket = new_ticket(user_id=user, quality="std", variants=1)
    await ledger.reserve(ticket)
    await database.call("grant_due")
    await ledger.delivered(ticket.job_id, 1, 1, 0)
    await database.call("refund_job", job=ticket.job_id)

    assert await balance(user) == 2 * MONTHLY


async def test_a_plan_that_fills_up_by_itself_is_granted_nothing(database, new_account, balance, periods):
    user = await new_account(months_ago(6, 5), plan="local")
    before = await balance(user)

    await catch_up(database)

    assert (await balance(user), await periods(user)) == (before, [])


async def run_through(ledger, ticket) -> None:
    await ledger.reserve(ticket)
    await ledger.delivered(ticket.job_id, 1, 1, 0)
