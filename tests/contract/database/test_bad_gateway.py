"""Bad days of Supabase: nothing is lost, nothing is taken for an answer, and no key gets into the log."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import structlog
from tests.buses import PATIENCE
from tests.postgrest import PostgREST
from tests.simulators.store import ANSWERS, BadGateway

from common.database import SupabaseDatabase
from common.errors import Code, TransientError


@pytest.fixture
def road() -> str:
    return "supabase"


@pytest.fixture
async def gateway(postgrest: PostgREST) -> AsyncIterator[BadGateway]:
    async with BadGateway(postgrest.url) as standing:
        yield standing


@pytest.fixture
async def behind(gateway: BadGateway, postgrest: PostgREST) -> AsyncIterator[SupabaseDatabase]:
    """The store as it is reached through that gateway."""
    port = SupabaseDatabase(gateway.url, postgrest.key, rest_url=gateway.url, patience=PATIENCE)
    yield port
    await port.close()


@pytest.fixture
async def hasty(gateway: BadGateway, postgrest: PostgREST) -> AsyncIterator[SupabaseDatabase]:
    """The same for somebody who does not wait."""
    port = SupabaseDatabase(gateway.url, postgrest.key, rest_url=gateway.url, patience=0.5)
    yield port
    await port.close()


@pytest.fixture
async def user(database) -> str:
    name = str(uuid4())
    await database.call("ensure_user", user=name, email=None, name="", plan="pro")
    return name


async def test_a_gateway_that_is_well_passes_everything_on(behind, user):
    assert (await behind.call("me", user=user))["plan"]["name"] == "pro"
    assert [row["id"] for row in await behind.select("users", id=user)] == [user]


@pytest.mark.parametrize("mood", [*ANSWERS, "deaf"])
async def test_whatever_a_gateway_says_instead_is_worth_another_try(behind, gateway, user, mood):
    gateway.mood = mood
    for asking in (behind.call("me", user=user), behind.select("users", id=user)):
        with pytest.raises(TransientError) as away:
            await asking

        assert away.value.code is Code.STORE_UNAVAILABLE
    gateway.mood = "well"

    assert (await behind.call("me", user=user))["plan"]["name"] == "pro"


async def test_nothing_is_asked_twice_behind_our_back(behind, gateway):
    gateway.mood = "unavailable"
    with pytest.raises(TransientError):
        await behind.select("plans")

    assert gateway.asked == 1


async def test_a_slow_store_is_not_waited_for_longer_than_agreed(hasty, gateway):
    gateway.mood = "silent"
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(TransientError) as away:
            await hasty.select("plans")

    assert away.value.code is Code.STORE_UNAVAILABLE


async def test_an_answer_that_got_lost_is_asked_for_again_and_counts_once(behind, gateway, database, user):
    gateway.mood = "mute"
    grant = {"user": user, "amount": 5, "key": f"test:{user}"}
    with pytest.raises(TransientError):
        await behind.call("grant_credits", **grant)
    gateway.mood = "well"

    assert await behind.call("grant_credits", **grant) == {"granted": False, "credits": 255}
    assert len(await database.select("audit", key=grant["key"])) == 1


async def test_the_log_says_what_to_mend_and_never_the_key(behind, gateway, postgrest):
    gateway.mood = "wrong_key"
    with structlog.testing.capture_logs() as lines, pytest.raises(TransientError) as away:
        await behind.select("plans")

    assert [(line["status"], line["reason"]) for line in lines] == [(401, "Invalid API key")]
    assert postgrest.key not in repr(lines) + repr(away.value) + repr(vars(away.value)) + repr(away.value.__cause__)


async def test_many_at_once_share_a_few_connections(postgrest, user):
    few = SupabaseDatabase(postgrest.url, postgrest.key, rest_url=postgrest.url, connections=2)
    answers = await asyncio.gather(*(few.call("me", user=user) for _ in range(40)))
    await few.close()

    assert len(answers) == 40


async def test_a_key_of_no_role_opens_nothing(postgrest):
    stranger = SupabaseDatabase(postgrest.url, "sb_secret_of_nobody", rest_url=postgrest.url)
    with pytest.raises(TransientError):
        await stranger.select("plans")
    await stranger.close()
