"""A real bus as tests see it: what was announced on it, and a server that may die."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from nats.js.errors import NotFoundError

from common.bus import DURABLES, JOBS, Bus
from common.bus.patience import patiently
from common.bus.topology import DEAD_LETTERS, DLQ
from common.events import Event, parse_subject
from thumbworks.embedded.nats import start_nats
from thumbworks.home import Home

PATIENCE = 60.0
"""Seconds for what happens in one: longer than the server waits before it gives a lost message to somebody else."""


class Stream:
    """What a test sees of the bus: what was announced, and the dead letters."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus

    async def told(self, job_id: str) -> list[Event]:
        found: list[Event] = []
        async for _, subject, body in self.bus.history(job_id):
            found.append(parse_subject(subject)[0].model_validate_json(body))
        return found

    async def names(self, job_id: str) -> list[str]:
        return [event.name async for event in self._each(job_id)]

    async def _each(self, job_id: str) -> AsyncIterator[Event]:
        for event in await self.told(job_id):
            yield event

    async def until(self, job_id: str, name: str, count: int = 1) -> list[Event]:
        """Wait until the job's history holds `count` events of that name; the whole history."""
        async with asyncio.timeout(PATIENCE):
            while True:
                events = await self.told(job_id)
                if sum(event.name == name for event in events) >= count:
                    return events
                await asyncio.sleep(0.02)

    async def until_quiet(self, durable: str) -> None:
        """Wait until all that was stored for the durable is acknowledged.

        What it calls pending is not enough: of a message that was stored this moment it may not know yet.
        """
        try:
            last = (await patiently(partial(self.bus.js.get_last_msg, JOBS, DURABLES[durable]))).seq or 0
        except NotFoundError:
            return
        async with asyncio.timeout(PATIENCE):
            while True:
                info = await patiently(partial(self.bus.js.consumer_info, JOBS, durable))
                done = info.ack_floor.stream_seq if info.ack_floor else 0
                if done >= last and not info.num_pending and not info.num_ack_pending:
                    return
                await asyncio.sleep(0.02)

    async def dead_letters(self) -> list[bytes]:
        info = await patiently(partial(self.bus.js.stream_info, DEAD_LETTERS))
        reading = [partial(self.bus.js.get_msg, DEAD_LETTERS, seq=n + 1) for n in range(info.state.messages)]
        messages = [await patiently(read) for read in reading]
        assert all((message.subject or "").startswith(f"{DLQ}.") for message in messages)
        return [message.data or b"" for message in messages]


class Server:
    """A nats-server that can be killed and started again over the same streams."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self.running = start_nats(home)
        self.url = self.running.url

    async def die_and_come_back(self) -> None:
        self.running.process.kill()
        self.running.process.wait()
        self.running = await asyncio.to_thread(start_nats, self._home, self.running.port)
