"""The rows that the API shows, made from events: in any order, any number of times, they come out the same."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from common.errors import Code
from common.events import (
    CreditsRejected,
    CreditsReserved,
    CreditsSettled,
    Event,
    Failure,
    IdentityResolved,
    ImageFailed,
    ImageGenerated,
    ImageRequested,
    JobRequested,
    LikenessFailed,
    RenderComposited,
    Settlement,
    VariantVerdict,
)
from common.ids import new_id
from common.likeness import LikenessPage
from common.ticket import ImagePage, RenderPage, Ticket

START = datetime(2026, 11, 25, 12, tzinfo=UTC)
REFUSAL = Failure(code=Code.PROVIDER_REJECTED, message="Not that.")
Log = list[tuple[int, Event]]


@pytest.fixture
async def new_job(database, new_ticket):
    """Queues a job as the gateway does and gives back its ticket."""

    async def make() -> Ticket:
        ticket = new_ticket(user_id=str(uuid4()))
        user, project = ticket.user_id, {"id": ticket.project_id, "mode": "design", "platform": "youtube"}
        await database.call("ensure_user", user=user, email=None, name="", plan="pro")
        await database.call("create_project", user=user, project=project | {"width": 1280, "height": 720, "brief": {}})
        job = {"id": ticket.job_id, "project_id": ticket.project_id, "model": "studio", "quality": "std"}
        job |= {"variants": 4, "est_credits": 2, "queue_expires_at": ticket.queue_expires_at.isoformat()}
        prompt = {"id": new_id("prm"), "raw": {}, "normalized": {}, "seed": 7, "model_pref": "auto"}
        event = {"message_id": ticket.job_id, "job_id": ticket.job_id, "subject": "job.requested.credits.x"}
        await database.call("queue_job", user=user, job=job, prompt=prompt, event=event | {"payload": {}})
        return ticket

    return make


def life_of(ticket: Ticket) -> Log:
    """Variants 1 and 2 are delivered, 2 in two attempts; 3 is refused; 4 is canceled, and comes after all."""
    running = ticket.model_copy(update={"deadline": START + timedelta(minutes=10)})
    settlement = Settlement(
        status="partially_succeeded",
        charged=1,
        refunded=1,
        verdicts=(
            VariantVerdict(variant=1, status="succeeded"),
            VariantVerdict(variant=2, status="succeeded"),
            VariantVerdict(variant=3, status="blocked", code=REFUSAL.code, message=REFUSAL.message),
            VariantVerdict(variant=4, status="canceled", code=Code.CANCELED, message="It was canceled."),
        ),
    )
    events: list[Event] = [
        JobRequested(next="credits", job_id=ticket.job_id, ticket=ticket),
        CreditsReserved(next="identity", job_id=ticket.job_id, ticket=running),
        IdentityResolved(next="identity", job_id=ticket.job_id, ticket=running),
        *(requested(running, variant) for variant in (1, 2, 3, 4)),
        generated(running, 1),
        ImageFailed(next="credits", job_id=ticket.job_id, variant=3, failure=REFUSAL, ticket=running),
        requested(running, 2, attempt=2),
        generated(running, 2, attempt=2),
        composited(running, 1),
        composited(running, 2, attempt=2),
        composited(running, 1, attempt=2),  # a twin that lost
        generated(running, 4),
        CreditsSettled(next="gateway", job_id=ticket.job_id, settlement=settlement, ticket=running),
        composited(running, 4),
    ]
    return [
        (100 + place, event.model_copy(update={"at": START + timedelta(seconds=place)}))
        for place, event in enumerate(events)
    ]


def requested(ticket: Ticket, variant: int, attempt: int = 1) -> Event:
    return ImageRequested(next="gen-studio", job_id=ticket.job_id, variant=variant, attempt=attempt, ticket=ticket)


def generated(ticket: Ticket, variant: int, attempt: int = 1) -> Event:
    return ImageGenerated(
        next="compositor", job_id=ticket.job_id, variant=variant, attempt=attempt, ticket=with_image(ticket)
    )


def composited(ticket: Ticket, variant: int, attempt: int = 1) -> Event:
    stem = f"{ticket.prefix}/renders/{variant}-{attempt}"
    page = RenderPage(
        files={"png": f"{stem}.png", "json": f"{stem}.json", "preview": f"{stem}.jpg"},
        width=1280,
        height=720,
        bytes={"png": 900_000},
        score=81.5,
    )
    done = with_image(ticket).with_page(render=page)
    return RenderComposited(next="credits", job_id=ticket.job_id, variant=variant, attempt=attempt, ticket=done)


def with_image(ticket: Ticket) -> Ticket:
    page = ImagePage(key="k", width=1280, height=720, service="gen-studio", model="studio", draws="scene", seed=3)
    return ticket.with_page(image=page)


async def show(database, ticket: Ticket, log: Log) -> dict[str, Any]:
    for sequence, event in log:
        body = event.model_dump(mode="json", by_alias=True, exclude_none=True)
        await database.call("project_event", seq=sequence, subject=event.subject, event=body)
    return await database.call("get_job", job=ticket.job_id, user=ticket.user_id)


def anonymous(job: dict[str, Any], ticket: Ticket) -> str:
    """The job without what differs between two jobs anyhow."""
    differing = {"created_at", "updated_at", "queue_expires_at", "user_id", "prompt_id"}
    own = {key: value for key, value in job.items() if key not in differing}
    return repr(sorted(own.items())).replace(ticket.job_id[4:], "JOB").replace(ticket.project_id, "PROJECT")


async def test_a_job_is_shown_as_its_events_tell_it(database, new_job):
    ticket = await new_job()

    job = await show(database, ticket, life_of(ticket))

    assert (job["status"], job["progress"], job["cost_credits"], job["last_seq"]) == ("partially_succeeded", 1, 1, 116)
    assert (job["started_at"], job["finished_at"]) == ("2026-11-25T12:00:01+00:00", "2026-11-25T12:00:15+00:00")
    assert [state["status"] for state in job["variant_states"]] == ["succeeded", "succeeded", "blocked", "canceled"]
    assert job["variant_states"][2]["failure"] == REFUSAL.model_dump()
    (project,) = await database.select("projects", id=ticket.project_id)
    assert project["status"] == "done"


async def test_renders_are_those_the_ledger_counted_and_nothing_later(database, new_job):
    ticket = await new_job()

    job = await show(database, ticket, life_of(ticket))

    shown = [(render["variant"], render["meta"]["attempt"], render["meta"]["scene"]) for render in job["renders"]]
    assert shown == [(1, 1, ""), (2, 2, "")]
    assert job["renders"][0]["path"] == f"{ticket.prefix}/renders/1-1.png"
    assert job["renders"][0]["thumbnail_path"] == f"{ticket.prefix}/renders/1-1.jpg"
    assets = await database.select("assets", user_id=ticket.user_id)
    assert {asset["id"] for asset in assets} == {render["asset_id"] for render in job["renders"]}
    listed = await database.call("list_renders", project=ticket.project_id, user=ticket.user_id, limit=9)
    assert [one | {"job_created_at": job["created_at"]} for one in job["renders"]] == listed


@pytest.mark.parametrize("road", ["postgres"], indirect=True)  # orders are SQL's affair: the shorter road tries more
async def test_shuffled_and_repeated_events_give_the_same_rows(database, new_job):
    ticket = await new_job()
    expected = anonymous(await show(database, ticket, life_of(ticket)), ticket)

    for seed in range(12):
        ticket = await new_job()
        log = life_of(ticket) * 3
        random.Random(seed).shuffle(log)

        assert anonymous(await show(database, ticket, log), ticket) == expected


async def test_progress_only_grows(database, new_job):
    ticket = await new_job()

    progress = [(await show(database, ticket, [entry]))["progress"] for entry in life_of(ticket)]

    assert progress == sorted(progress)
    assert 0 < progress[1] < progress[8] < progress[14] < 1 == progress[15]


async def test_the_ledgers_word_overrides_a_picture_that_was_shown(database, new_job):
    ticket = await new_job()
    log = life_of(ticket)
    shown = await show(database, ticket, [*log[:13], log[14], log[16]])

    settled = await show(database, ticket, [log[15]])

    assert [render["variant"] for render in shown["renders"]] == [1, 2, 4]
    assert [render["variant"] for render in settled["renders"]] == [1, 2]


async def test_a_rejected_job_failed(database, new_job):
    ticket = await new_job()
    failure = Failure(code=Code.INSUFFICIENT_CREDITS, message="Not enough credits.")

    job = await show(
        database,
        ticket,
        [(7, CreditsRejected(next="gateway", job_id=ticket.job_id, failure=failure, ticket=ticket))],
    )

    assert (job["status"], job["cost_credits"], job["failure"]) == ("failed", 0, failure.model_dump())
    (project,) = await database.select("projects", id=ticket.project_id)
    assert project["status"] == "failed"


async def test_events_of_a_job_that_is_not_here_are_passed_over(database, new_ticket):
    ticket = new_ticket()
    body = JobRequested(next="credits", job_id=ticket.job_id, ticket=ticket).model_dump(mode="json", by_alias=True)

    assert (
        await database.call("project_event", seq=1, subject=f"job.requested.credits.{ticket.job_id}", event=body)
        is None
    )


async def test_what_was_projected_is_told(database, new_job):
    ticket = await new_job()
    await show(database, ticket, life_of(ticket)[:3])

    again = await database.call(
        "project_event", seq=100, subject=f"job.requested.credits.{ticket.job_id}", event={"at": START.isoformat()}
    )

    told = {"job_id": ticket.job_id, "user_id": ticket.user_id, "status": "running", "progress": 0.15, "last_seq": 102}
    assert again == told | {"late": True}


async def test_a_face_that_is_drawn_again_is_at_its_beginning_and_its_receipt_comes_with_the_picture(database, new_job):
    ticket = await new_job()
    receipt = LikenessPage(status="pass", score=0.7, tries=2)
    unlike = Failure(code=Code.FACE_NOT_ALIKE, message="Not you.")
    again = LikenessFailed(next="gen-gemini", job_id=ticket.job_id, variant=1, attempt=2, ticket=ticket, failure=unlike)
    done = composited(ticket, 1, attempt=2)
    assert done.carried.render
    page = done.carried.render.model_copy(update={"likeness": receipt})
    log: Log = [
        (200, generated(ticket, 1)),
        (201, again),
        (202, done.model_copy(update={"ticket": done.carried.with_page(render=page)})),
    ]
    halfway = (await show(database, ticket, log[:2]))["variant_states"][0]
    job = await show(database, ticket, log)

    assert (halfway["status"], halfway["attempt"]) == ("requested", 2)
    assert job["renders"][0]["meta"]["likeness"] == receipt.model_dump(mode="json", exclude_none=True)
    assert (job["variant_states"][0]["status"], job["variant_states"][0]["failure"]) == ("composited", None)
