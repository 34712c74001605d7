"""What one browser hears of one job, from where it left off to the end.

Everything that can be refused is decided in `opening`, before the response starts. Afterwards the stream can only
end; the browser comes back with its last id.
"""

import json
import random
from collections.abc import AsyncGenerator, AsyncIterable
from dataclasses import dataclass, replace

from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError
from sse_starlette import ServerSentEvent

from common.bus import JOBS, Bus
from common.errors import Code, PermanentError, TransientError
from common.events import parse_subject
from gateway.auth.tickets import Pass
from gateway.bodies import job_body
from gateway.deps import Gateway
from gateway.frames import COMPLETED, RESYNC, SNAPSHOT, Frame, frames
from gateway.hub import DOUBT, Listener, News, job_of
from gateway.standing import Leave
from gateway.store.rows import Job

PING_SECONDS = 15
SILENCE_SECONDS = 15.0
RETRY_MILLISECONDS = (1500, 3500)


@dataclass(frozen=True)
class Opening:
    """The frames a stream begins with, and up to where they reach."""

    frames: tuple[Frame, ...]
    reached: int
    nothing_more: bool = False


async def opening(bus: Bus, job: Job, cursor: str | None) -> Opening:
    """Raises `cursor_of_another_job`, or a transient error when the history cannot be read."""
    if cursor is None:
        return _first_visit(job)
    place = _number(cursor)
    owner = await _job_at(bus, place)
    if owner is None:
        first = _first_visit(job)
        return replace(first, frames=(Frame(RESYNC, {"job_id": job.id}), *first.frames))
    if owner != job.id:
        raise PermanentError(Code.CURSOR_OF_ANOTHER_JOB)
    return await _resumed(bus, job, place)


def _first_visit(job: Job) -> Opening:
    body = job_body(job).model_dump(mode="json")
    shown = [Frame(SNAPSHOT, body, job.last_seq or None)]
    if job.is_over:
        shown.append(Frame(COMPLETED, body, job.last_seq or None))
    return Opening(tuple(shown), job.last_seq)


async def _resumed(bus: Bus, job: Job, place: int) -> Opening:
    """What happened since; 204 when that is the end itself, or nothing after it."""
    missed = await history(bus, job.id, place, job.last_seq)
    last = next((at for at, frame in enumerate(missed) if frame.event == COMPLETED), None)
    if job.is_over and last is None:
        return Opening((), place, nothing_more=True)
    kept = missed if last is None else missed[: last + 1]
    return Opening(tuple(kept), max(place, job.last_seq))


async def history(bus: Bus, job_id: str, after: int, until: int) -> list[Frame]:
    shown: list[Frame] = []
    async for sequence, subject, body in bus.history(job_id, after, until):
        kind, _, _ = parse_subject(subject)
        shown += frames(kind.model_validate_json(body), sequence)
    return shown


def _number(cursor: str) -> int:
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:  # noqa: PLR2004 - what fits 63 bits
        raise PermanentError(Code.CURSOR_OF_ANOTHER_JOB, "That is no id of this stream.")
    return int(cursor)


async def _job_at(bus: Bus, sequence: int) -> str | None:
    """Whose event lies at that place; None when it is gone, or was never there."""
    try:
        message = await bus.js.get_msg(JOBS, seq=sequence, direct=True)
    except NotFoundError:
        return None
    except (NatsError, TimeoutError) as error:
        raise TransientError(Code.BUS_UNAVAILABLE) from error
    return job_of(message.subject or "")


async def told(
    ports: Gateway, holder: Pass, job: Job, start: Opening, listener: Listener, silence: float = SILENCE_SECONDS
) -> AsyncGenerator[Frame, None]:
    """The opening, then what is live, as long as `holder` may hear it. `listener` was registered before `job` was read,
    so nothing lies between.
    """
    user, reached, leave = holder.user_id, start.reached, Leave(ports, holder, silence)
    for frame in start.frames:
        yield await _as_it_stands(ports, user, frame)
        if frame.event == COMPLETED:
            return
    while not listener.closed:
        heard = await listener.next(min(silence, holder.seconds_left()))
        if not await leave.holds(in_doubt=heard is DOUBT):
            return
        news = heard or await _overlooked(ports, user, job.id, reached)
        if 0 < news.sequence <= reached and not news.late:
            continue
        reached = max(reached, news.sequence)
        for frame in news.frames:
            yield await _as_it_stands(ports, user, frame)
            if frame.event == COMPLETED:
                return


async def _overlooked(ports: Gateway, user: str, job_id: str, reached: int) -> News:
    """After a silence: what the doorbell may have rung for while nobody could hear it."""
    job = await ports.store.jobs.get(job_id, user)
    missed = await history(ports.bus, job_id, reached, job.last_seq) if job.last_seq > reached else []
    return News(job.last_seq if missed else 0, tuple(missed))


async def _as_it_stands(ports: Gateway, user: str, frame: Frame) -> Frame:
    """The end carries the whole job, read after the rows were written."""
    if frame.event != COMPLETED or "status" in frame.data:
        return frame
    job = await ports.store.jobs.get(frame.data["job_id"], user)
    return replace(frame, data=job_body(job).model_dump(mode="json"))


async def retold(shown: AsyncIterable[Frame]) -> AsyncGenerator[ServerSentEvent, None]:
    """Frames in the words of the protocol. A store or bus that goes away ends the stream, and EventSource retries."""
    retry: int | None = random.randint(*RETRY_MILLISECONDS)
    try:
        async for frame in shown:
            place = None if frame.id is None else str(frame.id)
            yield ServerSentEvent(json.dumps(frame.data), event=frame.event, id=place, retry=retry)
            retry = None
    except TransientError:
        return
