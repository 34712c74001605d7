"""The exchange of a token for an account, and who may do what only the operators may."""

import asyncio
import time
from dataclasses import replace
from uuid import uuid4

import httpx
import jwt
import pytest
from fastapi import APIRouter
from tests.contract.gateway.conftest import SECRET

from gateway.app import application
from gateway.auth import JwtAuth
from gateway.deps import Admin


def of(visitor) -> str:
    return visitor.headers["authorization"].removeprefix("Bearer ")


async def test_a_frontend_exchanges_its_token_for_the_account(new_visitor, stranger):
    ann = new_visitor()
    by_body = await stranger.post("/auth/callback", json={"access_token": of(ann)})
    by_header = await ann.post("/auth/callback")

    assert by_body.status_code == by_header.status_code == 200
    assert by_body.json() == by_header.json() == (await ann.get("/me")).json()
    assert (by_body.json()["id"], by_body.json()["credits"]) == (ann.user, 50)


async def test_a_bad_token_makes_no_account(stranger):
    for body in ({"access_token": "nonsense"}, None):
        response = await stranger.post("/auth/callback", json=body)

        assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")


@pytest.mark.one_road("refused before anybody is looked up")
@pytest.mark.parametrize(
    ("changed", "key", "algorithm"),
    [
        ({}, "", "none"),
        ({"aud": "somebody-else"}, SECRET, "HS256"),
        ({"exp": time.time() - 60}, SECRET, "HS256"),
        ({}, "the secret of another installation, just as long", "HS256"),
    ],
    ids=["unsigned", "other audience", "expired", "other secret"],
)
async def test_a_token_that_is_not_good_opens_no_door(stranger, changed, key, algorithm):
    claims = {"sub": str(uuid4()), "aud": "authenticated", "exp": time.time() + 300} | changed
    headers = {"authorization": f"Bearer {jwt.encode(claims, key, algorithm)}"}
    for method, path in (("GET", "/me"), ("POST", "/auth/callback"), ("GET", "/jobs"), ("POST", "/upload/selfie")):
        response = await stranger.request(method, path, headers=headers)

        assert (response.status_code, response.json()["code"]) == (401, "unauthenticated"), path


async def test_a_new_secret_ends_every_token_of_the_old_one(ports, ann):
    rotated = application(
        replace(ports, authenticator=JwtAuth("a secret that came after the other one", "authenticated"))
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(rotated), base_url="http://thumbs.test", headers=ann.headers
    ) as client:
        refused = await client.get("/me")

    assert (await ann.get("/me")).status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")


async def test_what_is_no_exchange_is_a_mistake(stranger):
    for body in ({"token": "x"}, {"access_token": ""}, {"access_token": 7}, []):
        assert (await stranger.post("/auth/callback", json=body)).status_code == 422


async def test_many_first_logins_at_once_are_one_grant(new_visitor, database):
    ann = new_visitor()
    answers = await asyncio.gather(*(ann.post("/auth/callback") for _ in range(12)), ann.get("/me"), ann.get("/me"))
    booked = await database.select("audit", user_id=ann.user)

    assert {answer.status_code for answer in answers} == {200}
    assert [row["action"] for row in booked] == ["credits.granted"]
    assert (await ann.get("/me")).json()["credits"] == 50


async def test_a_new_address_is_written_down_and_a_name_of_ones_own_is_kept(new_visitor, ports, sql):
    ann = new_visitor()
    await ann.post("/auth/callback")
    sql(f"update users set name = 'Annie' where id = '{ann.user}'")  # noqa: S608 - ours
    person = await ports.authenticator.identify(ann.headers)
    moved = type(person)(person.user_id, email="new@example.org", name="Ann")
    account = await ports.store.people.sign_in(moved)

    assert (account.email, account.name) == ("new@example.org", "Annie")


async def test_a_known_person_costs_no_query(new_visitor, ports):
    ann = new_visitor()
    await ann.get("/me/consent/statements")
    person = await ports.authenticator.identify(ann.headers)
    await ports.store.people.welcome(person)
    ports.store.people._database = None

    await ports.store.people.welcome(person)


@pytest.fixture
async def guarded(ports, new_visitor):
    """A client of an API that has a room for operators."""
    router = APIRouter()

    @router.get("/back-room")
    async def back_room(admin: Admin) -> str:
        return admin.user_id

    app = application(ports)
    app.include_router(router)
    ann = new_visitor()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://thumbs.test", headers=ann.headers
    ) as client:
        yield ann, client


async def test_only_the_database_makes_somebody_an_admin(guarded, sql):
    ann, client = guarded

    assert (await client.get("/back-room")).json()["code"] == "not_found"
    sql(f"update users set role = 'admin' where id = '{ann.user}'")  # noqa: S608 - ours
    assert (await client.get("/back-room")).json() == ann.user
