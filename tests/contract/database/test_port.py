"""The port over asyncpg: what goes in, what comes out, and which errors are ours."""

import asyncio

import pytest

from common.database import AsyncpgDatabase, refusal
from common.errors import Code, PermanentError, TransientError


async def test_arguments_go_by_name_and_answers_are_plain_json(database, sql):
    sql(
        """create or replace function echo(p_text text, p_number int, p_list jsonb, p_maybe text default 'default')
           returns jsonb language sql as
           $$ select jsonb_build_object('t', p_text, 'n', p_number, 'l', p_list, 'm', p_maybe) $$""",
        "grant execute on function echo to service_role",
    )

    assert await database.call("echo", list=[1, {"a": None}], number=2, text="it's") == {
        "t": "it's",
        "n": 2,
        "l": [1, {"a": None}],
        "m": "default",
    }


async def test_rows_are_filtered_by_equality(database):
    (row,) = await database.select("plans", name="pro", copy_mode=True)

    assert (row["monthly_credits"], row["qualities"]) == (250, ["draft", "std", "4k"])


async def test_times_come_in_utc_whatever_the_server_speaks(database, sql):
    sql("alter role postgres set timezone = 'Asia/Kolkata'")
    await database.call("ensure_user", user="3f0c5f4e-0000-4000-8000-000000000001", email=None, name="", plan="pro")

    (row,) = await database.select("users", id="3f0c5f4e-0000-4000-8000-000000000001")
    sql("alter role postgres reset timezone")

    assert row["created_at"].endswith("+00:00")


@pytest.mark.parametrize("name", ["me; drop table users", "Me", "public.me", "me(", ""])
async def test_a_name_is_a_name(database, name):
    with pytest.raises(ValueError, match="not a name"):
        await database.call(name)


async def test_a_refusal_carries_our_code(database):
    with pytest.raises(PermanentError) as refused:
        await database.call("get_asset", id="ast_nowhere", user="3f0c5f4e-0000-4000-8000-000000000009")

    assert refused.value.code is Code.NOT_FOUND


async def test_a_lost_connection_is_worth_another_try(database, sql):
    await database.select("plans")
    sleeping = asyncio.create_task(database.select("ledger_violations"))
    sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'thumbworks'")
    await asyncio.gather(sleeping, return_exceptions=True)

    answers = [await asyncio.gather(database.select("plans", name="pro"), return_exceptions=True) for _ in range(12)]
    failures = [answer for (answer,) in answers if isinstance(answer, BaseException)]

    assert all(isinstance(failure, TransientError) for failure in failures)
    assert answers[-1][0][0]["name"] == "pro"  # each dead connection of the pool was met once


async def test_a_database_that_is_not_there_is_worth_another_try():
    nowhere = AsyncpgDatabase("postgresql://postgres@127.0.0.1:1/postgres")

    with pytest.raises(TransientError) as away:
        await nowhere.call("me", user="x")

    assert away.value.code is Code.STORE_UNAVAILABLE


async def test_what_nobody_expected_stays_a_bug(database):
    with pytest.raises(Exception, match="does not exist") as bug:
        await database.call("no_such_function")

    assert not isinstance(bug.value, PermanentError | TransientError)


@pytest.mark.parametrize("state", ["08006", "57P01", "57P03", "53300", "53100", "40P01", "40001", "57014", "55P03"])
def test_bad_weather_of_postgres_is_worth_another_try(state):
    assert isinstance(refusal(state, "words", None), TransientError)


@pytest.mark.parametrize("state", ["23505", "23514", "42883", "22P02", "XX000", ""])
def test_other_states_are_nobodys_expectation(state):
    assert refusal(state, "words", None) is None
