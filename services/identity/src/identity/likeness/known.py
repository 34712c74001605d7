"""What is known of the faces in a job's selfies while its pictures come in: in memory, for a while, nowhere else."""

import asyncio
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
    """Each job's selfies are read once, not once for each of its pictures; after `seconds` they are gone, whether or
    not anything else happens.
    """

    def __init__(self, seconds: float = SECONDS_KEPT) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[str, Known] = OrderedDict()
        self._reading = asyncio.Lock()

    async def of(self, ticket: Ticket, read: Callable[[Ticket], Awaitable[Known]]) -> Known:
        async with self._reading:  # another picture of the job may be reading them already
            if ticket.job_id not in self._kept:
                self._keep(ticket.job_id, await read(ticket))
            return self._kept[ticket.job_id]

    def _keep(self, job_id: str, known: Known) -> None:
        self._kept[job_id] = known
        asyncio.get_running_loop().call_later(self._seconds, self._kept.pop, job_id, None)
        if len(self._kept) > JOBS_KEPT:
            self._kept.popitem(last=False)
