"""The rounds that every copy of the room makes of its pools: send what is complete, ask, store, tell, clear away."""

import contextlib
import json
import time
from collections.abc import Collection
from functools import partial
from typing import Any, Protocol

import structlog
from google.genai import types

from common.blobs import Blobs
from common.bus import Bus
from common.errors import Code, PermanentError, TransientError
from common.generation import ImageRequest
from gen_gemini.batches import WANTED, answered_at, asked_at, ended_as, failure_in, tell, wait_elsewhere, wanted_at
from gen_gemini.desks import Desk, Left, Standing
from gen_gemini.lines import LABEL_LETTERS, unpacked
from gen_gemini.pools import Pools, Record, without
from gen_gemini.rhythm import Rhythm

log = structlog.get_logger()

LONGEST = 48 * 3600.0
KEPT_SECONDS = 24 * 3600.0


class Elsewhere(Protocol):
    """The other accounts, for what this one was refused."""

    def may_take(self, error: PermanentError) -> bool:
        """Whether that is a failure which another account need not have."""
        ...

    async def put_down(self, request: ImageRequest, error: PermanentError) -> str:
        """The pool at another account that the request is in from now on; empty where none takes it."""
        ...


class Rounds:
    """`elsewhere` is None where there is one account."""

    def __init__(
        self, desk: Desk, pools: Pools, bus: Bus, sealed: Blobs, *, every: float, elsewhere: Elsewhere | None = None
    ) -> None:
        self._desk, self._pools, self._bus, self._sealed = desk, pools, bus, sealed
        self._elsewhere = elsewhere
        self.rhythm = Rhythm(every)

    async def go(self, pause: float) -> None:
        async for pool, _ in self._pools.everything():
            try:
                await self._look(pool, pause)
            except TransientError as error:  # the others are looked after meanwhile
                log.warning("batch.delayed", pool=pool, code=error.code)
                await self._pools.update(pool, look=time.time() + (error.retry_after or self.rhythm.usual))

    async def _look(self, pool: str, pause: float) -> None:
        mine = await self._pools.take(pool, self.rhythm.usual, ahead=self.rhythm.usual - pause)
        if mine is None:
            return
        try:
            await self._tend(pool, mine)
        except PermanentError as error:
            log.warning("batch.refused", pool=pool, code=error.code)
            await self._end(pool, error.code, error.message)

    async def _tend(self, pool: str, mine: Record) -> None:
        if mine["state"] == "sending":
            await self._send(pool, mine)
        elif mine["state"] == "moving":
            await self._move(pool, mine)
        elif mine["state"] == "sent":
            await self._ask(pool, mine)
        elif not mine.get("told"):
            await self._tell(pool)
        elif mine["over"] + KEPT_SECONDS < time.time():
            await self._clear(pool, mine)

    async def _send(self, pool: str, mine: Record) -> None:
        """Once: after a first try, what carries our label at Google is ours."""
        label = label_of(pool)
        earlier = await self._desk.find(label) if mine["tries"] > 1 else None
        if earlier:
            left = Left(label, earlier)
        else:
            mine = await self._dismiss(pool, mine)
            lines = await self._lines(mine)
            if not lines:
                await self._end(pool, Code.CANCELED)
                return
            try:
                left = await self._desk.leave(label, mine["model"], lines)
            except PermanentError as error:
                if self._elsewhere is None or not self._elsewhere.may_take(error):
                    raise
                await self._begin_to_move(pool, error)
                return
        log.info("batch.sent", pool=pool, requests=len(mine["members"]), found=bool(earlier))
        await self._pools.update(pool, state="sent", name=left.name, source=left.source, sent=time.time(), look=0.0)
        await self._put_away(mine, mine["members"])

    async def _put_away(self, mine: Record, keys: Collection[str]) -> None:
        """What was put down for sending."""
        for key in keys:
            await self._sealed.delete(asked_at(mine["members"][key], key), wanted_at(mine["members"][key], key))

    async def _begin_to_move(self, pool: str, error: PermanentError) -> None:
        """Said before anybody moves: a copy that goes on here after this one moves the rest, and never sends it."""
        log.warning("batch.moves", pool=pool, code=error.code)
        refusal = [error.code.value, error.message]
        if mine := await self._pools.change(
            pool, lambda found: found and found | {"state": "moving", "failure": refusal}
        ):
            await self._move(pool, mine)

    async def _move(self, pool: str, mine: Record) -> None:
        """Each to another account; those whom none takes are told why. Moving twice is moving once."""
        error = failure_in(mine)
        moved: dict[str, str] = mine.get("moved", {})
        for key, job in mine["members"].items():
            if key not in moved and (now := await self._moved(job, key, error)):
                moved = moved | {key: now}
                await self._pools.update(pool, moved=moved)
        for key, now in moved.items():
            await wait_elsewhere(self._bus, pool, now, key)
        await self._pools.change(pool, partial(without, set(moved)))
        await self._end(pool, error.code, error.message)

    async def _moved(self, job: str, key: str, error: PermanentError) -> str:
        place = wanted_at(job, key)
        if self._elsewhere is None or not await self._sealed.exists(place):
            return ""
        return await self._elsewhere.put_down(WANTED.validate_json(await self._sealed.get(place)), error)

    async def _dismiss(self, pool: str, mine: Record) -> Record:
        """Those whose job ended in the meantime are not bought, and credits hears of it."""
        stopped = await self._stopped(mine)
        if not stopped:
            return mine
        await self._put_away(mine, stopped)
        left = await self._pools.change(pool, partial(without, stopped)) or mine
        await tell(self._bus, pool, stopped)
        return left

    async def _lines(self, mine: Record) -> list[types.InlinedRequest]:
        """What was put down; a request whose job was erased is not there any more."""
        places = [asked_at(job, key) for key, job in mine["members"].items()]
        return [unpacked(await self._sealed.get(place)) for place in places if await self._sealed.exists(place)]

    async def _ask(self, pool: str, mine: Record) -> None:
        if len(await self._stopped(mine)) == len(mine["members"]):
            await self._cancel(pool, mine, Code.CANCELED)
            return
        standing = await self._desk.look(left_as(pool, mine))
        if standing.is_over:
            await self._store(pool, mine, standing)
        elif mine["sent"] + LONGEST < time.time():
            await self._cancel(pool, mine, Code.PROVIDER_UNAVAILABLE, ended_as("expired"))

    async def _cancel(self, pool: str, mine: Record, code: Code, message: str = "") -> None:
        log.info("batch.canceled", pool=pool, code=code)
        with contextlib.suppress(PermanentError):  # over already
            await self._desk.cancel(left_as(pool, mine))
        await self._end(pool, code, message)

    async def _store(self, pool: str, mine: Record, standing: Standing) -> None:
        """By key, one by one: who collects reads its own answer, not everybody's."""
        log.info("batch.over", pool=pool, state=standing.state, answers=len(standing.answers))
        for key, job in mine["members"].items():
            if line := standing.answers.get(key) or standing.answers.get(key[-LABEL_LETTERS:]):
                await self._sealed.put(answered_at(job, key), json.dumps(line).encode())
        await self._end(pool, Code.PROVIDER_UNAVAILABLE, ended_as(standing.state.lower()))

    async def _end(self, pool: str, code: Code, message: str = "") -> None:
        """`code` is what it means for those who find no answer."""
        over: dict[str, Any] = {"state": "over", "over": time.time(), "failure": [code.value, message]}
        await self._pools.update(pool, **over)
        await self._tell(pool)

    async def _tell(self, pool: str) -> None:
        await tell(self._bus, pool)
        await self._pools.update(pool, told=True)

    async def _stopped(self, mine: Record) -> set[str]:
        """Keys whose job is over."""
        over = {job: await self._bus.is_over(job) for job in sorted(set(mine["members"].values()))}
        return {key for key, job in mine["members"].items() if over[job]}

    async def _clear(self, pool: str, mine: Record) -> None:
        for key, job in mine["members"].items():
            await self._sealed.delete(asked_at(job, key), wanted_at(job, key), answered_at(job, key))
        if mine.get("name"):
            await self._desk.clear(left_as(pool, mine))
        await self._pools.forget(pool)


def left_as(pool: str, mine: Record) -> Left:
    return Left(label_of(pool), mine["name"], mine.get("source", ""))


def label_of(pool: str) -> str:
    """What the batch is called at Google."""
    return f"thumbworks-{pool}"
