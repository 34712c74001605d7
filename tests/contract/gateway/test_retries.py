import json

import pytest

ONCE = {"idempotency-key": "again"}


@pytest.fixture
def ended(sql):
    """Ends every job there is: with a status, and the variants that were delivered."""

    def end(job, status="failed", *delivered):
        verdicts = [
            {
                "variant": variant,
                "status": "succeeded" if variant in delivered else "failed",
                "code": None,
                "message": "",
            }
            for variant in range(1, len(job["variants"]) + 1)
        ]
        settlement = {"status": status, "charged": 0, "refunded": 0, "verdicts": verdicts}
        sql(
            "update jobs set finished_at = now(), started_at = now() where finished_at is null",
            f"select private.project_settlement('{job['id']}', '{json.dumps(settlement)}', now())",
        )
        for variant in delivered:
            picture = {"width": 9, "height": 9, "files": {"png": "x.png"}, "bytes": {"png": 9}}
            event = {"variant": variant, "at": "2026-11-29T12:00:00Z", "ticket": {"render": picture}}
            sql(f"select project_event({variant}, 'render.composited.credits.{job['id']}', '{json.dumps(event)}')")

    return end


async def ticket_of(database, job):
    (posted,) = [row for row in await database.select("outbox", job_id=job["id"]) if "requested" in row["subject"]]
    return posted["payload"]["ticket"]


async def test_a_failed_job_is_asked_for_again_as_it_was(ann, database, ended):
    job = await ann.job(quality="draft", variants=4, seed=7)
    await ann.patch(f"/project/{job['project_id']}", json={"headline": "SOMETHING ELSE", "quality": "std"})
    ended(job)
    response = await ann.post(f"/jobs/{job['id']}/retry")
    new, ticket = response.json(), await ticket_of(database, response.json())

    assert response.status_code == 202
    assert response.headers["location"] == f"/jobs/{new['id']}"
    assert (new["retry_of"], new["quality"], len(new["variants"]), new["seed"]) == (job["id"], "draft", 4, 7)
    assert (ticket["brief"]["headline"], ticket["variants"]) == ("STOP DOING THIS", 4)


async def test_only_what_is_missing_is_made_with_a_seed_of_its_own(ann, database, ended):
    job = await ann.job(variants=4, seed=7)
    ended(job, "partially_succeeded", 1, 3, 4)
    new = (await ann.post(f"/jobs/{job['id']}/retry")).json()
    everything = (await ann.post(f"/jobs/{job['id']}/retry", json={"all": True})).json()

    assert (len(new["variants"]), new["quoted"]) == (1, 2)
    assert (await ticket_of(database, new))["quote"]["variants"] == 1
    assert new["seed"] != 7
    assert (len(everything["variants"]), everything["seed"]) == (4, 7)


@pytest.mark.parametrize("status", ["canceled", "expired", "failed"])
async def test_whatever_ended_undelivered_can_be_tried_again(ann, ended, status):
    job = await ann.job()
    ended(job, status)

    assert (await ann.post(f"/jobs/{job['id']}/retry", json={})).status_code == 202


async def test_a_job_in_hand_or_delivered_cannot(ann, ended):
    running, done = await ann.job(), await ann.job(variants=2)
    ended(done, "succeeded", 1, 2)
    for job in (running, done):
        response = await ann.post(f"/jobs/{job['id']}/retry")

        assert (response.status_code, response.json()["code"]) == (409, "job_not_retryable")


async def test_what_was_refused_for_its_content_needs_another_model(ann, ended):
    job = await ann.job()
    ended(job, "blocked")
    same = await ann.post(f"/jobs/{job['id']}/retry")
    other = await ann.post(f"/jobs/{job['id']}/retry", json={"model_pref": "studio"})

    assert (same.status_code, same.json()["code"]) == (409, "job_not_retryable")
    assert (other.status_code, other.json()["model_requested"]) == (202, "studio")


async def test_a_retry_is_checked_against_the_mode_the_job_had(ann, ended):
    job = await ann.job()
    ended(job)
    await ann.patch(f"/project/{job['project_id']}", json={"mode": "copy"})
    response = await ann.post(f"/jobs/{job['id']}/retry")

    assert (response.status_code, response.json()["mode"]) == (202, "design")


async def test_a_retry_sent_twice_is_one_job(ann, ended):
    job = await ann.job()
    ended(job)
    answers = [await ann.post(f"/jobs/{job['id']}/retry", headers=ONCE) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"


async def test_somebody_elses_job_is_not_there(ann, bob, ended):
    job = await ann.job()
    ended(job)

    assert (await bob.post(f"/jobs/{job['id']}/retry")).status_code == 404
