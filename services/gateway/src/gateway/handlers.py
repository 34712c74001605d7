"""What the gateway does when the ledger says that a job is over."""

from typing import Annotated

from faststream import Context

from common.blobs import Blobs
from common.bus import Room
from common.bus.room import silently
from common.events import CreditsRejected, CreditsSettled
from gateway.leftovers import clear


def gateway_room() -> Room:
    """The job is over by definition here, so nothing is dropped for that."""
    room = Room("gateway", fails_with=silently, guarded=False, forever=True)
    room.on(CreditsSettled, tidy_up)
    room.on(CreditsRejected, forget)
    return room


async def tidy_up(event: CreditsSettled, blobs: Annotated[Blobs, Context()]) -> None:
    delivered = {verdict.variant for verdict in event.settlement.verdicts if verdict.status == "succeeded"}
    await clear(blobs, event.job_id, delivered)


async def forget(event: CreditsRejected, blobs: Annotated[Blobs, Context()]) -> None:
    await clear(blobs, event.job_id, ())
