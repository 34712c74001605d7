"""One call to the model and its answer, whichever way it is read: whole or as a stream."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from google import genai
from google.genai import types

from common.errors import Code, PermanentError
from gen_gemini.buckets import Bucket
from gen_gemini.choices import Choices
from gen_gemini.client import listening
from gen_gemini.costs import Usage, usage_of
from gen_gemini.failures import VENDOR, failure_of, not_bought
from gen_gemini.grounding import searches_of, sources_of
from gen_gemini.metrics import ERRORS, SECONDS
from gen_gemini.outcomes import Outcome, classify
from gen_gemini.provenance import Trace
from gen_gemini.requests import Question

COUNT_SECONDS = 20.0
GRACE = 5.0  # what our own clock allows beyond the limit that the server was told

Tick = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Answer:
    """An outcome with what it took. `content` is the model's turn as it came, for conversations."""

    outcome: Outcome
    usage: Usage
    trace: Trace
    sources: tuple[Any, ...] = ()
    content: types.Content | None = None
    retires: str = ""


class Asking(Protocol):
    """Buys one answer. Vendor exceptions come out as ours."""

    async def ask(self, question: Question, tick: Tick) -> Answer: ...


async def check_tokens(client: genai.Client, choices: Choices, contents: list[types.Content]) -> None:
    """Ask how long a request is, at no cost. Raises `prompt_too_long`."""
    given: Any = contents
    try:
        async with asyncio.timeout(COUNT_SECONDS):
            counted = await client.aio.models.count_tokens(model=choices.model.id, contents=given)
    except VENDOR as error:
        raise not_bought(failure_of(error)) from error
    if (counted.total_tokens or 0) > choices.model.read_tokens:
        raise PermanentError(Code.PROMPT_TOO_LONG)


class GenerateContent:
    """The engine: `generateContent`, or its streaming sister for progress."""

    def __init__(self, client: genai.Client, *, streaming: bool = False, bucket: Bucket | None = None) -> None:
        """`bucket` is where the backend may leave its pictures."""
        self._client, self._streaming, self._bucket = client, streaming, bucket

    async def ask(self, question: Question, tick: Tick) -> Answer:
        model, started = question.choices.model.id, time.perf_counter()
        with listening() as wire:
            try:
                async with asyncio.timeout(question.choices.seconds + GRACE):
                    response = await self._response(question, tick)
            except VENDOR as error:
                failure = failure_of(error)
                ERRORS.labels(model, failure.code).inc()
                raise failure from error
        if self._bucket:
            response = await self._bucket.fetched(response)
        SECONDS.labels(model, question.choices.size).observe(time.perf_counter() - started)
        return answer_of(response, wire.finish_message, wire.headers or {})

    async def _response(self, question: Question, tick: Tick) -> types.GenerateContentResponse:
        models: Any = self._client.aio.models
        told = {"model": question.choices.model.id, "contents": question.contents, "config": self._config(question)}
        if not self._streaming:
            return await models.generate_content(**told)
        return await joined(await models.generate_content_stream(**told), tick)

    def _config(self, question: Question) -> types.GenerateContentConfig:
        if self._bucket is None:
            return question.config
        return question.config.model_copy(update={"generation_output_config": self._bucket.output})


async def joined(chunks: AsyncIterator[types.GenerateContentResponse], tick: Tick) -> types.GenerateContentResponse:
    """A stream as the one answer it stands for: all parts in order, the last word on everything else."""
    parts: list[types.Part] = []
    whole = types.GenerateContentResponse()
    async for chunk in chunks:
        await tick()
        candidate = chunk.candidates[0] if chunk.candidates else None
        if candidate and candidate.content:
            parts += candidate.content.parts or []
        whole = chunk.model_copy(update={
            "candidates": chunk.candidates or whole.candidates,
            "usage_metadata": chunk.usage_metadata or whole.usage_metadata,
            "prompt_feedback": chunk.prompt_feedback or whole.prompt_feedback,
        })  # fmt: skip
    if whole.candidates and parts:
        last = whole.candidates[0].model_copy(update={"content": types.Content(role="model", parts=parts)})
        whole.candidates = [last]
    return whole


def answer_of(response: types.GenerateContentResponse, finish_message: str, headers: dict[str, str]) -> Answer:
    candidate = response.candidates[0] if response.candidates else None
    status = response.model_status
    return Answer(
        outcome=classify(response, finish_message),
        usage=usage_of(response.usage_metadata, searches_of(response)),
        trace=Trace(
            response_id=response.response_id or "",
            model_version=response.model_version or "",
            tier=headers.get("x-gemini-service-tier", "standard"),
        ),
        sources=sources_of(response),
        content=candidate.content if candidate else None,
        retires=status.retirement_time.isoformat() if status and status.retirement_time else "",
    )
