"""Claims on paid calls: who bought what, so that no crash, redelivery or second copy buys an answer twice unseen.

A claim is written before the bus is asked whether the job was taken back, and credits reads the claims after that fact
is stored: one of the two always sees the other, so nothing is bought that credits does not wait for.
"""

from collections.abc import AsyncIterator
from typing import Any

from common.bus.connection import TAKEN_BACK, Bus
from common.bus.topology import ATTEMPTS
from common.errors import Code, PermanentError, TransientError
from common.events import WHOLE_JOB, Event
from common.telemetry import ATTEMPTS as ATTEMPT_COUNT
from common.ticket import ImagePage

PURCHASES = 2  # one, and one more where nobody can say what became of the first
ANSWERED = frozenset({"submitted", "done"})
BOUGHT = ANSWERED | {"open"}


class AnswerLostError(TransientError):
    """The call went out and nobody knows whether it was bought: its claim stays open, to be booked as unknown."""


class Attempts:
    """Claims on calls, shared by all copies of a generator in the bucket `ATTEMPTS`.

    A claim is `open` while the call is out, `free` when it ended without a purchase, `done` with the page of the
    picture it bought, `submitted` while a provider works on it, `unknown` when the caller vanished in between (our
    loss; the user pays for one picture). Where a call may be repeated for nothing, it is not `paid`.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def begin(self, event: Event, model: str, *, repeatable: bool) -> "Claim":
        about = {"model": model, "paid": not repeatable}
        for purchase in range(1, PURCHASES + 1):
            claim = Claim(self._bus, event, purchase, about)
            found = await self._bus.claim(ATTEMPTS, claim.key, {"state": "open", **about})
            if found is None:
                return await self._still_wanted(claim, event)
            if found["state"] in ANSWERED:
                return claim.with_answer(found)
            if found["state"] == "free" or repeatable:
                await self._bus.remember(ATTEMPTS, claim.key, {"state": "open", **about})
                return await self._still_wanted(claim, event)
            if found["state"] == "open":
                await claim.lost()
        raise PermanentError(Code.PROVIDER_UNAVAILABLE, "The provider's answer was lost twice.")

    async def _still_wanted(self, claim: "Claim", event: Event) -> "Claim":
        """Nothing is bought for a job that was taken back a moment ago."""
        if claim.paid and (ending := await self._bus.is_over(event.job_id, newest=True)):
            await claim.release()
            raise stopped(ending)
        return claim

    async def bought(self, event: Event, model: str) -> "Claim":
        """What was bought while there was time. Raises `deadline_exceeded`: now there is none to buy anything."""
        async for claim, found in self._earlier(event, model):
            if found["state"] in ANSWERED:
                return claim.with_answer(found)
            if found["state"] == "open":
                await claim.lost()
        raise PermanentError(Code.DEADLINE_EXCEEDED)

    async def resume(self, event: Event, model: str) -> "Claim":
        """The claim under which a provider was left with the request."""
        async for claim, found in self._earlier(event, model):
            if found["state"] in ANSWERED:
                return claim.with_answer(found)
        raise PermanentError(Code.PROVIDER_UNAVAILABLE, "Nothing was left with the provider for this variant.")

    async def _earlier(self, event: Event, model: str) -> "AsyncIterator[tuple[Claim, dict[str, Any]]]":
        for purchase in range(1, PURCHASES + 1):
            claim = Claim(self._bus, event, purchase, {"model": model, "paid": True})
            if found := await self._bus.recall(ATTEMPTS, claim.key):
                yield claim, found


class Claim:
    """`page` is the picture an earlier delivery of the same attempt bought, `request_id` what is with a provider."""

    def __init__(self, bus: Bus, event: Event, purchase: int, about: dict[str, Any]) -> None:
        self._bus, self._about = bus, about
        self.key = f"{event.job_id}.{event.variant}.{event.attempt}.{purchase}"
        self.page: ImagePage | None = None
        self.request_id: str | None = None

    @property
    def paid(self) -> bool:
        return self._about["paid"]

    def with_answer(self, found: dict[str, Any]) -> "Claim":
        self.page = ImagePage.model_validate(found["page"]) if found["state"] == "done" else None
        self.request_id = found.get("request_id")
        return self

    async def done(self, page: ImagePage) -> None:
        await self._end("done", page=page.model_dump(mode="json"))

    async def submitted(self, request_id: str) -> None:
        await self._end("submitted", request_id=request_id)

    async def release(self) -> None:
        await self._end("free")

    async def lost(self) -> None:
        await self._end("unknown")

    async def _end(self, state: str, **fields: Any) -> None:
        ATTEMPT_COUNT.labels(self._about["model"], state).inc()
        await self._bus.remember(ATTEMPTS, self.key, {"state": state, **self._about, **fields})


async def bought_variants(bus: Bus, job_id: str) -> list[int]:
    """Variants that cost money already, or may have: a job that is taken back waits for them."""
    return sorted({variant for variant, _, state in await _paid_claims(bus, job_id) if state in BOUGHT})


async def is_still_wanted(bus: Bus, event: Event, ending: str) -> bool:
    """Whether work for a job that is over is done all the same: what was bought before it was taken back.

    Raises where credits may wait for a variant that was to be bought, was not, and now never will be.
    """
    if ending not in TAKEN_BACK or event.variant == WHOLE_JOB:
        return False
    mine = [
        (attempt, state)
        for variant, attempt, state in await _paid_claims(bus, event.job_id)
        if variant == event.variant
    ]
    if mine and not any(attempt == event.attempt and state in BOUGHT for attempt, state in mine):
        raise stopped(ending)
    return bool(mine)


async def _paid_claims(bus: Bus, job_id: str) -> list[tuple[int, int, str]]:
    """(variant, attempt, state) of each."""
    found = [(key.split("."), value) async for key, value in bus.entries(ATTEMPTS, job_id)]
    return [(int(place[1]), int(place[2]), value["state"]) for place, value in found if value.get("paid")]


def stopped(ending: str) -> PermanentError:
    return PermanentError(Code.DEADLINE_EXCEEDED if ending == "job.expired" else Code.CANCELED)
