"""Jobs past their deadline, or too long in line: the fact is announced, credits decides how the job ends."""

import asyncio
import contextlib

from common.bus import Bus
from common.errors import TransientError
from common.events import JobExpired
from gateway.outbox import Relay
from gateway.store import Store

SWEEP_SECONDS = 5.0


class Expiry:
    def __init__(self, store: Store, relay: Relay, bus: Bus) -> None:
        self._store, self._relay, self._bus = store, relay, bus

    async def run(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await self.sweep()

    async def sweep(self) -> None:
        jobs = await self._store.jobs.expired()
        if not jobs:
            return
        await self._store.outbox.post([JobExpired(next="credits", job_id=job_id) for job_id in jobs])
        self._relay.wake()
        with contextlib.suppress(TransientError):  # the fact itself is committed; this only spares work in hand
            for job_id in jobs:
                await self._bus.signal(job_id)
