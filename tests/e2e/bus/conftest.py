"""Rooms on a real bus. They are stopped when the test ends."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from tests.buses import Server

from common.bus import Room
from common.bus.worker import Worker
from common.settings import Settings

OpenRoom = Callable[..., Awaitable[Worker]]


@pytest.fixture
async def open_room(nats: Server) -> AsyncIterator[OpenRoom]:
    """Start a room; `ports` by name. Rooms are stopped when the test ends."""
    workers: list[Worker] = []

    async def open_it(room: Room, **ports: Any) -> Worker:
        worker = Worker(room.name, Settings(nats_url=nats.url), [room], ports={"bus": room.bus, **ports})
        await worker.start()
        workers.append(worker)
        return worker

    yield open_it
    for worker in workers:
        await worker.stop()
