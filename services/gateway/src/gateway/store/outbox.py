from collections.abc import Sequence

from common.database import Database
from common.events import Event
from gateway.store.jobs import as_posted
from gateway.store.rows import Row

LEASE_SECONDS = 10


class Posted(Row):
    """An event that is committed and waits for the stream."""

    id: int
    message_id: str
    job_id: str
    subject: str
    payload: dict[str, object]


class Outbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def post(self, events: Sequence[Event]) -> None:
        await self._database.call("post_events", events=[as_posted(event) for event in events])

    async def claim(self, limit: int = 100) -> list[Posted]:
        """Lease the oldest unpublished events to this relay; after the lease another may have them."""
        rows = await self._database.call("outbox_claim", limit=limit, lease_seconds=LEASE_SECONDS)
        return [Posted.model_validate(row) for row in rows]

    async def done(self, posted: Sequence[Posted]) -> None:
        await self._database.call("outbox_done", ids=[row.id for row in posted])
