import contextlib
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from common.errors import TransientError
from common.events import JobCanceled
from gateway.auth import Principal
from gateway.bodies import JobBody, job_body
from gateway.bodies.moments import MomentBody, moment_body
from gateway.deps import Gateway, Once, Person, Ports
from gateway.lives import MANY, life_of, place_of
from gateway.pages import FEW, Asked, Cursor, Limit, Page, Place
from gateway.retrying import RetryBody, RetryDesk
from gateway.store.rows import Idempotency, Job, JobState, Made
from gateway.tags import UNCHANGED, weakly_tagged

router = APIRouter(tags=["jobs"])

OfStatus = Annotated[JobState | None, Query(description="Only those.")]
AGING = frozenset({"eta_seconds"})


@router.get("")
async def list_jobs(
    person: Person, ports: Ports, limit: Limit = FEW, cursor: Cursor = None, status: OfStatus = None
) -> Page[JobBody]:
    """Your jobs, newest first."""
    asked = Asked("jobs", limit, cursor)
    found = await ports.store.jobs.some(person.user_id, asked, status)
    return asked.page(found, lambda job: Place(asked.of, job.created_at, job.id), job_body)


@router.get("/{job_id}", response_model=JobBody, responses=UNCHANGED)
async def read_job(job_id: str, request: Request, person: Person, ports: Ports) -> Response:
    """A job as it stands. Its ETag changes with anything but the time that is left: ask with `If-None-Match`."""
    job = await ports.store.jobs.get(job_id, person.user_id)
    return weakly_tagged(job_body(job), request, but=AGING)


@router.post("/{job_id}/cancel", status_code=202)
async def cancel_job(job_id: str, response: Response, person: Person, ports: Ports) -> JobBody:
    """Take a job back. What was bought already is finished and counted; the rest costs nothing.

    200 when it was canceled before, 409 when it ended otherwise.
    """
    job = await ports.store.jobs.get(job_id, person.user_id)
    if job.status == "canceled":
        response.status_code = 200
        return job_body(job)
    event = JobCanceled(next="credits", job_id=job_id)
    job = await ports.store.jobs.cancel(event, person.user_id)
    ports.relay.wake()
    await tell_the_rooms(ports, job_id)
    return job_body(job)


@router.post("/{job_id}/retry", status_code=202)
async def retry_job(
    job_id: str, response: Response, person: Person, ports: Ports, once: Once, body: RetryBody | None = None
) -> JobBody:
    """Once more what it was asked for: a new job with a new quote, of the variants that are missing.

    Only for a job that is over and left something undelivered. What was refused for its content needs another model.
    """
    made = await retried(ports, person, job_id, body or RetryBody(), once)
    response.headers["location"] = f"/jobs/{made.thing.id}"
    if made.replayed:
        response.headers["idempotency-replayed"] = "true"
    return job_body(made.thing)


async def retried(ports: Gateway, person: Principal, job_id: str, body: RetryBody, once: Idempotency) -> Made[Job]:
    if job := await ports.store.jobs.earlier(person.user_id, once):
        return Made(job, replayed=True)
    old = await ports.store.jobs.get(job_id, person.user_id)
    made = await ports.store.jobs.queue(await RetryDesk(ports.desk).prepare(person, old, body), once)
    ports.relay.wake()
    return made


@router.get("/{job_id}/events")
async def list_events(
    job_id: str, person: Person, ports: Ports, limit: Limit = MANY, cursor: Cursor = None
) -> Page[MomentBody]:
    """The life of a job as the stream remembers it, oldest first, without what the events carried."""
    await ports.store.jobs.get(job_id, person.user_id)
    asked = Asked(f"events/{job_id}", limit, cursor)
    return asked.page(await life_of(ports.bus, job_id, asked), partial(place_of, asked.of), moment_body)


async def tell_the_rooms(ports: Gateway, job_id: str) -> None:
    """So that work in hand stops at once; the fact itself is on its way through the outbox."""
    with contextlib.suppress(TransientError):
        await ports.bus.signal(job_id)
