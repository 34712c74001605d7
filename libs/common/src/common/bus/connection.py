"""What a room may say on the bus: announce facts, report progress, ask another room."""

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator, Generator
from functools import partial
from typing import Any

import nats
import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError
from pydantic import BaseModel

from common.bus.buckets import Buckets
from common.bus.patience import ANSWER_TIMEOUT, patiently, reaching
from common.bus.topology import DLQ, JOBS, PROGRESS, RPC, SIGNAL
from common.errors import Code, TransientError
from common.events import Event, dump

log = structlog.get_logger()

CONNECT_TIMEOUT = 30.0
LOST = 70  # exit status when the connection is gone for good

# A last message on one of these means that the job is over. One that was taken back may still wait for what is bought.
SETTLED = ("credits.settled", "credits.rejected")
TAKEN_BACK = ("job.canceled", "job.expired")
ENDINGS = (*SETTLED, *TAKEN_BACK)


async def connect(url: str, name: str) -> Client:
    """A connection that never stops reconnecting, but must succeed the first time within half a minute."""
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT):
            return await nats.connect(url, name=name, max_reconnect_attempts=-1, reconnect_time_wait=0.25)
    except (OSError, NatsError, TimeoutError) as error:
        raise TransientError(Code.BUS_UNAVAILABLE) from error


async def die(*_: object) -> None:
    """A closed connection leaves FastStream's pull loops spinning; the supervisor starts us afresh."""
    log.critical("bus.lost")
    os._exit(LOST)


class Bus(Buckets):
    """One connection, shared by everything in a room. Bound to its client when the room starts."""

    def __init__(self) -> None:
        super().__init__()
        self._client: Client | None = None
        self._stops: dict[str, set[asyncio.Event]] = {}

    async def attach(self, client: Client) -> None:
        self._client = client
        self._js = client.jetstream(timeout=ANSWER_TIMEOUT)
        await client.subscribe(f"{SIGNAL}.*", cb=self._on_signal)  # pyright: ignore[reportUnknownMemberType]

    @property
    def client(self) -> Client:
        if self._client is None:
            raise TransientError(Code.BUS_UNAVAILABLE)
        return self._client

    async def announce(self, event: Event) -> int:
        """Store the fact and return its stream sequence. The same message id on every try, so it is stored once."""
        return await self.store(event.subject, dump(event), event.message_id)

    async def store(self, subject: str, body: bytes, message_id: str) -> int:
        """Publish to the stream of jobs and wait for its acknowledgement, for a quarter of a minute at most."""
        headers = {"Nats-Msg-Id": message_id, "content-type": "application/json"}
        with reaching():
            ack = await patiently(partial(self.js.publish, subject, body, stream=JOBS, headers=headers))
        return ack.seq

    async def is_over(self, job_id: str, *, newest: bool = False) -> str | None:
        """The ending of a job that needs no more work, such as `job.canceled`; None while it runs.

        Its settlement is named first. `newest` asks the stream's leader: any replica's word may be a moment old.
        """
        found = await asyncio.gather(*(self._last(f"{ending}.*.{job_id}", direct=not newest) for ending in ENDINGS))
        return next((ending for ending, there in zip(ENDINGS, found, strict=True) if there), None)

    async def _last(self, subject: str, *, direct: bool) -> bool:
        with reaching():
            try:
                await patiently(partial(self.js.get_last_msg, JOBS, subject, direct=direct))
            except NotFoundError:
                return False
        return True

    async def history(
        self, job_id: str, after: int = 0, until: int | None = None
    ) -> AsyncIterator[tuple[int, str, bytes]]:
        """(sequence, subject, body) of a job's stored events with `after` < sequence <= `until`, oldest first."""
        sequence = after
        while until is None or sequence < until:
            with reaching():
                try:
                    message = await patiently(
                        partial(self.js.get_msg, JOBS, sequence + 1, f"*.*.*.{job_id}", direct=True, next=True)
                    )
                except NotFoundError:
                    return
            sequence = message.seq or 0
            if until is not None and sequence > until:
                return
            yield sequence, message.subject or "", message.data or b""

    async def erase(self, sequence: int) -> None:
        """Overwrite one stored event, so that its bytes are gone from the disk. What is not there is erased already."""
        with reaching(), contextlib.suppress(NotFoundError):
            await patiently(partial(self.js.delete_msg, JOBS, sequence))

    async def report(self, job_id: str, **detail: Any) -> None:
        """Progress for whoever watches right now; never stored."""
        with contextlib.suppress(NatsError):
            await self.client.publish(f"{PROGRESS}.{job_id}", json.dumps({"job_id": job_id, **detail}).encode())

    async def ask(self, service: str, verb: str, body: BaseModel | dict[str, Any], timeout: float) -> dict[str, Any]:  # noqa: ASYNC109 - nats-py's own deadline
        """Request/reply with a room, for what a person is waiting for.

        Raises `service_busy` where it does not answer in time, `bus_unavailable` where nobody is there to answer.
        """
        payload = body.model_dump_json() if isinstance(body, BaseModel) else json.dumps(body)
        try:
            reply = await self.client.request(f"{RPC}.{service}.{verb}", payload.encode(), timeout=timeout)
        except TimeoutError as error:
            raise TransientError(Code.SERVICE_BUSY, f"{service} is busy and did not answer in time.") from error
        except NatsError as error:
            raise TransientError(Code.BUS_UNAVAILABLE, f"{service} cannot be reached.") from error
        return json.loads(reply.data)

    async def bury(self, service: str, letter: dict[str, Any]) -> None:
        """A dead letter names the message by its sequence; the payload stays where it is."""
        with contextlib.suppress(NatsError, TimeoutError):
            await self.js.publish(f"{DLQ}.{service}", json.dumps(letter).encode())

    async def signal(self, job_id: str) -> None:
        """Tell every room that the job is being stopped."""
        with contextlib.suppress(NatsError):
            await self.client.publish(f"{SIGNAL}.{job_id}", b"")

    @contextlib.contextmanager
    def stoppable(self, job_id: str) -> Generator[asyncio.Event]:
        """An event that is set when someone signals that the job is being stopped."""
        stop = asyncio.Event()
        self._stops.setdefault(job_id, set()).add(stop)
        try:
            yield stop
        finally:
            self._stops[job_id].discard(stop)
            if not self._stops[job_id]:
                del self._stops[job_id]

    async def _on_signal(self, message: Any) -> None:
        for stop in self._stops.get(message.subject.rpartition(".")[2], ()):
            stop.set()
