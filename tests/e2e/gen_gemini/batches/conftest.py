"""What tests of batches ask of the booth: to leave a request there, to take a job back, to see what was sent."""

import asyncio
from typing import Any

from tests.e2e.gen_gemini.conftest import Booth

from common.bus.topology import PROVIDERS
from common.events import JobCanceled
from common.ticket import Ticket
from common.wishes import Wishes

BATCH = Wishes(batch=True)
HOURS = 10_000.0
"""Seconds that a batch waits for company, or that Google takes for it, where the test says itself when it is over."""


async def submitted(booth: Booth, ticket: Ticket, variants: int = 1) -> None:
    for variant in range(1, variants + 1):
        await booth.ask(ticket, variant)
    await booth.until_event(ticket, "image.submitted", variants)


async def window_ends(booth: Booth) -> None:
    """Nobody else is waited for."""
    for key in [key async for key, _ in booth.stream.bus.entries(PROVIDERS, "pools")]:
        await booth.stream.bus.amend(PROVIDERS, key, lambda pool: pool and pool | {"closes": 0.0})


async def sent(booth: Booth) -> tuple[str, dict[str, Any]]:
    """Key and record of the one batch, once the room has noted that Google has it."""
    async with asyncio.timeout(booth.patience):
        while True:
            async for key, pool in booth.stream.bus.entries(PROVIDERS, "pools"):
                if pool["state"] == "sent":
                    return key, pool
            await asyncio.sleep(0.02)


async def canceled(booth: Booth, ticket: Ticket) -> None:
    await booth.stream.bus.announce(JobCanceled(next="credits", job_id=ticket.job_id))


def batches(booth: Booth) -> list[dict[str, Any]]:
    return [request for request in booth.world.requests if request["method"] == "batch"]


def keys(booth: Booth, number: int = 0) -> list[str]:
    items = batches(booth)[number]["body"]["batch"]["inputConfig"]["requests"]["requests"]
    return [item["metadata"]["key"] for item in items]


async def outcomes(booth: Booth, ticket: Ticket, count: int) -> list[str]:
    async with asyncio.timeout(booth.patience):
        while True:
            names = await booth.stream.names(ticket.job_id)
            found = sorted(name for name in names if name in {"image.generated", "image.failed"})
            if len(found) == count:
                return found
            await asyncio.sleep(0.02)
