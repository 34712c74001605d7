"""Live news for browsers: three core subscriptions per gateway, fanned out in this process to bounded queues.

A browser that does not keep up is cut off instead of buffered for; it comes back with its last id and replays.
"""

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from nats.aio.client import Client

from common.bus.topology import PROGRESS, PROJECTED, REVOKED
from gateway import frames
from gateway.frames import Frame

BACKLOG = 256


@dataclass(frozen=True)
class News:
    """Frames that belong together: those of one stored event, or one progress report (`sequence` 0).

    `late` news was overtaken by newer ones, but nobody has heard it yet.
    """

    sequence: int
    frames: tuple[Frame, ...]
    late: bool = False


NOTHING = News(0, ())
# Something was taken back from this listener's person: may they still hear this?
DOUBT = News(0, (), late=True)


class Listener:
    """One browser's queue. The hub forgets it when its stream is gone, however that ended."""

    def __init__(self, user: str = "") -> None:
        self._queue: asyncio.Queue[News] = asyncio.Queue(BACKLOG)
        self.user, self.closed = user, False

    def offer(self, news: News) -> None:
        try:
            self._queue.put_nowait(news)
        except asyncio.QueueFull:
            self.closed = True

    def close(self) -> None:
        """Ends the stream; what it was waiting for does not come."""
        self.offer(NOTHING)
        self.closed = True

    async def next(self, seconds: float) -> News | None:
        """The next news, or None after `seconds` of silence."""
        try:
            async with asyncio.timeout(seconds):
                return await self._queue.get()
        except TimeoutError:
            return None


class Hub:
    def __init__(self) -> None:
        self._listeners: defaultdict[str, WeakSet[Listener]] = defaultdict(WeakSet)

    async def attach(self, client: Client) -> None:
        await client.subscribe(f"{PROJECTED}.*", cb=self._on_projected)  # pyright: ignore[reportUnknownMemberType]
        await client.subscribe(f"{PROGRESS}.*", cb=self._on_progress)  # pyright: ignore[reportUnknownMemberType]
        await client.subscribe(f"{REVOKED}.*", cb=self._on_revoked)  # pyright: ignore[reportUnknownMemberType]

    def listen(self, job_id: str, user: str = "") -> Listener:
        listener = Listener(user)
        self._listeners[job_id].add(listener)
        return listener

    def spread(self, job_id: str, news: News) -> None:
        listeners = self._listeners.get(job_id)
        if listeners is None:
            return
        for listener in tuple(listeners):
            listener.offer(news)
        if not listeners:
            del self._listeners[job_id]

    def doubt(self, user: str) -> None:
        """Let every stream of a person ask whether it may go on."""
        for listener in [one for listeners in self._listeners.values() for one in listeners if one.user == user]:
            listener.offer(DOUBT)

    def close(self) -> None:
        """End every stream: the server is about to stop and would wait for them."""
        for listeners in self._listeners.values():
            for listener in tuple(listeners):
                listener.close()

    async def _on_projected(self, message: Any) -> None:
        """The projector's doorbell: rows are committed up to this sequence."""
        body = json.loads(message.data)
        shown = tuple(Frame(**frame) for frame in body["frames"])
        self.spread(job_of(message.subject), News(body["seq"], shown, body["late"]))

    async def _on_progress(self, message: Any) -> None:
        body = json.loads(message.data)
        self.spread(job_of(message.subject), News(0, (Frame(frames.PROGRESS, body),)))

    async def _on_revoked(self, message: Any) -> None:
        self.doubt(job_of(message.subject))


def job_of(subject: str) -> str:
    return subject.rpartition(".")[2]
