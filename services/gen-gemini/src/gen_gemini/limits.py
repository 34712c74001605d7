"""How much may be asked at once and per minute, per model, by all copies of the room together.

One record per model in `PROVIDERS`, changed by compare-and-set: a bucket of pictures that fills with the minute, and
leases of the calls in flight, which end by themselves when their holder dies.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from common.bus import Bus
from common.bus.topology import PROVIDERS
from common.errors import Code, TransientError

LONGEST_WAIT = 3.0
"""Seconds spent waiting in a slot; longer waits go back to the queue."""
CROWDED = 0.25


@dataclass(frozen=True)
class Allowance:
    per_minute: int
    at_once: int


class Limits:
    def __init__(self, bus: Bus, account: str, allowance: Allowance) -> None:
        self._bus, self._account, self._allowance = bus, account, allowance

    @contextlib.asynccontextmanager
    async def hold(self, model: str, seconds: float, patience: float = LONGEST_WAIT) -> AsyncGenerator[None]:
        """A place among the calls in flight and one picture of the minute; `seconds` is how long the call may take.

        Raises a transient `provider_busy` that says when to come back, where it takes longer than `patience`.
        """
        key, lease = f"limits.{self._account}.{model}", secrets.token_hex(6)
        await self._take(key, lease, seconds, patience)
        try:
            yield
        finally:
            with contextlib.suppress(TransientError):  # the lease ends by itself
                await self._bus.amend(PROVIDERS, key, lambda found: _without(found, lease))

    async def drain(self, model: str, seconds: float) -> None:
        """The provider counts more than we do: nobody asks this model for so long."""
        rate = self._allowance.per_minute / 60
        key = f"limits.{self._account}.{model}"
        await self._bus.amend(
            PROVIDERS, key, lambda found: found and found | {"left": 1 - seconds * rate, "at": time.time()}
        )

    async def _take(self, key: str, lease: str, seconds: float, patience: float) -> None:
        waited = 0.0
        while True:
            wait = 0.0

            def change(found: Any | None) -> Any | None:
                nonlocal wait
                state, wait = taken(found, lease, seconds, time.time(), self._allowance)
                return state

            if await self._bus.amend(PROVIDERS, key, change) is not None:
                return
            if waited + wait > patience:
                raise TransientError(Code.PROVIDER_BUSY, retry_after=max(wait, 1.0))
            await asyncio.sleep(wait)
            waited += wait


def taken(
    found: dict[str, Any] | None, lease: str, seconds: float, now: float, allowance: Allowance
) -> tuple[dict[str, Any] | None, float]:
    """(the record with one more call, 0), or (None, seconds until it is worth asking again)."""
    state = found or {"left": float(allowance.per_minute), "at": now, "leases": {}}
    rate = allowance.per_minute / 60
    left = min(float(allowance.per_minute), state["left"] + max(0.0, now - state["at"]) * rate)
    leases = {holder: until for holder, until in state["leases"].items() if until > now}
    if len(leases) >= allowance.at_once:
        return None, CROWDED
    if left < 1:
        return None, (1 - left) / rate
    return {"left": left - 1, "at": now, "leases": leases | {lease: now + seconds}}, 0.0


def _without(found: dict[str, Any] | None, lease: str) -> dict[str, Any] | None:
    if not found or lease not in found["leases"]:
        return None
    return found | {"leases": {holder: until for holder, until in found["leases"].items() if holder != lease}}
