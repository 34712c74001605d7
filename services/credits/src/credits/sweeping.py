"""What time alone brings: months begin, and holds run out. The sweeper settles those, says so, then forgets them."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

from common.bus import Bus
from common.errors import TransientError
from credits.announcing import facts_of
from credits.ledger import Ledger


async def sweep(ledger: Ledger, bus: Bus) -> int:
    """One round; how many jobs it announced the end of. A round that breaks off is announced again by a later one."""
    answers = await ledger.sweep()
    for answer in answers:
        for fact in facts_of(answer):
            await bus.announce(fact)
    if answers:
        await ledger.announced(answer.job_id for answer in answers)
    return len(answers)


def sweeping(ledger: Ledger, bus: Bus, every: float) -> Callable[[], Coroutine[Any, Any, None]]:
    """The sweeper as a task for as long as the service lives; `every` is in seconds."""

    async def run() -> None:
        while True:
            await asyncio.sleep(every)
            with contextlib.suppress(TransientError):  # database or bus are away: next time
                await sweep(ledger, bus)
                await ledger.begin_months()

    return run
