"""Keys for programs: made by people, shown once, limited, and ended."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tests.contract.gateway.conftest import left_with

SCRIPT = {"name": "Script", "scopes": ["read", "create", "render"]}


@pytest.fixture
async def teamed(ann, sql):
    """Ann, on a plan with access by key."""
    await ann.get("/me")
    sql(f"update profiles set plan = 'team' where user_id = '{ann.user}'", left_with(ann.user, 1000))  # noqa: S608 - ours
    return ann


@pytest.fixture
def program(stranger):
    """A client that has nothing but a key."""

    async def make(person, **changes):
        made = await person.post("/me/keys", json=SCRIPT | changes)
        assert made.status_code == 201, made.text
        body = made.json()

        async def call(method: str, path: str, headers: dict[str, str] | None = None, **more):
            named = {"authorization": f"Bearer {body['key']}", **(headers or {})}
            return await stranger.request(method, path, headers=named, **more)

        return body, call

    return make


async def test_a_key_may_end_in_any_zone_but_not_at_the_end_of_time(teamed):
    made, late = [
        await teamed.post("/me/keys", json=SCRIPT | {"expires_at": when})
        for when in ("2491-02-21T13:36:31+17:22", "9999-12-31T23:59:59-17:22")
    ]

    assert made.json()["expires_at"] == "2491-02-20T20:14:31Z"
    assert (late.status_code, late.json()["code"]) == (422, "validation_failed")


async def test_a_key_is_shown_once_and_only_its_hash_is_kept(teamed, program, database):
    body, _ = await program(teamed)
    rows = await database.select("api_keys", user_id=teamed.user)
    listed = (await teamed.get("/me/keys")).json()

    assert body["key"].startswith(body["prefix"])
    assert body["key"] not in str(rows)
    assert [key["id"] for key in listed] == [body["id"]]
    assert "key" not in listed[0]
    assert "hash" not in str(listed)


async def test_a_program_acts_for_its_owner(teamed, program):
    _, call = await program(teamed)
    project = await call("POST", "/project", json={"headline": "STOP DOING THIS", "refs": [await teamed.selfie()]})
    queued = await call("POST", f"/project/{project.json()['id']}/queue")

    assert (project.status_code, queued.status_code) == (201, 202)
    assert (await teamed.get(f"/jobs/{queued.json()['id']}")).status_code == 200
    assert (await teamed.get("/me/keys")).json()[0]["last_used_at"] is not None


async def test_a_key_does_what_its_scopes_say_and_nothing_else(teamed, program):
    _, reader = await program(teamed, scopes=["read"])
    refused = [
        await reader("POST", "/project", json={"headline": "GO"}),
        await reader("POST", f"/project/{await teamed.project()}/queue"),
        await reader("POST", "/me/consent", json={}),
    ]

    assert (await reader("GET", "/me")).status_code == 200
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(403, "scope_required")}
    assert [answer.json()["scope"] for answer in refused] == ["create", "render", "account"]


async def test_no_key_makes_keys_or_ends_them(teamed, program):
    body, call = await program(teamed, scopes=["read", "create", "render", "account"])
    for method, path, more in (
        ("GET", "/me/keys", {}),
        ("POST", "/me/keys", {"json": SCRIPT}),
        ("PATCH", f"/me/keys/{body['id']}", {"json": {"spend_cap": None}}),
        ("DELETE", f"/me/keys/{body['id']}", {}),
    ):
        response = await call(method, path, **more)

        assert (response.status_code, response.json()["code"]) == (403, "scope_required"), path


async def test_a_revoked_key_opens_nothing_from_now_on(teamed, program):
    body, call = await program(teamed)
    assert (await call("GET", "/me")).status_code == 200
    for _ in range(2):
        assert (await teamed.delete(f"/me/keys/{body['id']}")).status_code == 204

    assert (await call("GET", "/me")).json()["code"] == "unauthenticated"
    assert (await teamed.get("/me/keys")).json() == []
    assert (await teamed.patch(f"/me/keys/{body['id']}", json={"name": "x"})).status_code == 404


async def test_a_key_whose_time_is_over_is_none(teamed, program, sql):
    body, call = await program(teamed, expires_at=(datetime.now(UTC) + timedelta(days=1)).isoformat())
    sql(f"update api_keys set expires_at = now() - interval '1 second' where id = '{body['id']}'")  # noqa: S608 - ours

    assert (await call("GET", "/me")).json()["code"] == "unauthenticated"


async def test_a_plan_without_access_makes_no_keys_and_ends_those_there_are(teamed, program, bob, sql):
    refused = await bob.post("/me/keys", json=SCRIPT)
    _, call = await program(teamed)
    sql(f"update profiles set plan = 'pro' where user_id = '{teamed.user}'")  # noqa: S608 - ours
    ended = await call("GET", "/me")

    assert (refused.status_code, refused.json()["code"], refused.json()["required_plan"]) == (
        403,
        "plan_required",
        "team",
    )
    assert (ended.status_code, ended.json()["code"]) == (403, "plan_required")


async def test_somebody_elses_key_is_not_there(teamed, program, bob):
    body, _ = await program(teamed)

    assert (await bob.delete(f"/me/keys/{body['id']}")).status_code == 404
    assert (await bob.patch(f"/me/keys/{body['id']}", json={"name": "mine"})).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [{"scopes": []}, {"scopes": ["everything"]}, {"name": ""}, {"spend_cap": -1}, {"spend_period": "day"},
     {"expires_at": "2020-01-01T00:00:00Z"}, {"expires_at": "2999-01-01T00:00:00"}, {"hash": "x"}],
)  # fmt: skip
async def test_a_key_that_makes_no_sense_is_not_made(teamed, changes):
    response = await teamed.post("/me/keys", json=SCRIPT | changes)

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")


async def test_what_is_left_out_of_a_change_stays(teamed, program):
    body, _ = await program(teamed, spend_cap=7)
    renamed = (await teamed.patch(f"/me/keys/{body['id']}", json={"name": "Other"})).json()
    freed = (await teamed.patch(f"/me/keys/{body['id']}", json={"spend_cap": None})).json()

    assert (renamed["name"], renamed["spend_cap"], renamed["scopes"]) == ("Other", 7, ["create", "read", "render"])
    assert (freed["name"], freed["spend_cap"]) == ("Other", None)


@pytest.mark.usefixtures("one_day")
async def test_a_key_spends_no_more_than_its_cap_however_many_ask_at_once(teamed, program):
    body, call = await program(teamed, spend_cap=5)
    project = await teamed.project()
    answers = await asyncio.gather(*(call("POST", f"/project/{project}/queue") for _ in range(6)))
    refused = [answer.json() for answer in answers if answer.status_code != 202]

    assert len(refused) == 4  # two credits each: two fit under five
    assert {(one["status"], one["code"], one["required"], one["available"]) for one in refused} == {
        (403, "key_spend_cap_reached", 2, 1)
    }
    assert (await teamed.get("/me/keys")).json()[0]["spent"] == 4
    assert (await teamed.post(f"/project/{project}/queue")).status_code == 202
    assert body["spend_cap"] == 5


@pytest.mark.usefixtures("one_day")
async def test_last_month_counts_for_all_time_only(teamed, program, sql):
    body, call = await program(teamed, spend_cap=3)
    project = await teamed.project()
    job = (await call("POST", f"/project/{project}/queue")).json()["id"]
    sql(f"update jobs set created_at = now() - interval '40 days' where id = '{job}'")  # noqa: S608 - ours
    assert (await call("POST", f"/project/{project}/queue")).status_code == 202
    await teamed.patch(f"/me/keys/{body['id']}", json={"spend_cap": 5, "spend_period": "total"})

    assert (await call("POST", f"/project/{project}/queue")).json()["code"] == "key_spend_cap_reached"


async def test_a_refused_run_may_be_asked_for_again_with_the_same_idempotency_key(teamed, program):
    body, call = await program(teamed, spend_cap=1)
    project = await teamed.project()
    path, again = f"/project/{project}/queue", {"idempotency-key": "once"}
    assert (await call("POST", path, again)).json()["code"] == "key_spend_cap_reached"
    await teamed.patch(f"/me/keys/{body['id']}", json={"spend_cap": 10})

    assert (await call("POST", path, again)).status_code == 202


async def test_a_repeated_call_makes_one_key_and_shows_it_once(teamed):
    headers = {"idempotency-key": "make-a-key"}
    first = await teamed.post("/me/keys", json=SCRIPT, headers=headers)
    again = await teamed.post("/me/keys", json=SCRIPT, headers=headers)

    assert first.json()["key"]
    assert again.json() == {**first.json(), "key": None}
    assert again.headers["idempotency-replayed"] == "true"
    assert len((await teamed.get("/me/keys")).json()) == 1
