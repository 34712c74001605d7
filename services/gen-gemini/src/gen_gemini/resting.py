"""Accounts that are of no use for a while, known to all copies of the room: asked last, never shut.

One record per account in `PROVIDERS`, until when for each model. Where all of them rest, all are asked as ever.
"""

import time
from typing import Any

from common.bus import Bus
from common.bus.topology import PROVIDERS
from common.errors import Code, ThumbworksError

REST_SECONDS = 900.0
EVERYTHING = "*"
TIRING = frozenset({Code.PROVIDER_QUOTA_EXHAUSTED, Code.PROVIDER_KEY_REJECTED})


class Resting:
    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def does(self, account: str, kind: str) -> bool:
        found: dict[str, float] = await self._bus.recall(PROVIDERS, f"resting.{account}") or {}
        return max(found.get(kind, 0.0), found.get(EVERYTHING, 0.0)) > time.time()

    async def note(self, account: str, kind: str, error: ThumbworksError) -> None:
        """A spent quota is that of a model, a refused key that of all."""
        if error.code not in TIRING:
            return
        meant = EVERYTHING if error.code is Code.PROVIDER_KEY_REJECTED else kind
        until = time.time() + REST_SECONDS
        await self._bus.amend(PROVIDERS, f"resting.{account}", lambda found: later(found, meant, until))


def later(found: dict[str, Any] | None, kind: str, until: float) -> dict[str, Any]:
    return (found or {}) | {kind: until}
