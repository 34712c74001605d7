"""Pictures made ready a moment ago, for the other variants of their job: read and encoded once, by whoever is first.

They may be faces, so they are let go of after a minute, asked for again or not.
"""

import asyncio
from collections.abc import Awaitable, Callable

Made = tuple[bytes, str]

MOST_BYTES = 64_000_000
KEPT_SECONDS = 60.0


class Ready:
    """`most` bytes together, the oldest goes first."""

    def __init__(self, most: int = MOST_BYTES, seconds: float = KEPT_SECONDS) -> None:
        self._most, self._seconds = most, seconds
        self._kept: dict[str, asyncio.Future[Made]] = {}

    async def get(self, name: str, make: Callable[[], Awaitable[Made]]) -> Made:
        """(bytes, MIME type). What failed is made again by the next who asks."""
        if name not in self._kept:
            task = self._kept[name] = asyncio.ensure_future(make())
            task.add_done_callback(lambda done: self._made(name, done))
        return await asyncio.shield(self._kept[name])  # one who stops waiting stops nobody else

    def _made(self, name: str, done: "asyncio.Future[Made]") -> None:
        if done.cancelled() or done.exception():
            self._kept.pop(name, None)
            return
        asyncio.get_running_loop().call_later(self._seconds, self._let_go, name, done)
        over = self.held - self._most
        for oldest, kept in list(self._kept.items()):
            if over > 0 and kept.done():
                over -= len(kept.result()[0])
                del self._kept[oldest]

    def _let_go(self, name: str, done: "asyncio.Future[Made]") -> None:
        if self._kept.get(name) is done:
            del self._kept[name]

    @property
    def held(self) -> int:
        """Bytes."""
        return sum(len(kept.result()[0]) for kept in self._kept.values() if kept.done() and not kept.exception())
