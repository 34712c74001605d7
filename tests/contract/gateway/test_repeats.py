"""Requests that arrive twice: the thing is made once, and the second is answered as the first."""

import asyncio

import pytest

ONCE = {"idempotency-key": "k"}


async def in_hand(database, user, key, body_hash="h", holder="first", seconds=60):
    """As a request that claimed its key and has not answered yet."""
    return await database.call("claim_request", user=user, key=key, body_hash=body_hash, token=holder, seconds=seconds)


async def test_the_first_answer_is_said_again_though_the_thing_has_changed(ann):
    brief = {"headline": "GO FAST"}
    first = await ann.post("/project", json=brief, headers=ONCE)
    await ann.patch(first.headers["location"], json={"headline": "GO SLOW"})
    again = await ann.post("/project", json=brief, headers=ONCE)

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (again.headers["location"], again.headers["etag"]) == (first.headers["location"], first.headers["etag"])
    assert again.headers["content-type"] == first.headers["content-type"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"


async def test_two_at_once_make_one_thing_and_the_late_one_is_asked_to_wait(ann, database):
    brief = {"headline": "GO FAST"}
    answers = await asyncio.gather(*(ann.post("/project", json=brief, headers=ONCE) for _ in range(6)))
    made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    waiting = [answer for answer in answers if answer.status_code != 201]

    assert len(made) == 1
    assert len(await database.select("projects", user_id=ann.user)) == 1
    assert all((one.status_code, one.json()["code"]) == (409, "idempotency_in_progress") for one in waiting)
    assert all(one.headers["retry-after"] == "1" for one in waiting)


async def test_while_the_first_is_in_hand_the_second_is_told_so(ann, database):
    project = await ann.project()
    await ann.post(f"/project/{project}/queue", json={"variants": 2}, headers=ONCE)
    (row,) = await database.select("idempotency_keys", user_id=ann.user)
    await in_hand(database, ann.user, "other", row["body_hash"])
    second = await ann.post(f"/project/{project}/queue", json={"variants": 2}, headers={"idempotency-key": "other"})

    assert (second.status_code, second.json()["code"]) == (409, "idempotency_in_progress")


async def test_another_body_or_another_path_with_the_same_key_is_refused(ann):
    await ann.post("/project", json={"headline": "GO FAST"}, headers=ONCE)
    for path, body in (("/project", {"headline": "GO SLOW"}), ("/me/consent", {"headline": "GO FAST"})):
        response = await ann.post(path, json=body, headers=ONCE)

        assert (response.status_code, response.json()["code"]) == (422, "idempotency_mismatch"), path


async def test_a_refusal_is_not_remembered(ann):
    refused = await ann.post("/project", json={"headline": ""}, headers=ONCE)
    accepted = await ann.post("/project", json={"headline": "GO"}, headers=ONCE)

    assert (refused.status_code, accepted.status_code) == (422, 201)


async def test_a_consent_is_recorded_once(ann, database):
    before = len(await database.select("consents", user_id=ann.user))
    answers = [await ann.post("/me/consent", json={"recipients": ["google"]}, headers=ONCE) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert len(await database.select("consents", user_id=ann.user)) == before + 1


async def test_a_crash_between_making_and_answering_makes_nothing_twice(ann, database, sql):
    project = await ann.project()
    first = await ann.post(f"/project/{project}/queue", json={}, headers=ONCE)
    sql("update idempotency_keys set answer = null")
    again = await ann.post(f"/project/{project}/queue", json={}, headers=ONCE)

    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert again.headers["idempotency-replayed"] == "true"
    assert len(await database.select("jobs", project_id=project)) == 1


async def test_a_claim_whose_process_died_runs_out(ann, database, sql):
    await ann.post("/project", json={"headline": "GO"}, headers=ONCE)
    (row,) = await database.select("idempotency_keys", user_id=ann.user)
    sql("delete from idempotency_keys")
    await in_hand(database, ann.user, "k", row["body_hash"], seconds=0)
    response = await ann.post("/project", json={"headline": "GO"}, headers=ONCE)

    assert response.status_code == 201


async def test_a_request_that_outlived_its_claim_takes_nothing_from_its_twin(ann, database):
    user = ann.user
    await in_hand(database, user, "slow", holder="first", seconds=0)
    await in_hand(database, user, "slow", holder="second")
    await database.call("release_request", user=user, key="slow", token="first")
    await database.call("complete_request", user=user, key="slow", token="first", answer={"status": 500})
    (row,) = await database.select("idempotency_keys", user_id=user, key="slow")

    assert (row["token"], row["answer"]) == ("second", None)


async def test_a_bug_frees_the_key(ann, ports, database):
    ports.models.house = None  # type: ignore[assignment] - whatever breaks
    project = await ann.project()
    response = await ann.post(f"/project/{project}/queue", json={}, headers=ONCE)

    assert response.status_code == 500
    assert await database.select("idempotency_keys", user_id=ann.user) == []


async def test_a_link_that_does_not_last_is_not_kept(ann, database):
    told = {"filename": "me.jpg", "mime": "image/jpeg", "bytes": 3, "sha256": "0" * 64}
    answers = [await ann.post("/upload/selfie", json=told, headers=ONCE) for _ in range(2)]
    (row,) = await database.select("idempotency_keys", user_id=ann.user)

    assert answers[0].json()["asset_id"] == answers[1].json()["asset_id"] == row["resource_id"]
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert row["answer"] is None


async def test_old_keys_are_forgotten_and_young_ones_are_not(ann, ports, database, sql):
    for key in ("old", "young"):
        await ann.post("/project", json={"headline": "GO"}, headers={"idempotency-key": key})
    sql("update idempotency_keys set created_at = now() - interval '25 hours'")
    kept = await ports.store.keys.expire()
    sql("update idempotency_keys set created_at = now() - interval '3 days' where key = 'old'")
    await ports.store.keys.expire()

    assert kept == 0
    assert [row["key"] for row in await database.select("idempotency_keys", user_id=ann.user)] == ["young"]


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_of_no_use_is_refused(ann, key):
    response = await ann.post("/project", json={"headline": "GO"}, headers={"idempotency-key": key})

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
