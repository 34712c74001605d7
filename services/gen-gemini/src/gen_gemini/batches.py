"""Half the price for an answer within a day: requests pooled into batches, looked after by all copies of the room.

A request is not sent at once. It is made ready, put down sealed under its job, and joins the pool of its model
(`pools.py`): a few seconds gather the variants of one job and whatever other jobs want just then. Its claim names pool
and key (`<pool>/<job>-<variant>-<attempt>`), so the handler ends there and no slot is held. From then on one loop in
every copy looks after the pools in turn (`rounds.py`), one copy at a time:

    the window is over     those whose job still runs are sent as one batch: inline while small, as a JSONL file else
    a copy died at it      another goes on: a batch that carries the pool's label was sent, any other was not
    it is turned away      for its quota or key: unbought, so it is made ready anew for another account, if there is one
    it is with Google      asked about now and then; canceled there only when every job in it was taken back
    it is over             answers are put down by key, sealed; everybody who waits is told, and collects their own
    it never ends          after two days it counts as expired

Nothing lives in a process: the requests lie in the blob store, who waits and how far it is in `PROVIDERS`. A request
that comes again finds the pool it is in, and is never bought twice.
"""

import asyncio
import json
from collections.abc import Collection

from pydantic import TypeAdapter

from common.blobs import Blobs
from common.bus import Bus
from common.bus.connection import SETTLED
from common.bus.topology import PROVIDERS
from common.errors import Code, PermanentError, TransientError
from common.events import ImageSubmitted, ProviderAnswered
from common.generation import ImageRequest
from gen_gemini.asking import Answer
from gen_gemini.cards import Backend
from gen_gemini.choices import Choices
from gen_gemini.failures import ModelGoneError
from gen_gemini.lines import key_for, line_for, packed, read_answer
from gen_gemini.pools import Pools, Record, digest
from gen_gemini.requests import Materials

SEPARATOR = "/"
WAITING = "waiting"
WANTED = TypeAdapter(ImageRequest)
LASTS_SECONDS = 26 * 3600.0
"""What a request names must be there as long: a batch is answered within a day, or not in time for its job."""


class Batches:
    """What the room's handlers do with batches; `retry` is how long an early collector waits."""

    def __init__(
        self, pools: Pools, bus: Bus, sealed: Blobs, backend: Backend, *, retry: float, may_move: bool = False
    ) -> None:
        """`may_move`: there are other accounts, and what they need to take a request over is put down, too."""
        self._pools, self._bus, self._sealed, self._retry = pools, bus, sealed, retry
        self._backend: Backend = backend
        self._may_move = may_move

    async def submit(self, request: ImageRequest, choices: Choices, turn: Materials) -> str:
        """`<pool>/<key>`, the name of this one request from now on."""
        key = key_for(request)
        if self._may_move:
            await self._sealed.put(wanted_at(request.job_id, key), WANTED.dump_json(request))
        await self._sealed.put(asked_at(request.job_id, key), packed(line_for(request, choices, turn, self._backend)))
        pool = await self._pools.join(choices.model.id, key, request.job_id)
        return f"{pool}{SEPARATOR}{key}"

    async def holding(self, request: ImageRequest) -> str:
        """The name of a request that went to this account before; empty where it did not."""
        pool = await self._pools.holding(key := key_for(request))
        return f"{pool}{SEPARATOR}{key}" if pool else ""

    async def whereabouts(self, request_id: str) -> str:
        """The name of a request where it is now."""
        pool, _, key = request_id.partition(SEPARATOR)
        return f"{(await self._pools.find(pool, key))[0]}{SEPARATOR}{key}"

    async def answer(self, request: ImageRequest, request_id: str) -> Answer:
        """What the batch brought for one request. Raises what its failure, or that of the batch, means."""
        pool, _, key = request_id.partition(SEPARATOR)
        place = answered_at(request.job_id, key)
        if await self._sealed.exists(place):
            line = json.loads(await self._sealed.get(place))
            return await asyncio.to_thread(read_answer, line, self._backend)
        _, found = await self._pools.find(pool, key)
        if is_coming(found, key):
            raise TransientError(Code.PROVIDER_BUSY, retry_after=self._retry)
        if found and key not in found["members"]:  # its job was taken back before the batch was sent
            raise PermanentError(Code.CANCELED)
        raise failure_in(found)

    async def watch(self, event: ImageSubmitted) -> None:
        """From now on somebody waits; told at once where the answer is there already."""
        pool, _, key = event.request_id.partition(SEPARATOR)
        await wait(self._bus, pool, key, event)
        now, found = await self._pools.find(pool, key)
        if now != pool:
            await wait_elsewhere(self._bus, pool, now, key)
        if not is_coming(found, key):
            await tell(self._bus, now, {key})


async def wait(bus: Bus, pool: str, key: str, event: ImageSubmitted) -> None:
    told = event.model_dump(mode="json", by_alias=True, exclude_none=True)
    await bus.remember(PROVIDERS, f"{WAITING}.{pool}.{digest(key)}", told)


async def wait_elsewhere(bus: Bus, pool: str, now: str, key: str) -> None:
    """Who waited for a request at one account waits where it went."""
    place = f"{WAITING}.{pool}.{digest(key)}"
    if waiting := await bus.recall(PROVIDERS, place):
        event = ImageSubmitted.model_validate(waiting | {"request_id": f"{now}{SEPARATOR}{key}"})
        await wait(bus, now, key, event)
        await bus.forget(PROVIDERS, place)


async def tell(bus: Bus, pool: str, keys: Collection[str] | None = None) -> None:
    """Everybody who waits for a pool, or for `keys` of it, may collect: the picture, or why there is none."""
    meant = {digest(key) for key in keys or ()}
    async for place, waiting in bus.entries(PROVIDERS, f"{WAITING}.{pool}"):
        if keys is not None and place.rpartition(".")[2] not in meant:
            continue
        event = ImageSubmitted.model_validate(waiting)
        if await bus.is_over(event.job_id) not in SETTLED:
            answered = ProviderAnswered.following(
                event, next=event.next, request_id=event.request_id, model=event.model
            )
            await bus.announce(answered)
        await bus.forget(PROVIDERS, place)


def asked_at(job: str, key: str) -> str:
    return f"jobs/{job}/batch/{key}.request"


def wanted_at(job: str, key: str) -> str:
    return f"jobs/{job}/batch/{key}.wanted"


def answered_at(job: str, key: str) -> str:
    return f"jobs/{job}/batch/{key}.answer"


def ended_as(state: str) -> str:
    return f"The batch ended as {state} without this picture. You are not charged for it."


def is_coming(found: Record | None, key: str) -> bool:
    return bool(found) and found["state"] != "over" and key in found["members"]


def failure_in(found: Record | None) -> PermanentError:
    code, message = (found or {}).get("failure") or (Code.PROVIDER_UNAVAILABLE.value, ended_as("lost"))
    kind = ModelGoneError if code == Code.MODEL_UNAVAILABLE else PermanentError
    return kind(Code(code), message or None)
