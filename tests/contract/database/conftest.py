from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest
from tests.postgrest import ROADS

from common.database import Database
from common.ids import new_id


@pytest.fixture(params=ROADS)
def road(request: pytest.FixtureRequest) -> str:
    """The port promises the same on both roads."""
    return request.param


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    opened = await asyncpg.connect(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def owner(database: Database, new_ticket) -> str:
    """Somebody with at least one row in every table."""
    user, ticket = str(uuid4()), new_ticket(variants=2)
    ticket = ticket.model_copy(update={"user_id": user})
    await database.call("ensure_user", user=user, email="owner@example.org", name="Owner", plan="starter")
    await database.call("record_consent", id=new_id("cns"), user=user, statement="yes", recipients=[], source="test")
    project = {"id": ticket.project_id, "mode": "design", "platform": "youtube", "width": 1280, "height": 720}
    await database.call("create_project", user=user, project=project | {"brief": {}}, key=str(uuid4()), body_hash="h")
    job = {
        "id": ticket.job_id,
        "project_id": ticket.project_id,
        "model": "studio",
        "quality": "std",
        "variants": 2,
        "est_credits": 2,
        "queue_expires_at": ticket.queue_expires_at.isoformat(),
    }
    prompt = {"id": new_id("prm"), "raw": {}, "normalized": {}, "seed": 1, "model_pref": "auto"}
    event = {"message_id": str(uuid4()), "job_id": ticket.job_id, "subject": "job.requested.credits.x", "payload": {}}
    await database.call("queue_job", user=user, job=job, prompt=prompt, event=event)
    await database.call("reserve_credits", ticket=ticket.model_dump(mode="json"))
    await database.call("record_outcome", job=ticket.job_id, variant=1, attempt=1, status="succeeded")
    page = {"files": {"png": "a.png", "preview": "p.jpg"}, "width": 8, "height": 8, "bytes": {"png": 1}, "score": 50}
    composited = {"variant": 1, "attempt": 1, "at": "2026-11-25T00:00:00Z", "ticket": {"render": page}}
    await database.call("project_event", seq=9, subject=f"render.composited.credits.{ticket.job_id}", event=composited)
    return user
