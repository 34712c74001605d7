"""A/B: up to three runs in one call, that differ in one named answer."""

from typing import Any

import pytest
from tests.contract.gateway.conftest import left_with

AB: dict[str, Any] = {
    "quality": "std",
    "variants": 2,
    "prompts": [{"headline": "DO THIS"}, {"headline": "NEVER DO THIS"}],
}


async def compare(ann, **said):
    return await ann.post(f"/project/{await ann.project()}/queue", json={**AB, **said})


async def test_linked_jobs_differ_in_one_named_thing(ann, database):
    response = await compare(ann, prompts=[*AB["prompts"], {"label": "loud", "headline": "STOP IT"}])
    batch = response.json()
    jobs = batch["jobs"]
    posted = {row["job_id"]: row["payload"]["ticket"] for row in await database.select("outbox")}

    assert response.status_code == 202
    assert batch["differs_in"] == "headline"
    assert [job["label"] for job in jobs] == ["A", "B", "loud"]
    assert {job["batch_id"] for job in jobs} == {batch["batch_id"]}
    assert [posted[job["id"]]["brief"]["headline"] for job in jobs] == ["DO THIS", "NEVER DO THIS", "STOP IT"]
    assert len({job["seed"] for job in jobs}) == 1  # nothing else differs


async def test_all_of_them_are_held_at_once(ann, database):
    before = (await ann.get("/me")).json()["credits"]
    jobs = (await compare(ann)).json()["jobs"]
    holds = [hold for job in jobs for hold in await database.select("holds", job_id=job["id"])]
    after = (await ann.get("/me")).json()["credits"]

    assert [hold["amount"] for hold in holds] == [2, 2]
    assert before - after == 4
    assert await database.select("ledger_violations") == []


async def test_one_too_many_for_the_wallet_queues_none(ann, sql, database):
    project = await ann.project()
    sql(left_with(ann.user, 3))
    response = await ann.post(f"/project/{project}/queue", json=AB)

    assert (response.status_code, response.json()["code"]) == (402, "insufficient_credits")
    assert response.json()["required"] == 4
    assert await database.select("jobs", project_id=project) == []


async def test_the_same_key_answers_the_same_batch(ann):
    project = await ann.project()
    first, second = [
        await ann.post(f"/project/{project}/queue", json=AB, headers={"idempotency-key": "ab"}) for _ in range(2)
    ]

    assert second.json() == first.json()
    assert second.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize(
    "prompts",
    [
        [{"headline": "ONE"}, {"headline": "TWO", "vibe": ["neon"]}],
        [{"headline": "ONE"}, {"headline": "ONE"}],
        [{}, {}],
        [],
        [{"headline": "A"}, {"headline": "B"}, {"headline": "C"}, {"headline": "D"}],
        [{"refs": ["ast_other"]}],
    ],
    ids=["two things differ", "nothing differs", "nothing is said", "none", "four", "not to be compared"],
)
async def test_what_is_no_comparison_is_refused(ann, prompts):
    response = await compare(ann, prompts=prompts)

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")


async def test_a_bad_answer_is_pointed_at_where_it_stands(ann):
    response = await compare(ann, prompts=[{"headline": "FINE"}, {"headline": "w " * 60}])

    assert response.status_code == 422
    assert any(error["pointer"].startswith("/prompts/1") for error in response.json()["errors"])


async def test_the_briefs_own_body_is_answered_as_ever(ann):
    job = (await ann.post(f"/project/{await ann.project()}/queue", json={"quality": "std", "variants": 4})).json()

    assert job["id"].startswith("job_")
    assert (job["batch_id"], job["label"], job["differs_in"]) == (None, None, None)
