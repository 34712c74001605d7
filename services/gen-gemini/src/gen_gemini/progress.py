"""What is told of a call while nobody says anything."""

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import perf_counter

from common.generation import Report
from gen_gemini.asking import Tick

PREPARED, DRAWN = 0.15, 0.9


@asynccontextmanager
async def ticking(report: Report, typical: float) -> AsyncGenerator[Tick]:
    """Progress while nobody says anything: nearer to the end the longer it takes, and at once when a chunk comes."""
    started = perf_counter()

    async def tick() -> None:
        waited = perf_counter() - started
        await report(PREPARED + (DRAWN - PREPARED) * (1 - math.exp(-waited / typical)))

    async def beat() -> None:
        while True:
            await asyncio.sleep(max(1.0, typical / 20))
            await tick()

    task = asyncio.create_task(beat())
    try:
        yield tick
    finally:
        task.cancel()
