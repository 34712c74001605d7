"""From the table to the stream: what was committed is published, however often it takes.

Rows are leased, published under their own message id (so the stream keeps one copy) and marked done. A route that
queued something wakes the relay; a sweep every second finds what another gateway left behind.
"""

import asyncio
import contextlib
import json

from common.bus import Bus
from gateway.store.outbox import Outbox, Posted

SWEEP_SECONDS = 1.0


class Relay:
    def __init__(self, outbox: Outbox, bus: Bus) -> None:
        self._outbox, self._bus = outbox, bus
        self._news = asyncio.Event()

    def wake(self) -> None:
        self._news.set()

    async def run(self) -> None:
        while True:
            await self.sweep()
            await self._rest()

    async def sweep(self) -> None:
        """Publish until the table has nothing left for us. Nothing is leased while the bus is away.

        What cannot be published after all stays in the table and is due again when its lease has run out.
        """
        while self._bus.client.is_connected and (rows := await self._outbox.claim()):
            errors = await asyncio.gather(*map(self._publish, rows), return_exceptions=True)
            await self._outbox.done([row for row, error in zip(rows, errors, strict=True) if error is None])
            for error in filter(None, errors):
                raise error

    async def _publish(self, row: Posted) -> None:
        await self._bus.store(row.subject, json.dumps(row.payload).encode(), row.message_id)

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SWEEP_SECONDS):
                await self._news.wait()
        self._news.clear()
