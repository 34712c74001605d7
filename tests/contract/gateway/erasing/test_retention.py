"""Originals are kept for thirty days, unless they are pinned: seen with a clock that is moved."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.deps import Gateway
from gateway.erasing import Eraser
from gateway.sweep import Sweep


@pytest.fixture
def in_days(wired: Gateway, eraser: Eraser):
    async def sweep(days: float) -> int:
        clock = lambda: datetime.now(UTC) + timedelta(days=days)  # noqa: E731 - a clock
        marked = await Sweep(wired.store, wired.blobs, clock=clock).purge_originals()
        await eraser.once()
        return marked

    return sweep


async def test_after_thirty_days_the_file_is_gone_and_the_entry_says_when(eve, in_days):
    selfie = await eve.stored_selfie()
    young = await in_days(29)
    there = (await eve.get(f"/assets/{selfie}")).status_code

    swept = await in_days(31)
    entry = (await eve.get(f"/assets/{selfie}", headers={"accept": "application/json"})).json()
    gone = await eve.get(f"/assets/{selfie}")

    assert (young, there, swept) == (0, 200, 1)
    assert entry["purged_at"]
    assert (gone.status_code, gone.json()["code"]) == (410, "asset_purged")
    assert await eve.files() == []


async def test_the_receipt_says_what_was_swept_and_when(eve, in_days):
    await eve.stored_selfie()
    await eve.stored_reference()
    await in_days(31)

    (receipt,) = (await eve.get("/me/erasures")).json()

    assert (receipt["kind"], receipt["state"]) == ("retention", "complete")
    assert receipt["erased"] == {"originals": 2, "files": 3}


async def test_a_plate_is_swept_with_its_thumbnail(eve, in_days):
    target = await eve.stored_target()
    await in_days(31)

    assert await eve.files() == []
    assert (await eve.get(f"/assets/{target}?format=plate")).status_code == 410


async def test_what_is_pinned_stays(eve, in_days):
    selfie = await eve.stored_selfie()
    await eve.consented()
    await eve.post(f"/assets/{selfie}/pin")

    assert await in_days(1000) == 0


async def test_finished_pictures_stay(eve, in_days):
    job = await eve.finished_job(await eve.stored_selfie())
    await in_days(1000)

    assert (await eve.get(f"/assets/{job.renders[0].asset_id}")).status_code == 200


async def test_what_a_running_job_needs_stays_until_it_is_over(eve, in_days):
    selfie = await eve.stored_selfie()
    project = (await eve.post("/project", json={"headline": eve.mark, "refs": [selfie]})).json()["id"]
    await eve.post(f"/project/{project}/queue", json={"variants": 2})

    assert await in_days(31) == 0


async def test_a_second_sweep_finds_nothing(eve, in_days):
    await eve.stored_selfie()

    assert [await in_days(31), await in_days(31)] == [1, 0]


async def test_what_was_swept_cannot_be_asked_for_any_more(eve, in_days):
    selfie = await eve.stored_selfie()
    project = (await eve.post("/project", json={"headline": eve.mark, "refs": [selfie]})).json()["id"]
    await in_days(31)

    refused = await eve.post(f"/project/{project}/queue", json={"variants": 2})

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (404, "/refs/0")
