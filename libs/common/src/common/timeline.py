"""The life of one job as the stream of facts remembers it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common.bus.connection import Bus
from common.events import Event, parse_subject


@dataclass(frozen=True)
class Moment:
    """One stored event. `age` counts seconds from the job's first event, `hop` from the one that caused this one."""

    sequence: int
    event: Event
    age: float
    hop: float | None

    def facts(self) -> dict[str, Any]:
        """What happened, without what the event carried."""
        event = self.event
        return {
            "sequence": self.sequence,
            "event": event.name,
            "next": event.next,
            "variant": event.variant or None,
            "attempt": event.attempt,
            "at": event.at.isoformat(),
            "age_seconds": round(self.age, 3),
            "hop_seconds": None if self.hop is None else round(self.hop, 3),
            "code": getattr(getattr(event, "failure", None), "code", None),
        }


async def timeline(bus: Bus, job_id: str) -> AsyncGenerator[Moment]:
    """Every stored event of a job, oldest first."""
    told: dict[str, datetime] = {}
    first: datetime | None = None
    async for sequence, subject, body in bus.history(job_id):
        event = parse_subject(subject)[0].model_validate_json(body)
        first = first or event.at
        cause = told.get(event.caused_by or "")
        told[event.message_id] = event.at
        hop = (event.at - cause).total_seconds() if cause else None
        yield Moment(sequence, event, (event.at - first).total_seconds(), hop)
