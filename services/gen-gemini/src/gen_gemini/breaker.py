"""A model that fails again and again is left alone for a while, by all copies of the room together.

Closed: calls pass. Open: nobody calls until `until`. Then one copy may try; its success closes it, its failure doubles
the pause.
"""

import time
from typing import Any

from common.bus import Bus
from common.bus.topology import PROVIDERS
from common.errors import Code, PermanentError, TransientError

FAILURES = 5
LONGEST_PAUSE = 300.0
TRIAL_SECONDS = 30.0
FRESH = 0.5  # seconds a closed breaker is believed without asking again


class Breaker:
    def __init__(self, bus: Bus, account: str, pause: float) -> None:
        self._bus, self._account, self._pause = bus, account, pause
        self._closed_at: dict[str, float] = {}

    def _key(self, model: str) -> str:
        return f"breaker.{self._account}.{model}"

    async def check(self, model: str, *, has_fallback: bool) -> None:
        """Raises `provider_busy` while open: for good where another model may do it, else until it may be tried."""
        if time.monotonic() - self._closed_at.get(model, -FRESH) < FRESH:
            return
        state: dict[str, Any] = await self._bus.recall(PROVIDERS, self._key(model)) or {}
        if "until" not in state:
            if not state:
                self._closed_at[model] = time.monotonic()
            return
        now = time.time()
        if state["until"] <= now and await self._bus.amend(PROVIDERS, self._key(model), lambda s: trial(s, now)):
            return
        if has_fallback:
            raise PermanentError(Code.PROVIDER_BUSY)
        raise TransientError(Code.PROVIDER_BUSY, retry_after=max(0.1, state["until"] - now))

    async def succeeded(self, model: str) -> None:
        if time.monotonic() - self._closed_at.get(model, -FRESH) < FRESH:
            return
        await self._bus.amend(PROVIDERS, self._key(model), lambda state: {} if state else None)
        self._closed_at[model] = time.monotonic()

    async def failed(self, model: str) -> None:
        self._closed_at.pop(model, None)
        await self._bus.amend(PROVIDERS, self._key(model), lambda state: after_failure(state, time.time(), self._pause))


def after_failure(state: dict[str, Any] | None, now: float, first: float) -> dict[str, Any]:
    failures = (state or {}).get("failures", 0) + 1
    if failures < FAILURES:
        return {"failures": failures}
    pause = min(LONGEST_PAUSE, first * 2 ** (failures - FAILURES))
    return {"failures": failures, "until": now + pause}


def trial(state: dict[str, Any] | None, now: float) -> dict[str, Any] | None:
    """The right to try, taken by moving the end of the pause; None when another copy has it."""
    if not state or state.get("until", now + 1) > now:
        return None
    return state | {"until": now + TRIAL_SECONDS}
