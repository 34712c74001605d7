"""Erasing, step by step: each may be repeated, and another gateway goes on where this one died.

subscription  what an account pays for is ended at once, and checkouts that are open; where nobody answers, again
settle      jobs are taken back, those of others with the face too, paid for or not; on when credits has closed them
files       everything in the store, by key and by how keys begin
rows        an account's rows, by the list in `private.belongings`
providers   copies that rooms left with their providers
messages    the jobs' events, overwritten in the stream one by one
again       all of it once more, when nothing that was in hand can still come
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime

from pydantic import ValidationError

from common.blobs import Blobs
from common.bus import Bus
from common.copying import beside
from common.errors import TransientError
from common.events import JobCanceled
from common.provider_files import ForgetReply, ForgetRequest, Remaining, left_files
from gateway.billing.cashier import Cashier
from gateway.billing.leaving import ANSWER_SECONDS, Leaving
from gateway.outbox import Relay
from gateway.store import Store
from gateway.store.erasures import Erasure, Kind

EVERY_SECONDS = 5.0
SETTLING_SECONDS = 1.0
AGAIN_SECONDS = 2_000.0  # no handler may take longer (gen-gemini: 1,900 s), and then one ack wait
UNSUBSCRIBING_SECONDS = 600.0
AS_ERASED = 2  # an attempt of its own: it counts beside the owner's own cancel

AGAIN, DONE = "again", "done"
OF_ORIGINALS = ("asset", "retention")
OF_A_FACE = ("identity/", "batch/")
STEPS: dict[Kind, tuple[str, ...]] = {
    "asset": ("files", "providers", AGAIN, DONE),
    "biometrics": ("settle", "files", "providers", "messages", AGAIN, DONE),
    "account": ("subscription", "settle", "files", "rows", "providers", "messages", AGAIN, DONE),
    "retention": ("files", "providers", DONE),
}
# Rooms that copy pictures elsewhere; each answers `rpc.<service>.forget`.
ROOMS = {"gen-gemini": "google"}


class Eraser:
    def __init__(
        self,
        store: Store,
        blobs: Blobs,
        bus: Bus,
        relay: Relay,
        cashier: Cashier | None = None,
        again: float = AGAIN_SECONDS,
    ) -> None:
        self._store, self._blobs, self._bus, self._relay = store, blobs, bus, relay
        self._leaving = Leaving(store.erasures, cashier)
        self._again_after = again
        self._steps: dict[str, Callable[[Erasure], Awaitable[Erasure]]] = {
            "subscription": self._subscription,
            "settle": self._settle,
            "files": self._files,
            "rows": self._rows,
            "providers": self._providers,
            "messages": self._messages,
            AGAIN: self._again,
        }

    async def run(self) -> None:
        while True:
            await self.once()
            await asyncio.sleep(EVERY_SECONDS)

    async def once(self) -> int:
        """Go on with everything that is due; how many that were."""
        due = await self._store.erasures.claim()
        for erasure in due:
            with contextlib.suppress(TransientError):  # due again in a minute
                await self._go_on(erasure)
        return len(due)

    async def begin(self, erasure: Erasure) -> Erasure:
        """As far as it goes at once, while somebody waits for the receipt."""
        if erasure.step in {AGAIN, DONE}:
            return erasure
        with contextlib.suppress(TransientError):
            return await self._go_on(erasure)
        return await self._store.erasures.get(erasure.id, erasure.user_id)

    async def _go_on(self, erasure: Erasure) -> Erasure:
        while True:
            moved = await self._steps[erasure.step](erasure)
            if moved.step in {erasure.step, AGAIN, DONE}:
                return moved
            erasure = moved

    async def _next(self, erasure: Erasure, remaining: Sequence[Remaining] | None = None) -> Erasure:
        steps = STEPS[erasure.kind]
        to = steps[steps.index(erasure.step) + 1]
        return await self._store.erasures.move(erasure, to, self._again_after if to == AGAIN else 60.0, remaining)

    async def _subscription(self, erasure: Erasure) -> Erasure:
        await self._leaving.settled(erasure)
        return await self._next(erasure)

    async def _settle(self, erasure: Erasure) -> Erasure:
        running = await self._store.erasures.unsettled(erasure.id)
        if not running:
            return await self._next(erasure)
        await self._store.outbox.post(
            [
                JobCanceled(next="credits", job_id=job.id, attempt=AS_ERASED, finish_bought=False, code=job.code)
                for job in running
            ]
        )
        self._relay.wake()
        with contextlib.suppress(TransientError):  # the fact is committed; this only spares work in hand
            for job in running:
                await self._bus.signal(job.id)
        return await self._store.erasures.move(erasure, erasure.step, SETTLING_SECONDS)

    async def _files(self, erasure: Erasure) -> Erasure:
        keys = [key async for key in self._keys(erasure)]
        await self._store.erasures.count(erasure.id, files=len(keys))
        await self._blobs.delete(*keys)
        return await self._next(erasure)

    async def _keys(self, erasure: Erasure) -> AsyncIterator[str]:
        """What is there of it. A store lists whole folders; keys may begin with less than a folder's name."""
        stems = tuple(beginnings(erasure))
        for key in erasure.work.keys:
            if not key.startswith(stems) and await self._blobs.exists(key):
                yield key
        for folder in dict.fromkeys(stem.rpartition("/")[0] for stem in stems):
            for key in await self._blobs.list(folder):
                if key.startswith(stems):
                    yield key

    async def _rows(self, erasure: Erasure) -> Erasure:
        await self._store.erasures.rows(erasure.id)
        return await self._next(erasure)

    async def _providers(self, erasure: Erasure) -> Erasure:
        return await self._next(erasure, await self._forgotten(erasure))

    async def _forgotten(self, erasure: Erasure) -> list[Remaining]:
        """Asks every room to delete its copies; what is still out there afterwards."""
        stems = [*erasure.work.keys, *beginnings(erasure)]
        if not stems:
            return []
        asked = ForgetRequest(stems=tuple(stems), jobs=(*erasure.work.jobs, *erasure.work.shared))
        remaining = [one for room in ROOMS for one in await self._forget_in(room, erasure, asked)]
        copies = [record async for _, record in left_files(self._bus, stems)]
        there = [
            Remaining(what="file", where=ROOMS["gen-gemini"], until=datetime.fromtimestamp(one["expires"], UTC))
            for one in copies
            if one.get("state") == "there"
        ]
        return [*remaining, *there]

    async def _forget_in(self, room: str, erasure: Erasure, asked: ForgetRequest) -> tuple[Remaining, ...]:
        """A room that is away is asked again by the second pass; its files stand in the record for everybody."""
        try:
            reply = ForgetReply.model_validate(await self._bus.ask(room, "forget", asked, ANSWER_SECONDS))
        except (TransientError, ValidationError):
            return ()
        await self._store.erasures.count(erasure.id, provider_files=reply.files)
        return reply.remaining

    async def _messages(self, erasure: Erasure) -> Erasure:
        """All but the cancel: it says nothing of anybody, and keeps rooms from going on with what they have in hand."""
        await self._erase_messages(erasure, keep="job.canceled.")
        return await self._next(erasure)

    async def _erase_messages(self, erasure: Erasure, keep: str = "") -> None:
        found = [
            sequence
            for job in erasure.work.jobs
            async for sequence, subject, _ in self._bus.history(job)
            if not (keep and subject.startswith(keep))
        ]
        await self._store.erasures.count(erasure.id, messages=len(found))
        for sequence in found:
            await self._bus.erase(sequence)

    async def _again(self, erasure: Erasure) -> Erasure:
        await self._blobs.delete(*[key async for key in self._keys(erasure)])
        if erasure.kind == "account":
            await self._store.erasures.rows(erasure.id)
        await self._erase_messages(erasure)
        remaining = await self._forgotten(erasure)
        if not await self._leaving.settled(erasure):
            return await self._store.erasures.move(erasure, AGAIN, UNSUBSCRIBING_SECONDS, remaining)
        return await self._next(erasure, remaining)


def beginnings(erasure: Erasure) -> list[str]:
    """How the keys of its files begin: given ones, what was made of an original and lies beside it, the folders of its
    jobs, and of others' those with the face.
    """
    work = erasure.work
    folders = {"account": ("",), "biometrics": OF_A_FACE}.get(erasure.kind, ())
    own = [f"jobs/{job}/{folder}" for job in work.jobs for folder in folders]
    originals = [beside(key, "") for key in work.keys] if erasure.kind in OF_ORIGINALS else []
    return [*work.prefixes, *originals, *own, *(f"jobs/{job}/{folder}" for job in work.shared for folder in OF_A_FACE)]
