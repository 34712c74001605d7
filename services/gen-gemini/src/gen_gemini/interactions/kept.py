"""What Google was allowed to keep, written down, so that any copy of the room deletes it there after a while.

Interactions hold faces. A conversation whose interaction is gone is told again from our own sealed history.
"""

import hashlib
import time
from collections.abc import Awaitable, Callable

import structlog

from common.bus import Bus
from common.bus.topology import PROVIDERS
from common.errors import PermanentError, TransientError

log = structlog.get_logger()


class Kept:
    def __init__(self, bus: Bus, account: str, keep_seconds: float) -> None:
        self._bus, self._prefix, self._keep = bus, f"interactions.{account}", keep_seconds

    async def note(self, name: str) -> None:
        await self._bus.remember(PROVIDERS, self._key(name), {"name": name, "made": time.time()})

    async def tidy(self, delete: Callable[[str], Awaitable[None]]) -> int:
        """How many are gone. What cannot be reached now is tried again."""
        gone = 0
        async for key, record in self._bus.entries(PROVIDERS, self._prefix):
            if record["made"] + self._keep > time.time():
                continue
            try:
                await delete(record["name"])
            except TransientError as error:
                log.info("interaction.not_deleted", code=error.code)
                continue
            except PermanentError as error:  # not there any more
                log.info("interaction.not_there", code=error.code)
            await self._bus.forget(PROVIDERS, key)
            gone += 1
        return gone

    async def until(self) -> float | None:
        """When the last of them goes."""
        made = [record["made"] async for _, record in self._bus.entries(PROVIDERS, self._prefix)]
        return max(made) + self._keep if made else None

    def _key(self, name: str) -> str:
        return f"{self._prefix}.{hashlib.blake2b(name.encode(), digest_size=12).hexdigest()}"
