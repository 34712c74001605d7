"""`DELETE /assets/{id}` and `DELETE /me/biometrics`: what goes, what stays, what has to be canceled first."""

from dataclasses import replace

from common.bus import Bus
from common.events import RenderComposited
from gateway.erasing import Eraser


async def test_a_selfie_goes_with_its_file_pinned_or_not(eve):
    selfie = await eve.stored_selfie()
    await eve.consented()
    await eve.post(f"/assets/{selfie}/pin")

    receipt = (await eve.delete(f"/assets/{selfie}")).json()

    assert receipt["erased"] == {"selfies": 1, "files": 1}
    assert (await eve.get(f"/assets/{selfie}")).status_code == 404
    assert await eve.files() == []


async def test_a_reference_goes_with_its_version_without_faces(eve):
    reference = await eve.stored_reference()

    receipt = (await eve.delete(f"/assets/{reference}")).json()

    assert receipt["erased"] == {"references": 1, "files": 2}
    assert await eve.files() == []


async def test_a_copied_thumbnail_goes_with_its_plate_and_nothing_else_does(eve):
    target, other = await eve.stored_target(), await eve.stored_target()
    shown = (await eve.get(f"/assets/{target}?format=plate")).status_code

    receipt = (await eve.delete(f"/assets/{target}")).json()

    assert shown == 200
    assert receipt["erased"] == {"copy_targets": 1, "files": 3}
    assert len(await eve.files()) == 3
    assert all(other in key for key in await eve.files())


async def test_asked_again_it_is_the_same_receipt(eve):
    selfie = await eve.stored_selfie()

    first, second = [(await eve.delete(f"/assets/{selfie}")).json() for _ in range(2)]

    assert first["id"] == second["id"]
    assert [one["id"] for one in (await eve.get("/me/erasures")).json()] == [first["id"]]


async def test_nobody_erases_what_belongs_to_somebody_else(eve, bob):
    selfie = await eve.stored_selfie()

    assert (await bob.delete(f"/assets/{selfie}")).status_code == 404
    assert len(await eve.files()) == 1


async def test_what_a_running_job_needs_is_not_erased(eve):
    selfie = await eve.stored_selfie()
    project = (await eve.post("/project", json={"headline": eve.mark, "refs": [selfie]})).json()["id"]
    await eve.post(f"/project/{project}/queue", json={"variants": 2})

    refused = await eve.delete(f"/assets/{selfie}")

    assert (refused.status_code, refused.json()["code"]) == (409, "asset_in_use")


async def test_the_picture_of_a_render_takes_everything_of_its_variant_with_it(eve, wired):
    job = await eve.finished_job(await eve.stored_selfie())
    await wired.blobs.delete(*await wired.blobs.list(f"jobs/{job.id}/identity"))
    kept = f"jobs/{job.id}/renders/11-1/png.bin"
    await wired.blobs.put(kept, b"the eleventh is not the first")

    receipt = (await eve.delete(f"/assets/{job.renders[0].asset_id}")).json()

    assert receipt["erased"] == {"renders": 1, "files": 4}
    assert await wired.blobs.list(f"jobs/{job.id}") == [kept]
    assert (await eve.get(f"/jobs/{job.id}")).json()["status"] == "partially_succeeded"
    assert (await eve.get(f"/renders/{job.renders[0].id}")).status_code == 404


async def test_no_event_brings_an_erased_picture_back(eve, wired):
    job = await eve.finished_job(await eve.stored_selfie())
    composited = next(event for event in await eve.jobs_stream.told(job.id) if isinstance(event, RenderComposited))
    await eve.delete(f"/assets/{job.renders[0].asset_id}")

    await wired.store.projection.apply(99_999, composited)

    assert (await wired.store.jobs.get(job.id, eve.user)).renders == ()


async def test_biometrics_are_selfies_what_identity_stored_and_the_consent(eve, until_done, wired):
    selfie, reference = await eve.stored_selfie(), await eve.stored_reference()
    job = await eve.finished_job(selfie)

    receipt = (await eve.delete("/me/biometrics")).json()
    done = await until_done(eve, receipt["url"])

    assert done["erased"] | {"selfies": 1, "masked_versions": 1, "consents": 1, "files": 3} == done["erased"]
    assert await wired.blobs.list(f"uploads/{eve.user}") == [f"uploads/{eve.user}/{reference}.jpg"]
    assert await wired.blobs.list(f"jobs/{job.id}/identity") == []
    assert await eve.jobs_stream.told(job.id) == []
    assert (await eve.get("/me")).json()["consent"] is None
    assert (await eve.get(f"/assets/{selfie}")).status_code == 404


async def test_finished_pictures_outlive_the_face_and_the_receipt_says_so(eve, until_done):
    job = await eve.finished_job(await eve.stored_selfie())

    done = await until_done(eve, (await eve.delete("/me/biometrics")).json()["url"])

    assert (await eve.get(f"/assets/{job.renders[0].asset_id}")).status_code == 200
    assert "pictures" in {one["what"] for one in done["kept"]}


async def test_without_consent_nothing_is_made_any_more(eve):
    selfie = await eve.stored_selfie()
    project = (await eve.post("/project", json={"headline": eve.mark, "refs": [selfie]})).json()["id"]
    await eve.delete("/me/biometrics")

    refused = await eve.post(f"/project/{project}/queue", json={"variants": 2})

    assert refused.json()["code"] in {"consent_required", "not_found"}


async def test_files_go_while_the_bus_is_away_and_the_rest_waits_for_it(eve, wired):
    job = await eve.finished_job(await eve.stored_selfie())
    erasure = await wired.store.erasures.of_biometrics(eve.user)
    lonely = replace(wired, bus=Bus())

    stopped = await Eraser(lonely.store, lonely.blobs, lonely.bus, lonely.relay).begin(erasure)

    assert stopped.step == "providers"
    assert await wired.blobs.list(f"jobs/{job.id}/identity") == []
