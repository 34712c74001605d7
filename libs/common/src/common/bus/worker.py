"""Rooms at work: a FastStream application with its broker, health, metrics and watchdog.

The same object runs alone in a process (`serve`) and beside others in one (`start`, `stop`).
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import structlog
from faststream.asgi import AsgiFastStream, AsgiResponse, get
from faststream.nats import NatsBroker
from faststream.specification import AsyncAPI
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from common.background import Background, Loop
from common.bus.connection import die
from common.bus.patience import patiently
from common.bus.policy import FailurePolicy
from common.bus.room import Room
from common.bus.topology import JOBS
from common.errors import Code, TransientError
from common.settings import Settings
from common.telemetry import metrics_page, set_up

log = structlog.get_logger()

START_TIMEOUT = 30.0
GRACEFUL_TIMEOUT = 25.0  # shorter than a container's grace period
WATCH_EVERY = 5.0
SETTLING = 0.05  # obstore aborts a process that exits right after its last read
CONSUMER_GONE = 71


class Worker:
    """One service. `ports` are what its handlers ask for by name; `background` runs as long as the service does.

    `closing` is called when nothing is in hand any more.
    """

    def __init__(
        self,
        name: str,
        settings: Settings,
        rooms: Sequence[Room],
        *,
        ports: dict[str, Any] | None = None,
        background: Sequence[Loop] = (),
        closing: Sequence[Loop] = (),
    ) -> None:
        self.name = name
        self.rooms = tuple(rooms)
        self._background = Background(self._watch, *background)
        self._alive = False
        self.broker = NatsBroker(
            settings.nats_url,
            name=name,
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            closed_cb=self._closed,
            graceful_timeout=GRACEFUL_TIMEOUT,
            middlewares=[FailurePolicy],
            logger=None,  # one line per message is the policy's
        )
        for room in self.rooms:
            room.subscribe(self.broker)
        self.asgi = AsgiFastStream(
            self.broker,
            asgi_routes=[("/healthz", get(self._health)), ("/metrics", get(self._metrics))],
            specification=AsyncAPI(title=name, version="1"),
            asyncapi_path="/docs/asyncapi",
            after_startup=[self._open],
            on_shutdown=[self._close],
            after_shutdown=closing,
            logger=None,
        )
        context = {"rooms": {room.durable: room for room in self.rooms}, **(ports or {})}
        for key, value in context.items():
            self.asgi.context.set_global(key, value)

    async def start(self) -> None:
        """Connect and listen: who asks from now on is heard. Fails within half a minute when there is no bus."""
        try:
            async with asyncio.timeout(START_TIMEOUT):
                await self.broker.connect()
                await self._wait_for_durables()
                for room in self.rooms:  # before the first message, which may be waiting
                    await room.bus.attach(self.broker.connection)
                await self.asgi.start()
                await self.broker.connection.flush()
        except (OSError, NatsError, TimeoutError) as error:
            raise TransientError(Code.BUS_UNAVAILABLE) from error

    async def stop(self) -> None:
        """Take no more work, let what is in hand finish, then leave; without a bus there is nobody to tell."""
        with contextlib.suppress(NatsError):
            await self.asgi.stop()
        await asyncio.sleep(SETTLING)

    async def _wait_for_durables(self) -> None:
        """FastStream would create a missing durable with defaults of its own; the provisioner's are the right ones."""
        js = self.broker.connection.jetstream()
        for room in self.rooms:
            while True:
                with contextlib.suppress(NotFoundError):
                    await patiently(partial(js.consumer_info, JOBS, room.durable))
                    break
                await asyncio.sleep(0.1)

    async def _open(self) -> None:
        self._alive = True
        self._background.start()

    async def _close(self) -> None:
        self._alive = False
        await self._background.stop()

    async def _watch(self) -> None:
        """A deleted durable leaves a subscriber silently dead: leave, so that the supervisor starts us afresh."""
        js = self.broker.connection.jetstream()
        while True:
            await asyncio.sleep(WATCH_EVERY)
            with contextlib.suppress(NatsError, TimeoutError):
                try:
                    for room in self.rooms:
                        await js.consumer_info(JOBS, room.durable)
                except NotFoundError:
                    log.critical("consumer.vanished", service=self.name)
                    os._exit(CONSUMER_GONE)

    async def _closed(self) -> None:
        if self._alive:
            await die()

    async def _health(self, _scope: Any) -> AsgiResponse:
        healthy = self._alive and await self.broker.ping(timeout=2.0)
        return AsgiResponse(b"ok" if healthy else b"no bus", status_code=200 if healthy else 503)

    async def _metrics(self, _scope: Any) -> AsgiResponse:
        body, content_type = metrics_page()
        return AsgiResponse(body, status_code=200, headers={"content-type": content_type})


def serve(build: Callable[[Settings], Worker], settings: Settings) -> None:
    """Run one worker in this process until SIGTERM, with `/healthz`, `/metrics` and `/docs/asyncapi`."""
    import uvicorn  # noqa: PLC0415 - only a process of its own needs the HTTP server

    worker = build(settings)
    set_up(worker.name, settings)

    async def run() -> None:
        await worker.start()
        server = uvicorn.Server(
            uvicorn.Config(
                worker.asgi, host=settings.health_host, port=settings.health_port, lifespan="off", log_level="warning"
            )
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, lambda: setattr(server, "should_exit", True))
        await server.serve()
        await worker.stop()

    asyncio.run(run())
