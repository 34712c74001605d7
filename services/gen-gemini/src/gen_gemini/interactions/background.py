"""Requests left with Google: no slot is held, and all copies of the room look after them by turns.

Who looks next is decided in `PROVIDERS` by compare-and-set, so a dead copy's requests are looked after by the others.
A webhook may be told as well: it is only a reason to look at once, what it says is not read.
"""

import contextlib
import hashlib
import time
from typing import Any

import structlog

from common.bus import Bus
from common.bus.connection import SETTLED
from common.bus.topology import PROVIDERS
from common.errors import Code, PermanentError, TransientError
from common.events import ImageSubmitted, ProviderAnswered
from gen_gemini.asking import Answer
from gen_gemini.failures import ModelGoneError
from gen_gemini.interactions.adapter import Interactions
from gen_gemini.interactions.reading import failure_in
from gen_gemini.requests import Question
from gen_gemini.rhythm import Rhythm

log = structlog.get_logger()

NAMED = "interactions/"
MARK = "@"


class Background:
    """`every` seconds each request is looked at once, by one copy.

    Where accounts stand in for each other a request's name ends with that of the account which holds it (`marked`).
    """

    def __init__(
        self, interactions: Interactions, bus: Bus, account: str, *, every: float, marked: bool = False
    ) -> None:
        self._interactions, self._bus, self._every = interactions, bus, every
        self._mark = f"{MARK}{account}" if marked else ""
        self._prefix, self.rhythm = f"left.{account}", Rhythm(every)

    async def submit(self, question: Question, about: dict[str, Any]) -> str:
        """The request's name for `image.submitted`."""
        return NAMED + await self._interactions.leave(question, about) + self._mark

    async def answer(self, request_id: str) -> Answer:
        """Collecting costs nothing and may be repeated. Raises what the failure of it means: it is over."""
        try:
            given = await self._interactions.look(interaction_in(request_id))
        except ModelGoneError as error:
            raise lost() from error
        if given is None:
            raise TransientError(Code.PROVIDER_BUSY, retry_after=self._every)
        if given["status"] == "cancelled":
            raise PermanentError(Code.CANCELED)
        if failure := failure_in(given):
            raise PermanentError(failure.code, "The provider could not make this picture. You are not charged for it.")
        return await self._interactions.answer(given)

    async def watch(self, event: ImageSubmitted) -> None:
        """From now on somebody looks after it."""
        told = event.model_dump(mode="json", by_alias=True, exclude_none=True)
        await self._bus.claim(PROVIDERS, self._key(event.request_id), {"event": told, "looked": 0.0})

    async def go(self, pause: float) -> None:
        """Whatever nobody looked at for `pause` seconds."""
        async for key, _ in self._bus.entries(PROVIDERS, self._prefix):
            try:
                await self._look(key, pause)
            except (TransientError, PermanentError) as error:  # the others are looked after meanwhile
                log.warning("interaction.delayed", code=error.code)

    async def _look(self, key: str, pause: float) -> None:
        mine = await self._bus.amend(PROVIDERS, key, lambda found: looking(found, time.time(), pause))
        if mine is None:
            return
        event = ImageSubmitted.model_validate(mine["event"])
        if ending := await self._bus.is_over(event.job_id):
            log.info("interaction.dropped", ending=ending)
            with contextlib.suppress(PermanentError):  # over already
                await self._interactions.cancel(interaction_in(event.request_id))
        elif not await self._is_over(event.request_id):
            return
        if ending not in SETTLED:  # credits waits for what was left there: the picture, or that it was called back
            await self._bus.announce(
                ProviderAnswered.following(event, next=event.next, request_id=event.request_id, model=event.model)
            )
        await self._bus.forget(PROVIDERS, key)

    async def _is_over(self, request_id: str) -> bool:
        """Also where it is not there any more: collecting says so."""
        try:
            return await self._interactions.look(interaction_in(request_id)) is not None
        except ModelGoneError:
            return True

    def _key(self, request_id: str) -> str:
        return f"{self._prefix}.{hashlib.blake2b(request_id.encode(), digest_size=12).hexdigest()}"


def interaction_in(request_id: str) -> str:
    """Google's name for it."""
    return request_id.removeprefix(NAMED).partition(MARK)[0]


def looking(found: dict[str, Any] | None, now: float, pause: float) -> dict[str, Any] | None:
    """Mine to look at now; None where it was looked at, by this copy or another, less than `pause` ago."""
    if found is None or found["looked"] + pause > now:
        return None
    return found | {"looked": now}


def lost() -> PermanentError:
    return PermanentError(
        Code.PROVIDER_UNAVAILABLE, "The provider does not know this request any more. You are not charged for it."
    )
