"""The first credits are for people whose address was verified: once, however they come."""

import asyncio
import time
from uuid import uuid4

import jwt
import pytest
from tests.contract.gateway.conftest import SECRET, Visitor, vouched

from gateway.settings import GatewaySettings


def showing(visitor: Visitor, *, verified: bool) -> Visitor:
    about = vouched(visitor.user) | {"email_verified": verified}
    claims = {"sub": visitor.user, "aud": "authenticated", "exp": time.time() + 300, **about}
    visitor.headers["authorization"] = f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"
    return visitor


@pytest.fixture
def new(new_visitor):
    return showing(new_visitor(), verified=False)


async def standing(visitor: Visitor) -> tuple[int, str | None]:
    me = (await visitor.get("/me")).json()
    return me["credits"], me["credits_missing"]


@pytest.mark.parametrize("door", ["/me", "/auth/callback"])
async def test_nobody_has_credits_before_their_address_was_verified(new, door, database):
    answer = await (new.get(door) if door == "/me" else new.post(door))

    assert (answer.json()["credits"], answer.json()["credits_missing"]) == (0, "email_not_verified")
    assert await database.select("audit", user_id=new.user) == []


@pytest.mark.parametrize("door", ["/me", "/auth/callback", "/jobs"])
async def test_the_first_request_with_a_verified_address_brings_them_at_once(new, door):
    assert await standing(new) == (0, "email_not_verified")
    showing(new, verified=True)
    await (new.post(door) if door == "/auth/callback" else new.get(door))
    showing(new, verified=False)

    assert await standing(new) == (50, None)


async def test_many_requests_at_once_verified_and_not_are_one_grant(new_visitor, database):
    user = str(uuid4())
    both = [showing(new_visitor(), verified=False), showing(new_visitor(), verified=True)]
    for one in both:
        one.user = user
        showing(one, verified=one is both[1])
    answers = await asyncio.gather(*(one.get("/me") for one in both * 8))
    booked = await database.select("audit", user_id=user)

    assert {answer.status_code for answer in answers} == {200}
    assert [(row["action"], row["delta_credits"]) for row in booked] == [("credits.granted", 50)]
    assert await standing(both[0]) == (50, None)


async def test_a_new_month_brings_nothing_to_an_address_that_is_still_unverified(new, database, sql):
    await standing(new)
    sql(
        "update profiles set billing_anchor = now() - interval '40 days', next_grant_at = now() - interval '1 day'"
        " where first_grant_waits is not null"
    )
    await database.call("grant_due")
    waiting = await standing(new)
    showing(new, verified=True)

    assert waiting == (0, "email_not_verified")
    assert await standing(new) == (50, None)


async def test_credits_that_came_otherwise_are_kept_and_the_first_ones_still_come(new, sql):
    await standing(new)
    sql(f"select private.book('{new.user}', 'credits.granted', 7, 'gift:{new.user}', '{{}}')")
    showing(new, verified=True)

    assert await standing(new) == (57, None)


@pytest.mark.parametrize(("allowed", "granted"), [(True, 50), (False, 0)])
async def test_an_installation_without_mail_may_grant_them_to_everybody(new, ports, allowed, granted):
    settings = GatewaySettings(jwt_secret="x" * 40, credits_unverified=allowed)  # pyright: ignore[reportArgumentType]
    await ports.store.house_rules.set(settings.house_rules)
    found = await standing(new)
    await ports.store.house_rules.set({"credits_unverified": 0})

    assert found[0] == granted
