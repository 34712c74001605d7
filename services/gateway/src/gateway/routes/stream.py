from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from sse_starlette import EventSourceResponse

from gateway.deps import Person, Ports
from gateway.streaming import PING_SECONDS, opening, retold, told

router = APIRouter(prefix="/stream", tags=["jobs"])

Cursor = Annotated[str | None, Header(alias="last-event-id", description="The last `id` you saw.")]
CursorInQuery = Annotated[
    str | None, Query(description="The same, for a new EventSource, which cannot send the header.")
]


@router.get("/jobs/{job_id}", response_class=EventSourceResponse, responses={204: {"description": "Nothing more."}})
@router.get("/job/{job_id}", include_in_schema=False)
async def stream_job(
    job_id: str,
    person: Person,
    ports: Ports,
    last_event_id: Cursor = None,
    cursor: Annotated[str | None, Query(alias="last_event_id", include_in_schema=False)] = None,
) -> Response:
    """Server-sent events: `job.snapshot` first, then what changes, `job.completed` last.

    `id` is a place in the job's history: reconnect with it (Last-Event-ID) and nothing is missed.
    """
    listener = ports.hub.listen(job_id)
    job = await ports.store.jobs.get(job_id, person.user_id)
    start = await opening(ports.bus, job, last_event_id or cursor)
    if start.nothing_more:
        return Response(status_code=204)
    return EventSourceResponse(retold(told(ports, person.user_id, job, start, listener)), ping=PING_SECONDS)
