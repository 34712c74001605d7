import contextlib
from typing import Any

from fastapi import APIRouter, Response

from common.errors import TransientError
from common.events import JobCanceled
from common.timeline import timeline
from gateway.bodies import JobBody, job_body
from gateway.deps import Gateway, Person, Ports

router = APIRouter(tags=["jobs"])


@router.get("/{job_id}")
async def read_job(job_id: str, response: Response, person: Person, ports: Ports) -> JobBody:
    response.headers["cache-control"] = "private, no-store"
    return job_body(await ports.store.jobs.get(job_id, person.user_id))


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


@router.get("/{job_id}/events")
async def list_events(job_id: str, person: Person, ports: Ports) -> list[dict[str, Any]]:
    """The life of a job as the stream remembers it, without what the events carried."""
    await ports.store.jobs.get(job_id, person.user_id)
    return [moment.facts() async for moment in timeline(ports.bus, job_id)]


async def tell_the_rooms(ports: Gateway, job_id: str) -> None:
    """So that work in hand stops at once; the fact itself is on its way through the outbox."""
    with contextlib.suppress(TransientError):
        await ports.bus.signal(job_id)
