from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from sse_starlette import EventSourceResponse

from gateway.auth.tickets import Pass
from gateway.bodies import TicketBody
from gateway.deps import Person, Ports, person_of
from gateway.guarded import guard
from gateway.standing import must_stand, pass_of
from gateway.streaming import PING_SECONDS, opening, retold, told

router = APIRouter(prefix="/stream", tags=["jobs"])
tickets = APIRouter(tags=["jobs"])

Cursor = Annotated[str | None, Header(alias="last-event-id", description="The last `id` you saw.")]


@guard
async def _watcher(
    job_id: str,
    request: Request,
    ports: Ports,
    ticket: Annotated[
        str | None, Query(max_length=1_000, description="Of POST /jobs/{id}/ticket, in place of a header.")
    ] = None,
) -> Pass:
    """Who wants to hear, by token, key or ticket."""
    if ticket is None:
        return await pass_of(ports, await person_of(request, ports))
    holder = ports.tickets.read(ticket, job_id)
    await must_stand(ports, holder)
    return holder


@router.get("/jobs/{job_id}", response_class=EventSourceResponse, responses={204: {"description": "Nothing more."}})
@router.get("/job/{job_id}", include_in_schema=False)
async def stream_job(
    job_id: str,
    holder: Annotated[Pass, Depends(_watcher)],
    ports: Ports,
    last_event_id: Cursor = None,
    cursor: Annotated[str | None, Query(alias="last_event_id", include_in_schema=False)] = None,
) -> Response:
    """Server-sent events: `job.snapshot` first, then what changes, `job.completed` last.

    `id` is a place in the job's history: reconnect with it (Last-Event-ID) and nothing is missed. The stream ends when
    the token runs out, or what let you in is taken back.
    """
    listener = ports.hub.listen(job_id, holder.user_id)
    job = await ports.store.jobs.get(job_id, holder.user_id)
    start = await opening(ports.bus, job, last_event_id or cursor)
    if start.nothing_more:
        return Response(status_code=204)
    return EventSourceResponse(retold(told(ports, holder, job, start, listener)), ping=PING_SECONDS)


@tickets.post("/{job_id}/ticket")
async def make_ticket(job_id: str, response: Response, person: Person, ports: Ports) -> TicketBody:
    """A ticket for the job's stream, for EventSource, which cannot send a header. It is good for an hour, however often
    the browser reconnects; signing out, or revoking the key that asked, ends it.
    """
    await ports.store.jobs.get(job_id, person.user_id)
    holder = await pass_of(ports, person)
    until = ports.tickets.expiry(holder.until)
    ticket = ports.tickets.issue(job_id, Pass(holder.user_id, holder.key_id, holder.session, until))
    response.headers["cache-control"] = "no-store"
    return TicketBody(
        ticket=ticket, url=f"/stream/jobs/{job_id}?ticket={ticket}", expires_at=datetime.fromtimestamp(until, UTC)
    )
