"""Loops that run as long as a service does. One that dies is reported and started again."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from common.errors import TransientError

log = structlog.get_logger()

AGAIN_AFTER_SECONDS = 1.0
CANCEL_AGAIN_SECONDS = 0.5

Loop = Callable[[], Coroutine[Any, Any, None]]


class Background:
    def __init__(self, *loops: Loop, again_after: float = AGAIN_AFTER_SECONDS) -> None:
        self._loops, self._again_after = loops, again_after
        self._tasks: dict[Loop, asyncio.Task[None]] = {}
        self._stopped = False

    def start(self) -> None:
        for loop in self._loops:
            self._run(loop)

    async def stop(self) -> None:
        """Until they have ended: before Python 3.12 `wait_for` loses a cancellation that comes with its answer."""
        self._stopped = True
        running = {task for task in self._tasks.values() if not task.done()}
        while running:
            for task in running:
                task.cancel()
            _, running = await asyncio.wait(running, timeout=CANCEL_AGAIN_SECONDS)

    def _run(self, loop: Loop) -> None:
        if self._stopped:
            return
        task = self._tasks[loop] = asyncio.create_task(loop())
        task.add_done_callback(lambda ended: self._ended(loop, ended))

    def _ended(self, loop: Loop, task: asyncio.Task[None]) -> None:
        """A loop that returned has nothing more to do; one that crashed is needed anyway."""
        if task.cancelled() or (error := task.exception()) is None:
            return
        name = getattr(loop, "__qualname__", "?")
        if isinstance(error, TransientError):
            log.warning("background.interrupted", loop=name, code=error.code)
        else:
            log.error("background.crashed", loop=name, exc_info=error)
        asyncio.get_running_loop().call_later(self._again_after, self._run, loop)
