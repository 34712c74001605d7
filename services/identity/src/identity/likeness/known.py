"""What is known of the faces in a job's selfies while its pictures come in: in memory, for a while, nowhere else."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from common.ticket import Ticket
from identity.likeness.looks import Looks
from identity.likeness.skin import Tone
from identity.likeness.twins import Crop
from identity.recognition.embeddings import Embedding

JOBS_KEPT = 16
SECONDS_KEPT = 900.0


@dataclass(frozen=True, slots=True)
class KnownFace:
    """One usable selfie. `embedding` is missing where no engine is at hand, `tone` where no skin was found."""

    crop: Crop
    embedding: Embedding | None
    tone: Tone | None
    looks: Looks | None = None


Known = tuple[KnownFace, ...]


class KnownFaces:
    """Each job's selfies are read once, not once for each of its pictures."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Known]] = OrderedDict()
        self._reading = asyncio.Lock()

    async def of(self, ticket: Ticket, read: Callable[[Ticket], Awaitable[Known]]) -> Known:
        async with self._reading:  # another picture of the job may be reading them already
            self._forget()
            if ticket.job_id not in self._kept:
                self._kept[ticket.job_id] = (self._clock(), await read(ticket))
            return self._kept[ticket.job_id][1]

    def _forget(self) -> None:
        """What is too old, and the oldest where there are too many."""
        while self._kept:
            job, (since, _) = next(iter(self._kept.items()))
            if self._clock() - since < SECONDS_KEPT and len(self._kept) < JOBS_KEPT:
                return
            del self._kept[job]
