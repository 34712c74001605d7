"""Every event of the stream into the rows the API shows, then a ring at the doorbell of whoever watches.

The rows and `last_seq` are committed before the bell rings, so a browser never hears of a picture that is not there.
"""

import json
from dataclasses import asdict, replace
from typing import Annotated, Any

from faststream import Context
from faststream.message import StreamMessage

from common.blobs import Blobs
from common.bus import Bus, Room
from common.bus.policy import sequence
from common.bus.room import silently
from common.bus.topology import PROJECTED
from common.events import EVENTS, Event, ImageSubmitted
from gateway.auditing import decisions_on
from gateway.frames import PROGRESS, Frame, ends, frames
from gateway.leftovers import clear
from gateway.store import Store
from gateway.store.projection import Projected

DURABLE = "gateway-projector"


def projector_room() -> Room:
    """Forever: a database that is away for an hour is not the event's fault. One slot keeps the stream's order."""
    room = Room("gateway", durable=DURABLE, fails_with=silently, guarded=False, forever=True)
    for fact in EVENTS.values():
        room.on(fact, project)
    return room


async def project(
    event: Event,
    message: Annotated[StreamMessage[Any], Context("message")],
    store: Annotated[Store, Context()],
    bus: Annotated[Bus, Context()],
    blobs: Annotated[Blobs, Context()],
) -> None:
    if isinstance(event, ImageSubmitted):
        await store.inbox.expect(event)
    place = sequence(message)
    projected = await store.projection.apply(place, event)
    if projected is None:
        return
    if decided := decisions_on(event):
        await store.decisions.write_drawn(projected.user_id, event.message_id, decided)
    await ring(bus, event, place, projected)
    if projected.is_over and not ends(event):
        await sweep_late_work(store, blobs, projected)


async def sweep_late_work(store: Store, blobs: Blobs, projected: Projected) -> None:
    """Somebody finished something for a job that was over: it is not shown and must not stay."""
    job = await store.jobs.get(projected.job_id, projected.user_id)
    await clear(blobs, job.id, {render.variant for render in job.renders})


async def ring(bus: Bus, event: Event, place: int, projected: Projected) -> None:
    """Core NATS, not stored: a browser that misses it asks the database after a while.

    What comes late is told without an id, so that no cursor moves back.
    """
    progress = {"job_id": projected.job_id, "status": projected.status, "progress": projected.progress}
    told = [replace(frame, id=None) if projected.late else frame for frame in frames(event, place)]
    shown = [asdict(frame) for frame in (Frame(PROGRESS, progress), *told)]
    body = {"seq": place, "late": projected.late, "frames": shown}
    await bus.client.publish(f"{PROJECTED}.{projected.job_id}", json.dumps(body).encode())
