"""One limit for all copies of the gateway: each tells the others, a few times a second, what it let through.

No request waits for that, nothing is stored, and no copy has to know how many there are. Where there is no bus, each
counts for itself until there is one again.
"""

import asyncio
import contextlib
import json
import secrets
from typing import Any

from nats.aio.client import Client
from nats.errors import Error as NatsError

from common.bus import Bus
from common.bus.topology import SPENT
from gateway.limits import Limiter

BEAT_SECONDS = 0.2  # so long one copy may not know what another let through
MOST_TOLD = 5_000  # in one message, which a server takes up to a megabyte of


class Together:
    def __init__(self, limiter: Limiter, bus: Bus) -> None:
        self._limiter, self._bus, self._me = limiter, bus, secrets.token_hex(4)

    async def attach(self, client: Client) -> None:
        await client.subscribe(f"{SPENT}.*", cb=self._on_spent)  # pyright: ignore[reportUnknownMemberType]

    async def run(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await self.tell()

    async def tell(self) -> None:
        """What cannot be told now is never told: until then the buckets are full again."""
        news, client = self._limiter.untold(), self._bus.client
        if not client.is_connected:
            return
        with contextlib.suppress(NatsError):
            for first in range(0, len(news), MOST_TOLD):
                body = json.dumps(news[first : first + MOST_TOLD]).encode()
                await client.publish(f"{SPENT}.{self._me}", body)

    async def _on_spent(self, message: Any) -> None:
        if not message.subject.endswith(f".{self._me}"):
            self._limiter.learn(json.loads(message.data))
