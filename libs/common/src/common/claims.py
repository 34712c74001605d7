"""Claims on paid calls: who bought what, so that no crash, redelivery or second copy buys an answer twice unseen."""

from typing import Any

from common.bus.connection import Bus
from common.bus.topology import ATTEMPTS
from common.errors import Code, PermanentError, TransientError
from common.events import Event, ImageRequested
from common.telemetry import ATTEMPTS as ATTEMPT_COUNT
from common.ticket import ImagePage

PURCHASES = 2  # one, and one more where nobody can say what became of the first


class AnswerLostError(TransientError):
    """The call went out and nobody knows whether it was bought: its claim stays open, to be booked as unknown."""


class Attempts:
    """Claims on paid calls, shared by all copies of a generator in the bucket `ATTEMPTS`.

    A claim is `open` while the call is out, `free` when it ended without a purchase, `done` with the page of the
    picture it bought, `submitted` while a provider works on it, `unknown` when the caller vanished in between (our
    loss; the user pays for one picture).
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def begin(self, event: ImageRequested, model: str, *, repeatable: bool) -> "Claim":
        for purchase in range(1, PURCHASES + 1):
            key = f"{event.job_id}.{event.variant}.{event.attempt}.{purchase}"
            mine = {"state": "open", "model": model}
            found = await self._bus.claim(ATTEMPTS, key, mine)
            if found is None:
                return Claim(self._bus, key, model)
            if found["state"] == "done":
                return Claim(self._bus, key, model, page=ImagePage.model_validate(found["page"]))
            if found["state"] == "submitted":
                return Claim(self._bus, key, model, request_id=found["request_id"])
            if found["state"] == "free" or repeatable:
                await self._bus.remember(ATTEMPTS, key, mine)
                return Claim(self._bus, key, model)
            if found["state"] == "open":
                await self._bus.remember(ATTEMPTS, key, {"state": "unknown", "model": model})
                ATTEMPT_COUNT.labels(model, "unknown").inc()
        raise PermanentError(Code.PROVIDER_UNAVAILABLE, "The provider's answer was lost twice.")

    async def resume(self, event: Event, model: str) -> "Claim":
        """The claim under which a provider was left with the request."""
        for purchase in range(1, PURCHASES + 1):
            key = f"{event.job_id}.{event.variant}.{event.attempt}.{purchase}"
            found: dict[str, Any] = await self._bus.recall(ATTEMPTS, key) or {}
            if found.get("state") == "done":
                return Claim(self._bus, key, model, page=ImagePage.model_validate(found["page"]))
            if found.get("state") == "submitted":
                return Claim(self._bus, key, model, request_id=found["request_id"])
        raise PermanentError(Code.PROVIDER_UNAVAILABLE, "Nothing was left with the provider for this variant.")


class Claim:
    """`page` is the picture an earlier delivery of the same attempt bought, `request_id` what is with a provider."""

    def __init__(
        self, bus: Bus, key: str, model: str, *, page: ImagePage | None = None, request_id: str | None = None
    ) -> None:
        self._bus, self._key, self._model = bus, key, model
        self.page, self.request_id = page, request_id

    async def done(self, page: ImagePage) -> None:
        await self._end("done", page=page.model_dump(mode="json"))

    async def submitted(self, request_id: str) -> None:
        await self._end("submitted", request_id=request_id)

    async def release(self) -> None:
        await self._end("free")

    async def _end(self, state: str, **fields: Any) -> None:
        ATTEMPT_COUNT.labels(self._model, state).inc()
        await self._bus.remember(ATTEMPTS, self._key, {"state": state, "model": self._model, **fields})
