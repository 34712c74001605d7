"""What only the people who run an installation may do; for everybody else there is nothing there."""

import time
from typing import Any
from uuid import uuid4

import jwt
import pytest
from tests.contract.gateway.conftest import SECRET, Visitor

ROUTES: list[tuple[str, str, Any]] = [
    ("GET", "/admin/jobs/job_1/events", None),
    ("GET", "/admin/flags", None),
    ("DELETE", f"/admin/flags/{uuid4()}", None),
    ("PUT", f"/admin/flags/{uuid4()}/paused", {"hours": 1}),
    ("GET", "/admin/spending", None),
]


def with_claims(visitor: Visitor, **claims: Any) -> Visitor:
    told = {"sub": visitor.user, "aud": "authenticated", "exp": time.time() + 300, **claims}
    visitor.headers["authorization"] = f"Bearer {jwt.encode(told, SECRET, 'HS256')}"
    return visitor


@pytest.fixture
def root(new_visitor) -> Visitor:
    return with_claims(new_visitor(), app_metadata={"role": "admin"})


@pytest.mark.parametrize(
    "claims",
    [{}, {"role": "authenticated"}, {"user_metadata": {"role": "admin"}}, {"app_metadata": {"role": "editor"}}],
)
async def test_users_find_nothing_there(new_visitor, claims):
    user = with_claims(new_visitor(), **claims)

    answers = [await user.request(method, path, json=body) for method, path, body in ROUTES]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "not_found")}


async def test_strangers_are_asked_to_sign_in(stranger):
    assert {(await stranger.request(method, path)).status_code for method, path, _ in ROUTES} == {401}


@pytest.mark.parametrize("claims", [{"app_metadata": {"role": "admin"}}, {"role": "admin"}])
async def test_a_token_says_who_runs_the_installation(new_visitor, claims):
    assert (await with_claims(new_visitor(), **claims).get("/admin/spending")).status_code == 200


async def test_so_does_a_row(ann, sql):
    await ann.get("/me")
    sql(f"update users set role = 'admin' where id = '{ann.user}'")  # noqa: S608 - ours

    assert (await ann.get("/admin/flags")).status_code == 200


async def test_an_account_is_paused_and_let_go_again(root, ann):
    project = await ann.project()
    paused = await root.put(f"/admin/flags/{ann.user}/paused", json={"hours": 24, "reason": "Asked by mail"})
    refused = await ann.post(f"/project/{project}/queue")
    foreseen = (await ann.post(f"/project/{project}/queue?dry_run=true")).json()["blockers"]
    listed = [one for one in (await root.get("/admin/flags")).json()["items"] if one["user_id"] == ann.user]
    cleared = await root.delete(f"/admin/flags/{ann.user}", params={"kind": "paused"})
    again = await ann.post(f"/project/{project}/queue")

    assert (paused.status_code, cleared.status_code, again.status_code) == (204, 204, 202)
    assert (refused.status_code, refused.json()["code"]) == (403, "account_paused")
    assert [one["code"] for one in foreseen] == ["account_paused"]
    assert [(one["kind"], one["reason"]) for one in listed] == [("paused", "Asked by mail")]


async def test_nobody_is_paused_who_is_not_there(root):
    assert (await root.put(f"/admin/flags/{uuid4()}/paused", json={"hours": 1})).status_code == 404


async def test_flags_come_in_pages(root, new_visitor):
    people = [new_visitor() for _ in range(3)]
    for one in people:
        await one.get("/me")
        await root.put(f"/admin/flags/{one.user}/paused", json={"hours": 1})
    first = (await root.get("/admin/flags", params={"limit": 2})).json()
    second = (await root.get("/admin/flags", params={"limit": 1, "cursor": first["next_cursor"]})).json()

    found = [one["user_id"] for one in (*first["items"], *second["items"])]
    assert found == [one.user for one in reversed(people)]


async def test_what_a_day_may_cost_is_said(root, ann, sql):
    await ann.get("/me")
    sql("delete from spends", f"insert into spends values (private.day_utc(), '{ann.user}', 42)")  # noqa: S608 - ours

    said = (await root.get("/admin/spending")).json()

    assert (said["micro_usd"], said["cap_micro_usd"]) == (42, None)
    assert said["people"] == [{"user_id": ann.user, "micro_usd": 42}]
