"""Forgets announced uploads that were never completed, with the raw files that may have come; old calls and keys."""

import asyncio

from common.blobs import Blobs
from gateway.store import Store

EVERY_SECONDS = 300.0


class Sweep:
    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store, self._blobs = store, blobs

    async def run(self) -> None:
        while True:
            await self.once()
            await self._store.inbox.prune()
            await self._store.keys.expire()
            await asyncio.sleep(EVERY_SECONDS)

    async def once(self) -> int:
        """How many were forgotten."""
        swept = 0
        while paths := await self._store.assets.expire_uploads():
            await self._blobs.delete(*paths)
            swept += len(paths)
        return swept
