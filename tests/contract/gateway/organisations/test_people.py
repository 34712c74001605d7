"""Who comes in, and who may do what."""

import asyncio
import json
from uuid import uuid4

import jwt
import pytest
from tests.contract.gateway.conftest import SECRET, Visitor
from tests.contract.gateway.organisations.conftest import code, join

from common.database import AsyncpgDatabase


def with_address(visitor: Visitor, email: str) -> Visitor:
    claims = jwt.decode(visitor.headers["authorization"].split()[1], SECRET, ["HS256"], audience="authenticated")
    claims |= {"email": email, "email_verified": True}
    visitor.headers["authorization"] = f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"
    return visitor


async def test_an_organisation_needs_a_plan_with_seats(ann, on_plan):
    refused = await ann.post("/organisations", json={"name": "Mine"})
    on_plan(ann, "team")
    made = await ann.post("/organisations", json={"name": "Mine"})

    assert code(refused) == (403, "plan_required")
    assert refused.json()["required_plan"] == "team"
    assert (made.status_code, made.json()["role"], made.json()["seats"]) == (201, "owner", 10)
    assert made.headers["location"] == f"/organisations/{made.json()['id']}"


async def test_one_key_makes_one_organisation(owner):
    once = {"idempotency-key": "org-1"}
    answers = [await owner.post("/organisations", json={"name": "Mine"}, headers=once) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await owner.get("/organisations")).json()) == 1


async def test_an_invitation_lets_one_person_in_once(owner, org, bob, new_visitor):
    invited = (await owner.post(f"/organisations/{org}/invitations", json={})).json()
    first, again = [await bob.post(invited["accept"]) for _ in range(2)]
    late = await new_visitor().post(invited["accept"])

    assert (first.status_code, first.json()["role"], first.json()["seats_taken"]) == (200, "member", 2)
    assert again.json() == first.json()
    assert code(late) == (410, "invitation_over")
    assert [one["status"] for one in (await owner.get(f"/organisations/{org}/invitations")).json()["items"]] == [
        "accepted"
    ]


async def test_a_token_is_shown_once_and_stored_nowhere(owner, org, database: AsyncpgDatabase):
    once = {"idempotency-key": "invite-1"}
    first, again = [await owner.post(f"/organisations/{org}/invitations", json={}, headers=once) for _ in range(2)]
    token = first.json()["token"]
    kept = [await database.select(table) for table in ("invitations", "idempotency_keys", "organisations")]
    listed = await owner.get(f"/organisations/{org}/invitations")

    assert len(token) >= 43
    assert (again.json()["id"], again.json()["token"], again.json()["accept"]) == (first.json()["id"], None, None)
    assert token not in json.dumps(kept)
    assert "token" not in listed.json()["items"][0]


async def test_an_invitation_with_an_address_is_for_whoever_has_verified_it(owner, org, bob, new_visitor):
    invited = (await owner.post(f"/organisations/{org}/invitations", json={"email": " Bob@Example.org"})).json()
    nobody = await new_visitor().post(invited["accept"])
    other = await with_address(new_visitor(), "eve@example.org").post(invited["accept"])
    right = await with_address(bob, "bob@example.org").post(invited["accept"])

    assert code(nobody) == code(other) == (403, "invitation_for_another")
    assert right.status_code == 200


async def test_an_invitation_ends_by_time_or_by_hand(owner, org, bob, sql):
    invited = [(await owner.post(f"/organisations/{org}/invitations", json={})).json() for _ in range(2)]
    sql(f"update invitations set expires_at = now() where id = '{invited[0]['id']}'")  # noqa: S608 - an id of our own
    revoked = await owner.delete(f"/organisations/{org}/invitations/{invited[1]['id']}")
    answers = [await bob.post(one["accept"]) for one in invited]

    assert revoked.status_code == 204
    assert [code(answer) for answer in answers] == [(410, "invitation_over")] * 2
    listed = (await owner.get(f"/organisations/{org}/invitations")).json()["items"]
    assert sorted(one["status"] for one in listed) == ["expired", "revoked"]
    assert code(await bob.post("/invitations/no-such-token/accept")) == (404, "not_found")


async def test_seats_run_out_and_open_invitations_keep_theirs(owner, org, sql, bob):
    sql("update plans set seats = 2 where name = 'team'")
    first = await owner.post(f"/organisations/{org}/invitations", json={})
    second = await owner.post(f"/organisations/{org}/invitations", json={})
    await bob.post(first.json()["accept"])
    third = await owner.post(f"/organisations/{org}/invitations", json={})
    sql("update plans set seats = 10 where name = 'team'")

    assert code(second) == code(third) == (409, "seats_exhausted")


async def test_two_who_accept_at_once_do_not_share_the_last_seat(owner, org, sql, bob, new_visitor):
    tokens = [(await owner.post(f"/organisations/{org}/invitations", json={})).json()["accept"] for _ in range(2)]
    sql("update plans set seats = 2 where name = 'team'")
    cat = new_visitor()
    answers = await asyncio.gather(bob.post(tokens[0]), cat.post(tokens[1]))
    sql("update plans set seats = 10 where name = 'team'")

    assert sorted(answer.status_code for answer in answers) == [200, 409]


# What is done, and who may: everybody else in the organisation is told that it is not for them.
RIGHTS = [
    ("GET", "", None, {"owner", "admin", "member"}),
    ("GET", "/members", None, {"owner", "admin", "member"}),
    ("GET", "/assets", None, {"owner", "admin", "member"}),
    ("GET", "/projects", None, {"owner", "admin", "member"}),
    ("GET", "/invitations", None, {"owner", "admin"}),
    ("POST", "/invitations", {"role": "member"}, {"owner", "admin"}),
    ("POST", "/invitations", {"role": "admin"}, {"owner"}),
    ("PATCH", "", {"name": "Other"}, {"owner", "admin"}),
    ("PATCH", "/members/{someone}", {"role": "admin"}, {"owner"}),
    ("DELETE", "/members/{someone}", None, {"owner", "admin"}),
    ("DELETE", "", None, {"owner"}),
]


@pytest.mark.parametrize("role", ["member", "admin", "owner", "stranger"])
async def test_who_may_do_what(owner, org, bob, new_visitor, role):
    someone = await join(owner, org, new_visitor())
    asking = owner if role == "owner" else bob
    if role in {"member", "admin"}:
        await join(owner, org, bob, role)

    for method, path, body, allowed in RIGHTS:
        response = await asking.request(method, f"/organisations/{org}{path.format(someone=someone.user)}", json=body)

        if role in allowed:
            assert response.is_success, (method, path, response.text)
        else:
            assert code(response) == ((404, "not_found") if role == "stranger" else (403, "forbidden")), (method, path)


async def test_the_owner_stays_until_it_is_handed_over(owner, org, member, on_plan):
    path = f"/organisations/{org}/members"
    leaving = await owner.delete(f"{path}/{owner.user}")
    stepping_down = await owner.patch(f"{path}/{owner.user}", json={"role": "member"})
    unable = await owner.patch(f"{path}/{member.user}", json={"role": "owner"})
    on_plan(member, "team")
    handed = await owner.patch(f"{path}/{member.user}", json={"role": "owner"})
    left = await owner.delete(f"{path}/{owner.user}")

    assert code(leaving) == code(stepping_down) == (409, "last_owner")
    assert code(unable) == (403, "plan_required")
    assert [(one["user_id"], one["role"]) for one in handed.json()] == [(member.user, "owner"), (owner.user, "admin")]
    assert left.status_code == 204
    assert code(await owner.get(f"/organisations/{org}")) == (404, "not_found")


async def test_an_admin_removes_no_admin(owner, org, bob, new_visitor):
    await join(owner, org, bob, "admin")
    other = await join(owner, org, new_visitor(), "admin")

    assert code(await bob.delete(f"/organisations/{org}/members/{other.user}")) == (403, "forbidden")
    assert (await bob.delete(f"/organisations/{org}/members/{bob.user}")).status_code == 204


async def test_a_name_and_an_address_are_looked_at(owner, org):
    for body in ({"name": ""}, {"name": "x" * 101}, {"name": "x", "plan": "pro"}):
        assert code(await owner.post("/organisations", json=body)) == (422, "validation_failed")
    for body in ({"email": "nobody"}, {"role": "owner"}, {"email": "a b@c.d"}):
        response = await owner.post(f"/organisations/{org}/invitations", json=body)
        assert code(response) == (422, "validation_failed")
    nobody = await owner.patch(f"/organisations/{org}/members/{uuid4()}", json={"role": "admin"})
    assert code(nobody) == (404, "not_found")
