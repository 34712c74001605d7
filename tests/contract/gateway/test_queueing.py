import asyncio

import pytest

from common.catalog import ModelCard
from gateway.expiry import Expiry
from gateway.wanting import House


async def test_a_queued_job_is_committed_with_its_first_event(ann, database):
    job = await ann.job(quality="std", variants=2, seed=7)
    (posted,) = await database.select("outbox", job_id=job["id"])

    assert posted["subject"] == f"job.requested.credits.{job['id']}"
    assert posted["payload"]["ticket"]["brief"]["variants"] == 2
    assert posted["payload"]["ticket"]["references"][0]["key"] == "x.jpg"
    assert (job["quoted"], job["reserved"], job["charged"]) == (2, 0, None)


async def test_a_job_may_leave_everything_to_its_project(ann):
    project = await ann.project(quality="draft", variants=6)
    job = (await ann.post(f"/project/{project}/queue")).json()

    assert (job["quality"], len(job["variants"]), job["est_credits"]) == ("draft", 6, 1)


async def test_the_same_key_queues_one_job(ann, database):
    project, once = await ann.project(), {"idempotency-key": "queue-1"}
    answers = await asyncio.gather(
        *(ann.post(f"/project/{project}/queue", json={"variants": 2}, headers=once) for _ in range(4))
    )

    made = {answer.json()["id"] for answer in answers if answer.status_code == 202}
    assert len(made) == 1
    assert {answer.status_code for answer in answers} <= {202, 409}  # the late ones may have to ask again
    assert len(await database.select("jobs", project_id=project)) == 1


async def test_a_repeat_is_answered_though_the_model_has_gone_since(ann, ports):
    project, once = await ann.project(), {"idempotency-key": "queue-3"}
    first = await ann.post(f"/project/{project}/queue", headers=once)
    ports.models.house = House()
    again = await ann.post(f"/project/{project}/queue", headers=once)

    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert again.headers["idempotency-replayed"] == "true"


async def test_the_same_key_for_another_run_is_refused(ann):
    project, once = await ann.project(), {"idempotency-key": "queue-2"}
    await ann.post(f"/project/{project}/queue", json={"variants": 2}, headers=once)
    response = await ann.post(f"/project/{project}/queue", json={"variants": 4}, headers=once)

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_mismatch")


async def test_too_few_credits_say_how_many_are_missing(ann, sql):
    project = await ann.project()
    sql(f"select private.book('{ann.user}', 'spent', -49, 'spent:{ann.user}', '{{}}')")
    body = (response := await ann.post(f"/project/{project}/queue")).json()

    assert (response.status_code, body["code"]) == (402, "insufficient_credits")
    assert (body["required"], body["available"]) == (2, 1)


async def test_a_plan_without_4k_is_told_so_and_which_has_it(ann):
    response = await ann.post(f"/project/{await ann.project()}/queue", json={"quality": "4k"})
    body = response.json()

    assert (response.status_code, body["code"]) == (403, "plan_required")
    assert (body["lacks"], body["required_plan"]) == ("quality", "pro")
    assert body["detail"] == "That quality is part of the plan Pro."


async def test_a_dear_model_is_for_larger_plans_and_auto_passes_it_over(ann, ports):
    card = ModelCard(
        id="dear", service="gen-gemini", title="Dear", provider="google", draws="picture", surcharge_micro_usd=134_400
    )
    ports.models.house = House((*ports.models.house.cards, card))
    project = await ann.project()
    named = await ann.post(f"/project/{project}/queue", json={"model_pref": "dear"})
    automatic = await ann.post(f"/project/{project}/queue")

    assert (named.status_code, named.json()["lacks"]) == (403, "model")
    assert (automatic.status_code, automatic.json()["est_credits"]) == (202, 2)


async def test_a_project_without_selfies_cannot_run(ann):
    project = await ann.project(refs=[])
    response = await ann.post(f"/project/{project}/queue")

    assert (response.status_code, response.json()["code"]) == (422, "references_missing")


@pytest.mark.parametrize("whose", ["nobody", "bob"])
async def test_a_selfie_that_is_not_ours_is_not_there(ann, bob, whose):
    ref = await bob.selfie() if whose == "bob" else "ast_unknown"
    project = await ann.project(refs=[await ann.selfie(), ref])
    response = await ann.post(f"/project/{project}/queue")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert [error["pointer"] for error in response.json()["errors"]] == ["/refs/1"]


@pytest.mark.parametrize("code", ["no_face_found", "multiple_faces", "face_too_small"])
async def test_when_no_selfie_is_usable_the_run_is_refused_for_that(ann, code):
    project = await ann.project(refs=[await ann.selfie(usable=False, code=code, advice="Try again.")])
    response = await ann.post(f"/project/{project}/queue")

    assert (response.status_code, response.json()["code"]) == (422, code)
    assert response.json()["detail"] == "Try again."


async def test_one_usable_selfie_is_enough_and_the_others_stay_out(ann, database):
    good, bad = await ann.selfie(usable=True), await ann.selfie(usable=False, code="multiple_faces")
    project = await ann.project(refs=[bad, good])
    job = (await ann.post(f"/project/{project}/queue")).json()
    (posted,) = await database.select("outbox", job_id=job["id"])

    assert [reference["asset_id"] for reference in posted["payload"]["ticket"]["references"]] == [good]


async def test_without_consent_nothing_runs(new_visitor):
    visitor = new_visitor()
    await visitor.get("/me")
    project = (await visitor.post("/project", json={"headline": "GO", "refs": [await visitor.selfie()]})).json()
    response = await visitor.post(f"/project/{project['id']}/queue")

    assert (response.status_code, response.json()["code"]) == (403, "consent_required")


async def test_a_provider_the_consent_does_not_name_is_not_used(ann, bob, ports):
    cloud = ModelCard(
        id="cloud", service="gen-external", title="Cloud", provider="x", draws="picture", sends_faces_to="x-corp"
    )
    ports.models.house = House((cloud,))
    refused = await ann.post(f"/project/{await ann.project()}/queue", json={"model_pref": "cloud"})
    await bob.consented("x-corp")
    accepted = await bob.post(f"/project/{await bob.project()}/queue", json={"model_pref": "cloud"})

    assert (refused.json()["code"], accepted.status_code) == ("consent_required", 202)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"model_pref": "flux"}, 503, "model_unavailable"),
        ({"model_pref": "midjourney"}, 422, "unknown_model"),
        ({"variants": 3}, 422, "validation_failed"),
        ({"quality": "8k"}, 422, "validation_failed"),
        ({"seed": -1}, 422, "validation_failed"),
        ({"nonsense": 1}, 422, "validation_failed"),
    ],
)
async def test_what_cannot_be_run_is_refused_by_name(ann, body, status, code):
    response = await ann.post(f"/project/{await ann.project()}/queue", json=body)

    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_copy_mode_is_not_available_without_its_room(ann):
    response = await ann.post(f"/project/{await ann.project(mode='copy')}/queue")

    assert (response.status_code, response.json()["code"]) == (503, "mode_unavailable")


async def test_canceling_posts_the_fact_and_may_be_repeated(ann, database):
    job = (await ann.job())["id"]
    first, second = await ann.post(f"/jobs/{job}/cancel"), await ann.post(f"/job/{job}/cancel")
    posted = {row["subject"] for row in await database.select("outbox", job_id=job)}

    assert (first.status_code, second.status_code) == (202, 202)
    assert f"job.canceled.credits.{job}" in posted


async def test_a_job_past_its_time_in_line_is_declared_expired_once(ann, ports, database, sql):
    job = (await ann.job())["id"]
    sql("update jobs set queue_expires_at = now() - interval '1 second'")
    expiry = Expiry(ports.store, ports.relay, ports.bus)
    await expiry.sweep()
    await expiry.sweep()
    posted = [row["subject"] for row in await database.select("outbox", job_id=job)]

    assert posted.count(f"job.expired.credits.{job}") == 1
