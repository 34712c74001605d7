"""Forgets announced uploads that were never completed, with the raw files that may have come, and what is old: calls of
providers, idempotency keys, originals.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from common.blobs import Blobs
from gateway.store import Store

EVERY_SECONDS = 300.0

KEEP_ORIGINALS = timedelta(days=30)


def now() -> datetime:
    return datetime.now(UTC)


class Sweep:
    """`keep`: how long selfies, references and copy targets are kept, unless they are pinned."""

    def __init__(
        self, store: Store, blobs: Blobs, keep: timedelta = KEEP_ORIGINALS, clock: Callable[[], datetime] = now
    ) -> None:
        self._store, self._blobs, self._keep, self._clock = store, blobs, keep, clock

    async def run(self) -> None:
        while True:
            await self.once()
            await self._store.inbox.prune()
            await self._store.keys.expire()
            await self.purge_originals()
            await self._store.webhooks.prune()
            await asyncio.sleep(EVERY_SECONDS)

    async def once(self) -> int:
        """How many were forgotten."""
        swept = 0
        while paths := await self._store.assets.expire_uploads():
            await self._blobs.delete(*paths)
            swept += len(paths)
        return swept

    async def purge_originals(self) -> int:
        """How many were marked; what erases them is `Eraser`, and the receipt is for their owner to see."""
        marked = 0
        while found := await self._store.erasures.purge_originals(self._clock() - self._keep):
            marked += found
        return marked
