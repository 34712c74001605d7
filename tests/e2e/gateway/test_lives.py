import asyncio
import json

from tests.buses import PATIENCE
from tests.e2e.gateway.conftest import eventually

from common.errors import Code
from common.events import CreditsReserved, CreditsSettled, Failure, ImageFailed, JobCanceled, JobRequested


async def test_a_finished_job_lists_its_renders_with_every_file(order, house, ended, api):
    job = await order()
    for variant in (2, 1):
        await house.finish(job["id"], variant)
    await ended(job["id"])
    renders = (await api.client.get(f"/projects/{job['project_id']}/renders")).json()["items"]
    spec = await api.client.get(renders[0]["files"]["json"])

    assert [render["variant"] for render in renders] == [1, 2]
    assert renders[0]["model"] == "studio"
    assert spec.headers["content-type"] == "application/json"
    assert (await api.client.get(f"/project/{job['project_id']}")).json()["status"] == "done"


async def test_a_part_that_failed_is_said_and_not_paid(order, house, ended, bus):
    job = (await order())["id"]
    await house.finish(job, 1)
    ticket = await house.ticket(job)
    why = Failure(code=Code.PROVIDER_REJECTED, message="No.")
    await bus.announce(ImageFailed(next="credits", job_id=job, variant=2, ticket=ticket, failure=why))
    body = await ended(job)

    assert (body["status"], body["charged"], body["refunded"]) == ("partially_succeeded", 1, 1)
    assert body["variants"][1]["error"]["code"] == "provider_rejected"


async def test_canceling_ends_a_job_and_gives_the_credits_back(order, house, ended, api):
    job = (await order())["id"]
    await house.ticket(job)
    answer = await api.client.post(f"/jobs/{job}/cancel")
    body = await ended(job)
    again = await api.client.post(f"/jobs/{job}/cancel")

    assert (answer.status_code, again.status_code) == (202, 200)
    assert (body["status"], body["charged"], body["refunded"]) == ("canceled", 0, 2)
    await house.fact(JobCanceled, job)


async def test_a_finished_job_can_no_longer_be_canceled(order, house, ended, api):
    job = (await order())["id"]
    for variant in (1, 2):
        await house.finish(job, variant)
    await ended(job)
    response = await api.client.post(f"/jobs/{job}/cancel")

    assert (response.status_code, response.json()["code"]) == (409, "job_not_cancelable")


async def test_the_timeline_tells_hops_and_keeps_what_they_carried(order, house, api):
    job = (await order())["id"]
    await house.finish(job, 1)
    timeline = (await api.client.get(f"/jobs/{job}/events")).json()["items"]

    assert [entry["event"] for entry in timeline][:2] == ["job.requested", "credits.reserved"]
    assert timeline[-1]["variant"] == 1
    assert not any("ticket" in entry for entry in timeline)
    assert "STOP DOING THIS" not in json.dumps(timeline)


async def test_the_timeline_comes_in_pages_and_hops_reach_over_them(order, house, api):
    job = (await order())["id"]
    await house.finish(job, 1)
    path, found, cursor = f"/jobs/{job}/events", [], None
    while not found or cursor:
        page = (await api.client.get(path, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        found, cursor = found + page["items"], page["next_cursor"]

    assert found == (await api.client.get(path)).json()["items"]
    assert len(found) > 2
    assert any(entry["hop_seconds"] is not None for entry in found[2:])


async def test_an_admin_sees_what_events_carried_and_cost(order, house, api, sql):
    job = (await order())["id"]
    await house.finish(job, 1)
    path = f"/admin/jobs/{job}/events"
    hidden = await api.client.get(path)
    me = (await api.client.get("/me")).json()["id"]
    sql(f"update users set role = 'admin' where id = '{me}'")  # noqa: S608 - ours
    told = (await api.client.get(path)).json()["items"]

    assert hidden.status_code == 404
    assert told[0]["payload"]["ticket"]["brief"]["headline"] == "STOP DOING THIS"
    assert [entry["event"] for entry in told] == [
        entry["event"] for entry in (await api.client.get(f"/jobs/{job}/events")).json()["items"]
    ]
    assert all(entry["cost_micro_usd"] >= 0 for entry in told)


async def test_when_a_job_is_over_what_was_known_of_the_face_is_gone(order, house, ended, api):
    job = (await order())["id"]
    blobs = api.ports.blobs
    await blobs.put(f"jobs/{job}/identity/cutout", b"a face")
    await house.finish(job, 1)
    await house.finish(job, 2)
    await ended(job)
    await gone(blobs, f"jobs/{job}/identity")

    assert len(await blobs.list(f"jobs/{job}/renders")) == 4


async def counted(database, job: str, variant: int) -> None:
    await eventually(lambda: database.select("outcomes", job_id=job, variant=variant))


async def gone(blobs, prefix: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while await blobs.list(prefix):  # noqa: ASYNC110 - a store does not say when something is deleted
            await asyncio.sleep(0.02)


async def test_a_picture_that_comes_too_late_is_neither_shown_nor_kept(order, house, ended, api, database):
    job = (await order())["id"]
    await house.finish(job, 1)
    await counted(database, job, 1)
    await api.client.post(f"/jobs/{job}/cancel")
    await house.fact(CreditsSettled, job)
    await house.finish(job, 2)
    await gone(api.ports.blobs, f"jobs/{job}/renders/2-1.png")
    body = await ended(job)

    assert [variant["status"] for variant in body["variants"]] == ["succeeded", "canceled"]
    assert body["variants"][1]["render"] is None
    assert await api.ports.blobs.exists(f"jobs/{job}/renders/1-1.png")


async def test_identity_is_asked_while_the_person_waits(api, bus):
    async def answer(message):
        asked = json.loads(message.data)
        verdict = {"asset_id": asked["asset_id"], "score": 0.1, "issues": ["multiple_faces"], "advice": "Only you."}
        await message.respond(json.dumps(verdict).encode())

    await bus.client.subscribe("rpc.identity.inspect", queue="identity", cb=answer)
    await bus.client.flush()
    body = (await api.client.post("/upload/selfie", files={"file": ("me.png", png())})).json()
    project = (await api.client.post("/project", json={"headline": "GO", "refs": [body["id"]]})).json()["id"]
    refused = await api.client.post(f"/project/{project}/queue")

    assert (body["usable"], body["code"], body["face"]["advice"]) == (False, "multiple_faces", "Only you.")
    assert (refused.status_code, refused.json()["code"]) == (422, "multiple_faces")


def png() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (200, 200)).save(out, "PNG")
    return out.getvalue()


async def test_a_job_is_accepted_while_the_bus_is_down_and_runs_when_it_is_back(order, house, ended, api, nats):
    await order()
    nats.kill()
    async with asyncio.timeout(PATIENCE):
        while (await api.client.get("/readyz")).status_code == 200:  # noqa: ASYNC110 - it is what a person would do
            await asyncio.sleep(0.05)
    job = await order()
    nats.revive()
    reserved = await house.fact(CreditsReserved, job["id"])
    requested = await house.fact(JobRequested, job["id"])
    for variant in (1, 2):
        await house.finish(job["id"], variant)

    assert job["status"] == "queued"
    assert reserved.caused_by == requested.message_id
    assert (await ended(job["id"]))["status"] == "succeeded"


async def test_the_house_is_ready_when_bus_and_database_are(api):
    body = (await api.client.get("/readyz")).json()

    assert (body["status"], body["checks"]) == ("ready", {"bus": True, "database": True})


async def test_models_are_those_that_announced_themselves(api):
    models = (await api.client.get("/models")).json()["models"]

    assert [model["id"] for model in models] == ["studio"]
