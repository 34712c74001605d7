"""A face that was shared is taken back from colleagues too: their jobs with it end, refunded, and they are told why."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.contract.gateway.conftest import Visitor, left_with
from tests.contract.gateway.erasing.conftest import Owner
from tests.contract.gateway.organisations.conftest import join

from common.events import CreditsSettled

pytestmark = pytest.mark.usefixtures("books")


@pytest.fixture
async def org(eve: Owner, sql: Callable[..., None]) -> str:
    await eve.get("/me")
    sql(f"update profiles set plan = 'team' where user_id = '{eve.user}'", left_with(eve.user, 100))  # noqa: S608 - ours
    org = (await eve.post("/organisations", json={"name": "The Channel"})).json()["id"]
    await eve.consented(org)
    return org


@pytest.fixture
async def selfie(eve: Owner, org: str) -> str:
    """Eve's face, for everybody in the organisation."""
    found = await eve.stored_selfie()
    shared = await eve.put(f"/assets/{found}/organisation", json={"organisation_id": org})
    assert shared.status_code == 200, shared.text
    return found


@pytest.fixture
async def colleague(eve: Owner, org: str, bob: Visitor) -> Visitor:
    return await join(eve, org, bob)


@pytest.fixture
def running(wired, stream) -> Callable[..., Any]:
    """A job whose credits are held."""

    async def start(person: Visitor, selfie: str, **where: str) -> str:
        project = (await person.post("/project", json={"headline": "LOOK", "refs": [selfie], **where})).json()["id"]
        queued = await person.post(f"/project/{project}/queue", json={"variants": 2})
        assert queued.status_code == 202, queued.text
        await wired.relay.sweep()
        await stream.until(queued.json()["id"], "credits.reserved")
        return queued.json()["id"]

    return start


async def settled(wired, stream, job: str) -> CreditsSettled:
    await wired.relay.sweep()
    end = (await stream.until(job, "credits.settled"))[-1]
    await wired.store.projection.apply(10_000, end)
    return end


@pytest.mark.parametrize("path", ["/me/biometrics", "/me"])
async def test_a_colleagues_job_with_the_face_ends_refunded_with_a_reason(
    eve, colleague, selfie, running, wired, stream, until_done, path
):
    job = await running(colleague, selfie)
    await wired.blobs.put(f"jobs/{job}/identity/cutout.png", b"a face")

    receipt = (await eve.delete(path)).json()
    end = await settled(wired, stream, job)
    done = await until_done(eve, receipt["url"])
    told = (await colleague.get(f"/jobs/{job}")).json()

    assert (end.settlement.status, end.settlement.charged, end.settlement.refunded) == ("canceled", 0, told["quoted"])
    assert (told["status"], told["error"]["code"]) == ("canceled", "consent_withdrawn")
    assert done["erased"]["canceled_jobs_of_others"] == 1
    assert await wired.blobs.list(f"jobs/{job}/identity") == []
    assert await stream.told(job) != []


async def test_a_colleagues_job_with_another_face_goes_on(eve, colleague, selfie, running, until_done):
    own = await colleague.selfie()
    job = await running(colleague, own)

    done = await until_done(eve, (await eve.delete("/me/biometrics")).json()["url"])

    assert (await colleague.get(f"/jobs/{job}")).json()["status"] == "queued"
    assert "canceled_jobs_of_others" not in done["erased"]
    assert selfie != own


async def test_ones_own_job_says_the_same(eve, selfie, running, wired, stream, until_done):
    job = await running(eve, selfie)

    receipt = (await eve.delete("/me/biometrics")).json()
    await settled(wired, stream, job)
    done = await until_done(eve, receipt["url"])

    assert (await eve.get(f"/jobs/{job}")).json()["error"]["code"] == "consent_withdrawn"
    assert done["erased"]["canceled_jobs"] == 1
