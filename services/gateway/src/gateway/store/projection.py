import json

from pydantic import Field

from common.database import Database
from common.events import Event, dump
from gateway.store.rows import OVER, Row


class Projected(Row):
    """How a job stands after one event was projected."""

    job_id: str
    user_id: str
    status: str
    last_seq: int
    progress: float
    late: bool = Field(default=False, description="A newer event was projected first, by another copy of this service.")

    @property
    def is_over(self) -> bool:
        return self.status in OVER


class Projection:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def apply(self, sequence: int, event: Event) -> Projected | None:
        """Write one event into the rows; None for a job that is not here."""
        answer = await self._database.call(
            "project_event", seq=sequence, subject=event.subject, event=json.loads(dump(event))
        )
        return Projected.model_validate(answer) if answer else None
