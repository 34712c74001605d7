"""Copies of the gateway count together, and alone where there is no bus."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import NamedTuple

import httpx
import pytest
from tests.buses import PATIENCE, Server

from common.bus import Bus
from common.bus.connection import connect
from gateway.app import application
from gateway.limits import LIMITS, Limiter
from gateway.together import Together

BURST = LIMITS["read"]["starter"].burst


class Copy(NamedTuple):
    """One gateway of several, as somebody sees it."""

    limiter: Limiter
    together: Together
    visitor: httpx.AsyncClient

    async def read(self, times: int) -> list[int]:
        return [(await self.visitor.get("/me")).status_code for _ in range(times)]

    async def until_left(self, user: str, left: int) -> None:
        """Wait until so many requests are left of what the person may do at once."""
        async with asyncio.timeout(PATIENCE):
            while True:
                verdict = self.limiter.peek("read", user, LIMITS["read"]["starter"])
                if verdict and verdict.left == left:
                    return
                await asyncio.sleep(0.01)


@pytest.fixture
async def copies(ports, ann, nats: Server) -> AsyncIterator[list[Copy]]:
    """Two of them, whose clocks stand still."""
    made: list[Copy] = []
    for _ in range(2):
        client, bus, limiter = await connect(nats.url, "gateway"), Bus(), Limiter(lambda: 1_000.0)
        await bus.attach(client)
        together = Together(limiter, bus)
        await together.attach(client)
        await client.flush()
        transport = httpx.ASGITransport(application(replace(ports, bus=bus, limiter=limiter)))
        visitor = httpx.AsyncClient(transport=transport, base_url="http://thumbs.test", headers=ann.headers)
        made.append(Copy(limiter, together, visitor))
    yield made
    for copy in made:
        await copy.visitor.aclose()


async def test_two_gateways_on_one_bus_share_one_limit(copies, ann):
    here, there = copies
    await here.read(BURST - 10)
    await here.together.tell()
    await there.until_left(ann.user, 10)
    answers = await there.read(11)
    await there.together.tell()
    await here.until_left(ann.user, 0)

    assert answers == [200] * 10 + [429]
    assert await here.read(1) == [429]


async def test_without_a_bus_each_goes_on_counting_for_itself(copies, nats):
    here, there = copies
    await here.read(BURST)
    nats.running.stop()
    await here.together.tell()

    assert await here.read(1) == [429]
    assert await there.read(1) == [200]
