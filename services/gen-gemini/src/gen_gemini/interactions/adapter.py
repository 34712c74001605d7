"""The port of generateContent, spoken to the Interactions API; and the calls its background requests need."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from google import genai

from common.errors import PermanentError, ThumbworksError
from gen_gemini.asking import GRACE, Answer, Tick
from gen_gemini.choices import Choices
from gen_gemini.client import Wire, listening
from gen_gemini.failures import not_bought
from gen_gemini.interactions.asking import Json, Manner, body_of, merged
from gen_gemini.interactions.delivering import Delivery
from gen_gemini.interactions.failing import VENDOR, refused
from gen_gemini.interactions.kept import Kept
from gen_gemini.interactions.reading import RUNNING, answer_of, failure_in, record_of
from gen_gemini.interactions.streaming import joined
from gen_gemini.metrics import ERRORS, SECONDS
from gen_gemini.requests import Question

CALL_SECONDS = 60.0
NOT_ON = {"automatic_continuation": False}
"""It would buy more without asking."""


class Interactions:
    """`kept` takes note of what Google keeps; without it nothing may be kept."""

    def __init__(self, client: genai.Client, manner: Manner | None = None, kept: Kept | None = None) -> None:
        self._client, self._manner, self._kept = client, manner or Manner(), kept
        self._delivery = Delivery(client)

    async def ask(self, question: Question, tick: Tick) -> Answer:
        choices, started = question.choices, time.perf_counter()
        more: Json = {"stream": True} if self._manner.streaming else {}
        given, wire = await self._told(question, lambda body: self._created(body, tick), more)
        SECONDS.labels(choices.model.id, choices.size).observe(time.perf_counter() - started)
        await self._note(given)
        if failure := failure_in(given):
            ERRORS.labels(choices.model.id, failure.code).inc()
            raise failure
        return await self.answer(given, wire.headers)

    async def leave(self, question: Question, about: dict[str, Any]) -> str:
        """Have it made there; Google's name for it. `about` comes back with the call to the webhook."""
        more: Json = {"background": True}
        if self._manner.webhook:
            more["webhook_config"] = {"uris": [self._manner.webhook], "user_metadata": about}
        given, _ = await self._told(question, self._begun, more)
        await self._note(given)
        return str(given["id"])

    async def look(self, name: str) -> Json | None:
        """What became of it; None while it is being made."""
        found = record_of(await self._called(lambda: self._client.aio.interactions.get(name, timeout=CALL_SECONDS)))
        return None if found.get("status") in RUNNING | {None} else found

    async def cancel(self, name: str) -> None:
        await self._called(lambda: self._client.aio.interactions.cancel(name, timeout=CALL_SECONDS))

    async def delete(self, name: str) -> None:
        await self._called(lambda: self._client.aio.interactions.delete(name, timeout=CALL_SECONDS))

    async def answer(self, given: Json, headers: dict[str, str] | None = None) -> Answer:
        return answer_of(await self._delivery.fill(given), headers, kept=self._manner.keep)

    async def tidy(self) -> None:
        if self._kept:
            await self._kept.tidy(self.delete)

    async def kept_until(self) -> float | None:
        """When Google has nothing of ours any more, in seconds since 1970; None where it has nothing now."""
        return await self._kept.until() if self._kept else None

    async def _note(self, given: Json) -> None:
        if self._kept and self._manner.keep and given.get("id"):
            await self._kept.note(str(given["id"]))

    async def _told(self, question: Question, call: Callable[[Json], Awaitable[Json]], more: Json) -> tuple[Json, Wire]:
        """A conversation Google has let go of costs nothing to find out: then everything is said again."""
        body = body_of(question, self._manner) | more
        options = question.config.http_options
        extra = (options.extra_body if options else None) or {}
        try:
            return await self._sent(question.choices, body, extra, call)
        except PermanentError:
            if "previous_interaction_id" not in body:
                raise
        body = body_of(question, self._manner, resume=False) | more
        return await self._sent(question.choices, body, extra, call)

    async def _sent(
        self, choices: Choices, body: Json, extra: Json, call: Callable[[Json], Awaitable[Json]]
    ) -> tuple[Json, Wire]:
        seconds = CALL_SECONDS if "background" in body else choices.seconds
        laid_over = {"extra_body": merged(body, extra)} if extra else {}
        with listening() as wire:
            try:
                async with asyncio.timeout(seconds + GRACE):
                    return await call({**body, **laid_over, "timeout": seconds}), wire
            except VENDOR as error:
                raise self._counted(refused(error), choices) from error

    def _counted(self, failure: ThumbworksError, choices: Choices) -> ThumbworksError:
        ERRORS.labels(choices.model.id, failure.code).inc()
        return failure

    async def _created(self, body: Json, tick: Tick) -> Json:
        await tick()
        create: Any = self._client.aio.interactions.create
        given = await create(**body, **NOT_ON)
        return await joined(given, tick) if "stream" in body else record_of(given)

    async def _begun(self, body: Json) -> Json:
        create: Any = self._client.aio.interactions.create
        return record_of(await create(**body))

    async def _called(self, call: Callable[[], Awaitable[Any]]) -> Any:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await call()
        except VENDOR as error:
            raise not_bought(refused(error)) from error
