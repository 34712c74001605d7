"""Requests that wait for each other, so that those of one job, or of a few moments, share one batch at Google.

All of it lies in `PROVIDERS` and changes by compare-and-set:

    gathering.<account>.<model>   the pool that is open, and until when
    pooled.<account>.<digest>     which pool a request went to, by its key
    pools.<account>.<pool>        its members, where it stands, and who looks after it until when

    open      requests join until the window is over or the pool is full
    sending   no more join; one copy submits it, another goes on where that one died
    sent      with Google, under `name`
    over      answers are stored, or `failure` says why there are none; kept for a while, then forgotten
"""

import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from common.bus import Bus
from common.bus.topology import PROVIDERS

Record = dict[str, Any]
Change = Callable[[Record | None], Record | None]

SENDING_SECONDS = 300.0
"""Longer than the calls of sending may take together, so that two copies never send the same pool."""


@dataclass(frozen=True)
class Gathering:
    """`window` seconds after the first request, or at `most` of them, a pool closes."""

    window: float
    most: int


class Pools:
    def __init__(self, bus: Bus, account: str, gathering: Gathering) -> None:
        self._bus, self._account, self._gathering = bus, account, gathering

    async def join(self, model: str, key: str, job: str) -> str:
        """The name of the pool that `key` is in. A key that is in one already, sent or not, stays there."""
        index = f"pooled.{self._account}.{digest(key)}"
        earlier = await self._bus.recall(PROVIDERS, index)
        pool = earlier["pool"] if earlier else ""
        if pool and key in ((await self.get(pool)) or {"members": {}})["members"]:
            return pool
        refused = ""
        while True:
            open_one = await self._open_pool(model, refused)
            pool, closes = open_one["pool"], open_one["closes"]
            # Said first: who comes again after a crash looks there, and finds whether it was done.
            await self._bus.remember(PROVIDERS, index, {"pool": pool})
            fresh: Record = {"state": "open", "model": model, "closes": closes, "look": 0.0, "members": {}}
            if await self.change(pool, partial(joined, fresh, key, job)):
                return pool
            refused = pool

    async def _open_pool(self, model: str, refused: str) -> Record:
        new, now = f"{self._account}-{secrets.token_hex(6)}", time.time()
        chosen = await self._bus.amend(
            PROVIDERS,
            f"gathering.{self._account}.{model}",
            lambda found: gathered(found, new, now, self._gathering, refused),
        )
        return chosen or {}

    async def get(self, pool: str) -> Record | None:
        return await self._bus.recall(PROVIDERS, self._key(pool))

    async def change(self, pool: str, change: Change) -> Record | None:
        return await self._bus.amend(PROVIDERS, self._key(pool), change)

    async def update(self, pool: str, **fields: Any) -> None:
        await self.change(pool, lambda found: found and found | fields)

    async def take(self, pool: str, pause: float, ahead: float = 0.0) -> Record | None:
        """Look after a pool, and no other copy does; None where one is at it, or it is too early.

        For `pause` seconds, or as long as sending may take; `tries` counts how often sending was begun. What is with
        Google may be looked at `ahead` of time.
        """
        return await self.change(pool, lambda found: taken(found, time.time(), pause, ahead))

    async def forget(self, pool: str) -> None:
        await self._bus.forget(PROVIDERS, self._key(pool))

    async def everything(self) -> AsyncIterator[tuple[str, Record]]:
        prefix = f"pools.{self._account}"
        async for key, found in self._bus.entries(PROVIDERS, prefix):
            yield key.removeprefix(f"{prefix}."), found

    def _key(self, pool: str) -> str:
        return f"pools.{self._account}.{pool}"


def digest(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=12).hexdigest()


def gathered(found: Record | None, new: str, now: float, gathering: Gathering, refused: str) -> Record:
    """One more in the pool that is open, or the first in a new one."""
    if found and found["closes"] > now and found["joins"] < gathering.most and found["pool"] != refused:
        return found | {"joins": found["joins"] + 1}
    return {"pool": new, "closes": now + gathering.window, "joins": 1}


def joined(fresh: Record, key: str, job: str, found: Record | None) -> Record | None:
    """None where it is too late."""
    found = found or fresh
    if found["state"] != "open":
        return None
    return found | {"members": found["members"] | {key: job}}


def taken(found: Record | None, now: float, pause: float, ahead: float = 0.0) -> Record | None:
    early = ahead if found and found["state"] == "sent" else 0.0
    if found is None or found["look"] - early > now or (found["state"] == "open" and found["closes"] > now):
        return None
    if found["state"] not in {"open", "sending"}:
        return found | {"look": now + pause}
    return found | {"state": "sending", "tries": found.get("tries", 0) + 1, "look": now + SENDING_SECONDS}


def without(keys: set[str], found: Record | None) -> Record | None:
    return found and found | {"members": {key: job for key, job in found["members"].items() if key not in keys}}
