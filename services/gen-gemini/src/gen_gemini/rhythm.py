"""When what was left with Google is looked at again: every so often, and at once when somebody calls."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

LEAST = 1.0
SOON = 0.9  # of the time between two rounds, so that the next one finds it free


class Rhythm:
    def __init__(self, every: float) -> None:
        self.usual = every * SOON
        self._every, self._called = every, asyncio.Event()

    def hurry(self) -> None:
        """Somebody says that an answer is there. Nobody makes us look more than once a second."""
        self._called.set()

    async def keep(self, go: Callable[[float], Awaitable[None]]) -> None:
        """One round after the other, for ever; each is told how long what it looks at must have rested."""
        pause = self.usual
        while True:
            await go(pause)
            pause = await self.next()

    async def next(self) -> float:
        """Wait for the next round. In it, what was looked at less than so many seconds ago is left alone."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._every):
                await self._called.wait()
        pause = min(LEAST * SOON, self.usual) if self._called.is_set() else self.usual
        self._called.clear()
        return pause
