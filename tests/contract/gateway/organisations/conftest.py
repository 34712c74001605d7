"""An organisation with an owner and a member, and what they have."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.contract.gateway.conftest import Visitor

from common.database import AsyncpgDatabase


@pytest.fixture
def on_plan(sql) -> Callable[[Visitor, str], None]:
    def change(visitor: Visitor, plan: str) -> None:
        sql(f"update profiles set plan = '{plan}' where user_id = '{visitor.user}'")  # noqa: S608 - our own words

    return change


@pytest.fixture
async def owner(ann, on_plan) -> Visitor:
    on_plan(ann, "team")
    return ann


@pytest.fixture
async def org(owner) -> str:
    return (await owner.post("/organisations", json={"name": "The Channel"})).json()["id"]


async def join(owner: Visitor, org: str, visitor: Visitor, role: str = "member") -> Visitor:
    invited = await owner.post(f"/organisations/{org}/invitations", json={"role": role})
    assert invited.status_code == 201, invited.text
    accepted = await visitor.post(invited.json()["accept"])
    assert accepted.status_code == 200, accepted.text
    return visitor


@pytest.fixture
async def member(owner, org, bob) -> Visitor:
    return await join(owner, org, bob)


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


@dataclass(frozen=True)
class Things:
    """What an organisation has: `made` names where each thing is."""

    org: str
    made: dict[str, str]


async def job_in(visitor: Visitor, org: str, database: AsyncpgDatabase, **answers: Any) -> dict[str, str]:
    """A project of the organisation with a finished picture."""
    project = await visitor.project(organisation_id=org, **answers)
    queued = await visitor.post(f"/project/{project}/queue", json={"variants": 2})
    assert queued.status_code == 202, queued.text
    job = queued.json()["id"]
    page = {"files": {"png": "a.png", "json": "a.json"}, "width": 8, "height": 8, "bytes": {"png": 1}}
    event = {"variant": 1, "attempt": 1, "at": "2026-11-25T00:00:00Z", "ticket": {"render": page}}
    await database.call("project_event", seq=9, subject=f"render.composited.credits.{job}", event=event)
    name = job.removeprefix("job_")
    return {"project": project, "job": job, "render": f"rnd_{name}_1", "picture": f"ast_{name}_1"}


@pytest.fixture
async def things(owner, org, database) -> Things:
    """A project with a picture, a reference and a selfie, all of the owner's, all shared."""
    await owner.consented(org)
    uploads = {"selfie": await owner.selfie(), "reference": await owner.reference()}
    for one in uploads.values():
        shared = await owner.put(f"/assets/{one}/organisation", json={"organisation_id": org})
        assert shared.status_code == 200, shared.text
    return Things(org, uploads | await job_in(owner, org, database, refs=[uploads["selfie"]]))
