"""Requests that wait for each other, so that those of one job, or of a few moments, share one batch at Google.

All of it lies in `PROVIDERS` and changes by compare-and-set:

    gathering.<account>.<model>   the pool that is open, and until when
    pooled.<account>.<digest>     which pool a request went to, by its key
    pools.<account>.<pool>        its members, where it stands, and who looks after it until when

    open      requests join until the window is over or the pool is full
    sending   no more join; one copy submits it, another goes on where that one died
    moving    refused, unbought: one copy takes its members to another account (`moved` says where)
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
        pool, found = await self._joined(key)
        if key in found.get("members", {}):
            return pool
        refused = ""
        while True:
            open_one = await self._open_pool(model, refused)
            pool, closes = open_one["pool"], open_one["closes"]
            # Said first: who comes again after a crash looks there, and finds whether it was done.
            await self._bus.remember(PROVIDERS, self._index(key), {"pool": pool})
            fresh: Record = {"state": "open", "model": model, "closes": closes, "look": 0.0, "members": {}}
            if await self.change(pool, partial(joined, fresh, key, job)):
                return pool
            refused = pool

    async def holding(self, key: str) -> str:
        """The pool of this account that a request went to, be it moved from there since; empty where there is none."""
        pool, found = await self._joined(key)
        return pool if key in found.get("members", {}) or key in found.get("moved", {}) else ""

    async def _joined(self, key: str) -> tuple[str, Record]:
        earlier = await self._bus.recall(PROVIDERS, self._index(key))
        pool = earlier["pool"] if earlier else ""
        return pool, (await self.get(pool) if pool else None) or {}

    async def find(self, pool: str, key: str) -> tuple[str, Record | None]:
        """Where a request is now: its pool, which may be another account's, and the record of that."""
        found = await self.get(pool)
        while found and (onward := found.get("moved", {}).get(key)):
            pool, found = onward, await self.get(onward)
        return pool, found

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

    def _index(self, key: str) -> str:
        return f"pooled.{self._account}.{digest(key)}"

    def _key(self, pool: str) -> str:
        """A pool is named after its account."""
        return f"pools.{account_in(pool)}.{pool}"


def account_in(pool: str) -> str:
    return pool.partition("-")[0]


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
    if found["state"] == "moving":
        return found | {"look": now + SENDING_SECONDS}
    if found["state"] not in {"open", "sending"}:
        return found | {"look": now + pause}
    return found | {"state": "sending", "tries": found.get("tries", 0) + 1, "look": now + SENDING_SECONDS}


def without(keys: set[str], found: Record | None) -> Record | None:
    return found and found | {"members": {key: job for key, job in found["members"].items() if key not in keys}}
