"""What the gateway calls: accounts, projects, jobs, the outbox."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from common.errors import Code, PermanentError
from common.ids import new_id

PROJECT = {"mode": "design", "platform": "youtube", "width": 1280, "height": 720, "brief": {"headline": "HI THERE"}}


@pytest.fixture
async def user(database) -> str:
    return await new_user(database)


async def new_user(database, plan: str = "starter") -> str:
    user = str(uuid4())
    await database.call("ensure_user", user=user, email="a@b.c", name="A", plan=plan)
    return user


async def new_project(database, user: str, **fields) -> str:
    answer = await database.call("create_project", user=user, project={"id": new_id("prj"), **PROJECT, **fields})
    return answer["project"]["id"]


async def queue(database, user: str, project: str, *, est: int = 2, key: str | None = None, body: str = "h", **fields):
    job: dict[str, Any] = {
        "id": new_id("job"),
        "project_id": project,
        "model": "studio",
        "quality": "std",
        "variants": 4,
        "est_credits": est,
        "provider": {"service": "gen-studio", "model": "studio"},
        "queue_expires_at": (datetime.now(UTC) + timedelta(hours=24)).isoformat(),
        **fields,
    }
    brief = {**PROJECT, "mode": fields.pop("mode", PROJECT["mode"])}
    prompt = {"id": new_id("prm"), "raw": brief, "normalized": brief, "seed": 12345, "model_pref": "auto"}
    return await database.call(
        "queue_job",
        user=user,
        job=job,
        prompt=prompt,
        event=event_of(job["id"], "job.requested"),
        key=key,
        body_hash=body,
    )


def event_of(job_id: str, name: str) -> dict[str, Any]:
    return {
        "message_id": f"{job_id}:{name}:credits:0:1",
        "job_id": job_id,
        "subject": f"{name}.credits.{job_id}",
        "payload": {"job_id": job_id, "next": "credits"},
    }


async def test_accepting_a_job_writes_job_prompt_and_outbox_together(database, user):
    project = await new_project(database, user)

    answer = await queue(database, user, project)

    job = answer["job"]
    assert (answer["status"], job["status"], job["progress"], job["est_credits"]) == ("accepted", "queued", 0, 2)
    assert (job["seed"], job["renders"], job["queue_position"]) == (12345, [], None)
    assert [row["subject"] for row in await database.select("outbox", job_id=job["id"])] == [
        f"job.requested.credits.{job['id']}"
    ]
    assert (await database.call("get_project", id=project, user=user))["status"] == "queued"


async def test_a_job_that_cannot_be_written_leaves_nothing(database, user):
    project = await new_project(database, user)

    with pytest.raises(Exception, match="quality"):
        await queue(database, user, project, quality="8k", key="k")

    assert await database.select("jobs", project_id=project) == []
    assert await database.select("idempotency_keys", user_id=user) == []


async def test_the_same_key_gives_the_same_job(database, user):
    project = await new_project(database, user)

    answers = await asyncio.gather(*(queue(database, user, project, key="again") for _ in range(10)))

    assert Counter(answer["status"] for answer in answers) == {"accepted": 1, "replayed": 9}
    assert len({answer["job"]["id"] for answer in answers}) == 1


async def test_the_same_key_for_another_body_is_a_mismatch(database, user):
    project = await new_project(database, user)
    await queue(database, user, project, key="once", body="a")

    assert await queue(database, user, project, key="once", body="b") == {"status": "mismatch"}


async def test_two_people_may_use_the_same_key(database, user):
    other = await new_user(database)

    answers = [
        await queue(database, person, await new_project(database, person), key="shared") for person in (user, other)
    ]

    assert [answer["status"] for answer in answers] == ["accepted", "accepted"]


async def test_too_few_credits_are_said_before_the_hold_and_the_key_stays_free(database, user):
    project = await new_project(database, user)

    refused = await queue(database, user, project, est=51, key="rich")
    accepted = await queue(database, user, project, est=50, key="rich")

    assert refused == {"status": "insufficient", "available": 50, "needed": 51}
    assert accepted["status"] == "accepted"


@pytest.mark.parametrize("wish", [{"quality": "4k"}, {"mode": "copy"}])
async def test_what_the_plan_lacks_is_said_before_the_hold(database, user, wish):
    project = await new_project(database, user, mode=wish.get("mode", "design"))
    quality, mode = wish.get("quality", "std"), wish.get("mode", "design")

    assert (await queue(database, user, project, quality=quality, mode=mode))["status"] == "plan_required"


async def test_the_local_plan_never_lacks_credits(database):
    local = await new_user(database, "local")

    answer = await queue(database, local, await new_project(database, local), est=5000)

    assert answer["status"] == "accepted"


async def test_what_belongs_to_somebody_else_is_not_there(database, user):
    stranger = await new_user(database)
    project = await new_project(database, user)
    job = (await queue(database, user, project))["job"]["id"]
    asset = {"id": new_id("ast"), "type": "selfie", "path": "s.png", "width": 9, "height": 9, "md5": "x", "bytes": 3}
    await database.call("create_asset", user=user, asset=asset)
    attempts = [
        database.call("get_project", id=project, user=stranger),
        database.call("update_project", user=stranger, project={"id": project, **PROJECT}, version=1),
        database.call("list_renders", project=project, user=stranger, limit=9),
        database.call("get_job", job=job, user=stranger),
        database.call("request_cancel", job=job, user=stranger, event=event_of(job, "job.canceled")),
        database.call("get_asset", id=asset["id"], user=stranger),
        queue(database, stranger, project),
    ]

    answers = await asyncio.gather(*attempts, return_exceptions=True)

    assert {getattr(answer, "code", answer) for answer in answers} == {Code.NOT_FOUND}
    assert await database.call("get_assets", ids=[asset["id"]], user=stranger) == []
    assert [found["id"] for found in await database.call("get_assets", ids=[asset["id"]], user=user)] == [asset["id"]]


async def test_an_update_needs_the_version_it_was_made_from(database, user):
    project = await new_project(database, user)
    wider = {"id": project, **PROJECT, "width": 1920}

    updated = await database.call("update_project", user=user, project=wider, version=1)

    assert (updated["version"], updated["width"]) == (2, 1920)
    with pytest.raises(PermanentError) as stale:
        await database.call("update_project", user=user, project=wider, version=1)
    assert stale.value.code is Code.PRECONDITION_FAILED


async def test_cancel_is_posted_once_and_answers_the_job(database, user):
    job = (await queue(database, user, await new_project(database, user)))["job"]["id"]

    answers = [
        await database.call("request_cancel", job=job, user=user, event=event_of(job, "job.canceled")) for _ in range(2)
    ]

    assert [answer["status"] for answer in answers] == ["queued", "queued"]
    assert len(await database.select("outbox", job_id=job, subject=f"job.canceled.credits.{job}")) == 1


async def test_a_job_that_is_over_cannot_be_canceled(database, user):
    job = (await queue(database, user, await new_project(database, user)))["job"]["id"]
    settlement = {"status": "failed", "charged": 0, "refunded": 2, "verdicts": [], "failure": None}
    settled = {"settlement": settlement, "at": "2026-11-25T00:00:00Z"}
    await database.call("project_event", seq=3, subject=f"credits.settled.gateway.{job}", event=settled)

    with pytest.raises(PermanentError) as refused:
        await database.call("request_cancel", job=job, user=user, event=event_of(job, "job.canceled"))

    assert refused.value.code is Code.JOB_NOT_CANCELABLE


async def test_relays_at_once_never_claim_the_same_row(database, user):
    project = await new_project(database, user)
    jobs = {(await queue(database, user, project, est=0))["job"]["id"] for _ in range(12)}

    claims = await asyncio.gather(*(database.call("outbox_claim", limit=3) for _ in range(8)))

    mine = [row["id"] for rows in claims for row in rows]
    assert len(mine) == len(set(mine))
    assert jobs <= {row["job_id"] for rows in claims for row in rows} | {
        row["job_id"] for row in await database.call("outbox_claim", limit=1000)
    }


async def test_a_relay_that_died_is_succeeded_when_its_lease_ends(database, user):
    job = (await queue(database, user, await new_project(database, user)))["job"]["id"]

    async def claims(lease: int) -> list[str]:
        rows = await database.call("outbox_claim", limit=1000, lease_seconds=lease)
        return [row["job_id"] for row in rows if row["job_id"] == job]

    assert [await claims(0), await claims(60), await claims(60)] == [[job], [job], []]


async def test_what_is_published_is_not_claimed_again(database, user):
    job = (await queue(database, user, await new_project(database, user)))["job"]["id"]
    (row,) = await database.select("outbox", job_id=job)

    await database.call("outbox_done", ids=[row["id"]])

    assert job not in {row["job_id"] for row in await database.call("outbox_claim", limit=1000)}


async def test_expired_jobs_are_found_until_somebody_is_told(database, user):
    project = await new_project(database, user)
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    job = (await queue(database, user, project, queue_expires_at=past))["job"]["id"]

    async def found() -> list[dict[str, Any]]:
        return [row for row in await database.call("expired_jobs") if row["job_id"] == job]

    before = await found()
    posted = [await database.call("post_events", events=[event_of(job, "job.expired")]) for _ in range(2)]

    assert before == [{"job_id": job, "user_id": user, "waiting": True}]
    assert posted == [1, 0]
    assert await found() == []


async def test_a_waiting_job_knows_its_place_in_its_own_line(database, user, new_ticket, sql):
    sql("update plans set running_jobs = 1 where name = 'starter'")
    project = await new_project(database, user)
    jobs = [(await queue(database, user, project))["job"]["id"] for _ in range(3)]
    for job in jobs:
        ticket = new_ticket(job_id=job, user_id=user, project_id=project)
        await database.call("reserve_credits", ticket=ticket.model_dump(mode="json"))

    places = [(await database.call("get_job", job=job, user=user))["queue_position"] for job in jobs]

    assert places == [None, 1, 2]


async def test_the_newest_consent_counts(database, user):
    assert await database.call("current_consent", user=user) is None

    for source in ("cli", "upload"):
        await database.call(
            "record_consent", id=new_id("cns"), user=user, statement="yes", recipients=["google"], source=source
        )

    assert (await database.call("current_consent", user=user))["source"] == "upload"


async def test_an_upload_repeated_with_its_key_is_the_same_asset(database, user):
    asset = {
        "type": "selfie",
        "path": "s.png",
        "width": 9,
        "height": 9,
        "md5": "x",
        "bytes": 3,
        "media_type": "image/png",
    }

    first, again = [
        await database.call("create_asset", user=user, asset={"id": new_id("ast"), **asset}, key="up", body_hash="h")
        for _ in range(2)
    ]

    assert (first["status"], again["status"]) == ("accepted", "replayed")
    assert first["asset"] == again["asset"]


async def test_me_shows_plan_credits_and_what_is_held(database, user, new_ticket):
    await database.call("reserve_credits", ticket=new_ticket(user_id=user).model_dump(mode="json"))

    me = await database.call("me", user=user)

    assert (me["credits"], me["held"], me["plan"]["name"], me["email"]) == (48, 2, "starter", "a@b.c")
