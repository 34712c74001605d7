"""The port over both roads: what goes in, what comes out, and which errors are ours."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from pydantic import BaseModel, ValidationError
from tests.buses import PATIENCE

from common.database import AsyncpgDatabase, SchemaTooOldError, SupabaseDatabase, refusal
from common.errors import Code, PermanentError, ThumbworksError, TransientError


async def test_arguments_go_by_name_and_answers_are_plain_json(database, sql):
    sql(
        """create or replace function echo(p_text text, p_number int, p_list jsonb, p_maybe text default 'default')
           returns jsonb language sql as
           $$ select jsonb_build_object('t', p_text, 'n', p_number, 'l', p_list, 'm', p_maybe) $$""",
        "grant execute on function echo to service_role",
        "notify pgrst, 'reload schema'",
    )

    assert await once_known(database, "echo", list=[1, {"a": None}], number=2, text="it's") == {
        "t": "it's",
        "n": 2,
        "l": [1, {"a": None}],
        "m": "default",
    }


class Named(BaseModel):
    name: str
    created_at: datetime


async def test_an_answer_is_read_as_a_model(database):
    user = str(uuid4())
    await database.call("ensure_user", user=user, email=None, name="Ada", plan="pro")

    found = await database.read(Named, "me", user=user)

    assert (found.name, found.created_at.tzinfo) == ("Ada", UTC)


async def test_no_answer_is_no_model(database):
    with pytest.raises(ValidationError):
        await database.read(Named, "current_consent", user=str(uuid4()))


async def test_rows_are_filtered_by_equality(database):
    (row,) = await database.select("plans", name="pro", copy_mode=True)

    assert (row["monthly_credits"], row["qualities"]) == (250, ["draft", "std", "4k"])


@pytest.mark.parametrize("key", ["a,b", "a:b", "a.b", "(a)", '"a"', "a\\b", "a b&c=d", "näh", "eq.a", "*", "null"])
async def test_a_filter_means_its_value_whatever_signs_are_in_it(database, key):
    user = str(uuid4())
    await database.call("ensure_user", user=user, email=None, name="", plan="pro")
    await database.call("grant_credits", user=user, amount=5, key=user + key)

    (row,) = await database.select("audit", key=user + key)

    assert row["delta_credits"] == 5


async def test_large_numbers_and_nested_json_come_back_as_they_went(database):
    user, meta = str(uuid4()), {"n": 2**53 + 1, "f": 0.1, "list": [None, True, {"a": []}], "text": "ö \u2028 '\" \\"}
    await database.call("ensure_user", user=user, email=None, name="", plan="pro")
    await database.call("grant_credits", user=user, amount=1, key=user, meta=meta)

    (row,) = await database.select("audit", key=user)

    assert row["meta"] == meta
    assert type(row["id"]) is int


async def test_a_zero_byte_is_refused_and_not_a_bug(database):
    with pytest.raises(PermanentError) as refused:
        await database.call("ensure_user", user=str(uuid4()), email=None, name="a\0b", plan="pro")

    assert refused.value.code is Code.VALIDATION_FAILED


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
    sql(
        """select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = 'thumbworks' or usename = 'authenticator'"""
    )
    await asyncio.gather(sleeping, return_exceptions=True)

    failures: list[BaseException] = []
    async with asyncio.timeout(PATIENCE):  # each dead connection is met once; PostgREST first reads its schema again
        while lost := [answer for answer in await many(database) if isinstance(answer, BaseException)]:
            failures += lost
            await asyncio.sleep(0.1)

    assert all(isinstance(failure, TransientError) for failure in failures)
    assert (await database.select("plans", name="pro"))[0]["name"] == "pro"


async def many(database):
    """As many at once as a pool has connections."""
    return await asyncio.gather(*(database.select("plans", name="pro") for _ in range(10)), return_exceptions=True)


async def once_known(database, function, **arguments):
    """The answer, or what was raised. PostgREST reads a schema that changed again in the background."""
    async with asyncio.timeout(PATIENCE):
        while isinstance(  # noqa: ASYNC110 - nobody tells
            answer := await first(database.call(function, **arguments)), SchemaTooOldError
        ):
            await asyncio.sleep(0.05)
    return answer


async def first(asking):
    (answer,) = await asyncio.gather(asking, return_exceptions=True)
    return answer


@pytest.mark.parametrize(
    "nowhere",
    [AsyncpgDatabase("postgresql://postgres@127.0.0.1:1/postgres"), SupabaseDatabase("http://127.0.0.1:1", "key")],
    ids=["postgres", "supabase"],
)
async def test_a_database_that_is_not_there_is_worth_another_try(nowhere):
    with pytest.raises(TransientError) as away:
        await nowhere.call("me", user="x")

    assert away.value.code is Code.STORE_UNAVAILABLE


async def test_what_the_schema_lacks_is_said_to_be_missing(database):
    for asking in (
        database.call("no_such_function"),
        database.select("no_such_view"),
        database.select("plans", no="1"),
    ):
        with pytest.raises(SchemaTooOldError, match="apply supabase/migrations"):
            await asking


async def test_what_nobody_expected_stays_a_bug(database, sql):
    sql(
        "create or replace function breaks() returns jsonb language sql as 'select to_jsonb(1 / 0)'",
        "grant execute on function breaks to service_role",
        "notify pgrst, 'reload schema'",
    )
    answer = await once_known(database, "breaks")

    assert "division by zero" in str(answer)
    assert not isinstance(answer, ThumbworksError)


@pytest.mark.parametrize("state", ["08006", "57P01", "57P03", "53300", "53100", "40P01", "40001", "57014", "55P03"])
def test_bad_weather_of_postgres_is_worth_another_try(state):
    assert isinstance(refusal(state, "words", None), TransientError)


@pytest.mark.parametrize("state", ["23505", "23514", "22P02", "XX000", ""])
def test_other_states_are_nobodys_expectation(state):
    assert refusal(state, "words", None) is None
