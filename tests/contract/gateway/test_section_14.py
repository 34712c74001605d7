"""The three bodies of section 14 of the product brief, word for word."""

import json

from tests.contract.section_14 import CREATE_PROJECT, JOB_STATUS, QUEUE_JOB

JSON = {"content-type": "application/json"}


async def test_the_project_of_the_brief_is_created(ann):
    response = await ann.post("/project", content=CREATE_PROJECT, headers=JSON)
    body = response.json()

    assert response.status_code == 201
    assert response.headers["location"] == f"/project/{body['id']}"
    assert body["brief"]["headline"] == "STOP DOING THIS"
    assert body["brief"]["vibe"] == ["bold", "tech"]
    assert body["brief"]["colors"] == "high-contrast"
    assert body["size"] == {"w": 1280, "h": 720}
    assert body["warnings"] == ["There is no selfie asset_id1.", "There is no selfie asset_id2."]


async def test_the_job_of_the_brief_is_queued(ann):
    response = await ann.post(f"/project/{await ann.project()}/queue", content=QUEUE_JOB, headers=JSON)
    body = response.json()

    assert response.status_code == 202
    assert response.headers["location"] == f"/jobs/{body['id']}"
    assert (body["quality"], len(body["variants"]), body["seed"]) == ("std", 4, 12345)


async def test_a_job_says_of_itself_what_the_brief_wants_to_know(ann):
    job = await ann.job(quality="std", variants=4, seed=12345)
    body = (await ann.get(f"/jobs/{job['id']}")).json()
    wanted = json.loads(JOB_STATUS)

    assert {name: type(body[name]) for name in wanted} == {name: type(value) for name, value in wanted.items()}
    assert body["id"] == job["id"]
    assert (body["status"], body["progress"], body["est_credits"]) == ("queued", 0.0, 2)
