"""Half the price for an answer within a day: one request per batch, left with Google, looked after by all copies.

A small batch is sent inline, a large one as a JSONL file. Its name is ours, so a request that was sent before a
crash is found again instead of bought again. Who looks next is decided in `PROVIDERS`; nobody holds a slot meanwhile.
"""

import asyncio
import contextlib
import hashlib
import io
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from google import genai
from google.genai import _common, types
from google.genai import batches as sdk
from google.genai.models import (
    _GenerateContentResponse_from_mldev,  # pyright: ignore[reportPrivateUsage] - pinned; the public reader refuses new fields
)

from common.bus import Bus
from common.bus.topology import PROVIDERS
from common.errors import Code, PermanentError, TransientError
from common.events import ImageSubmitted, ProviderAnswered
from common.generation import ImageRequest
from gen_gemini.asking import Answer, answer_of
from gen_gemini.cards import Backend
from gen_gemini.choices import Choices
from gen_gemini.client import listening
from gen_gemini.failures import VENDOR, failure_of, not_bought, of_status
from gen_gemini.requests import Materials, config_of, contents_of
from gen_gemini.settings import GeminiSettings

log = structlog.get_logger()

CALL_SECONDS = 60.0
RECENT = 100  # batches looked through for one of ours
KEPT = "batches"


class Batches:
    def __init__(self, client: genai.Client, bus: Bus, settings: GeminiSettings) -> None:
        self._client, self._bus = client, bus
        self._inline, self._webhook = settings.gemini_batch_inline_bytes, settings.gemini_webhook
        self._every = settings.gemini_poll_seconds

    async def submit(self, request: ImageRequest, choices: Choices, turn: Materials, backend: Backend) -> str:
        """The batch's name at Google."""
        label = f"thumbworks-{request.job_id}-{request.variant}-{request.attempt}".lower()
        if found := await self._find(label):
            return found
        one = types.InlinedRequest(
            contents=contents_of(request, turn),  # type: ignore[arg-type]
            config=config_of(request, choices, backend).model_copy(update={"http_options": None}),
            metadata={"key": label},
        )
        config = types.CreateBatchJobConfig(display_name=label, webhook_config=self._hook())
        source = await self._source(one, turn)
        job = await self._called(
            lambda: self._client.aio.batches.create(model=choices.model.id, src=source, config=config)
        )
        return str(job.name)

    def _hook(self) -> types.WebhookConfig | None:
        return types.WebhookConfig(uris=[self._webhook]) if self._webhook else None

    async def _source(self, one: types.InlinedRequest, turn: Materials) -> Any:
        if inline_bytes(turn) <= self._inline:
            return [one]
        line = json.dumps({"key": (one.metadata or {}).get("key"), **wire_of(self._client, one)}) + "\n"
        config = types.UploadFileConfig(mime_type="jsonl", display_name="batch")
        sent = await self._called(lambda: self._client.aio.files.upload(file=io.BytesIO(line.encode()), config=config))
        return str(sent.name)

    async def _find(self, label: str) -> str | None:
        """One of ours that was sent before: newest first, so a glance is enough."""
        pages = await self._called(lambda: self._client.aio.batches.list(config={"page_size": RECENT}))
        return next((str(job.name) for job in pages.page if job.display_name == label), None)

    async def is_done(self, name: str) -> bool:
        """Also when Google will never answer: collecting says why."""
        try:
            job = await self._called(lambda: self._client.aio.batches.get(name=name))
        except PermanentError as error:
            log.warning("batch.lost", code=error.code)
            return True
        return bool(job.done)

    async def cancel(self, name: str) -> None:
        await self._called(lambda: self._client.aio.batches.cancel(name=name))

    async def answer(self, name: str) -> Answer:
        """What the batch brought. Raises what its own failure or that of its one request means."""
        with listening() as wire:
            job = await self._called(lambda: self._client.aio.batches.get(name=name))
        if not job.done:
            raise TransientError(Code.PROVIDER_BUSY, retry_after=self._every)
        if job.dest and job.dest.inlined_responses:
            return _one(job.dest.inlined_responses[0], wire.finish_message)
        if job.dest and job.dest.file_name:
            where = job.dest.file_name
            return read_line(await self._called(lambda: self._client.aio.files.download(file=where)))
        state = job.state.value.removeprefix("JOB_STATE_").lower() if job.state else "unknown"
        raise PermanentError(Code.PROVIDER_UNAVAILABLE, f"The batch ended as {state}. You are not charged for it.")

    async def _called(self, call: Callable[[], Awaitable[Any]]) -> Any:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await call()
        except VENDOR as error:
            raise not_bought(failure_of(error)) from error

    async def watch(self, event: ImageSubmitted) -> None:
        """From now on somebody looks after it."""
        record = {"event": event.model_dump(mode="json", by_alias=True, exclude_none=True), "look": 0.0}
        await self._bus.claim(PROVIDERS, key_of(event.request_id), record)

    async def poll_forever(self) -> None:
        while True:
            async for key, record in self._bus.entries(PROVIDERS, KEPT):
                await self._look(key, record)
            await asyncio.sleep(self._every)

    async def _look(self, key: str, record: dict[str, Any]) -> None:
        """One copy looks at a time; what is over is canceled, what is answered is announced."""
        if not await self._bus.amend(PROVIDERS, key, lambda found: looking(found, time.time(), self._every)):
            return
        event = ImageSubmitted.model_validate(record["event"])
        if ending := await self._bus.is_over(event.job_id):
            log.info("batch.dropped", ending=ending)
            with contextlib.suppress(PermanentError):  # over already
                await self.cancel(event.request_id)
        elif not await self.is_done(event.request_id):
            return
        else:
            answered = ProviderAnswered.following(
                event, next=event.next, request_id=event.request_id, model=event.model
            )
            await self._bus.announce(answered)
        await self._bus.forget(PROVIDERS, key)


def looking(record: dict[str, Any] | None, now: float, every: float) -> dict[str, Any] | None:
    if record is None or record["look"] > now:
        return None
    return record | {"look": now + every * 0.9}


def key_of(name: str) -> str:
    return f"{KEPT}.{hashlib.blake2b(name.encode(), digest_size=12).hexdigest()}"


def inline_bytes(turn: Materials) -> int:
    parts = [part for _, part in turn.references] + [part for part in (turn.video, turn.document) if part]
    return sum(len(part.inline_data.data or b"") for part in parts if part.inline_data)


def wire_of(client: genai.Client, one: types.InlinedRequest) -> dict[str, Any]:
    """The request as the SDK would send it, for a line of a file."""
    body = sdk._InlinedRequest_to_mldev(client._api_client, one)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return {"request": _common.encode_unserializable_types(_common.convert_to_dict(body))["request"]}


def _one(inlined: types.InlinedResponse, finish_message: str) -> Answer:
    if inlined.error or inlined.response is None:
        failed = inlined.error
        raise of_rpc(failed.code if failed else None, (failed.message if failed else "") or "")
    return answer_of(inlined.response, finish_message, {})


def read_line(data: bytes) -> Answer:
    """The first line of a result file: our batches have one request."""
    line = json.loads(data.split(b"\n", 1)[0])
    if "response" not in line:
        error: dict[str, Any] = line.get("error") or {}
        raise of_rpc(error.get("code"), error.get("message", ""))
    raw = line["response"]
    message = next((one.get("finishMessage", "") for one in raw.get("candidates", ())), "")
    read = types.GenerateContentResponse._from_response(  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        response=_GenerateContentResponse_from_mldev(raw), kwargs={}
    )
    return answer_of(read, message, {})


RPC_TO_HTTP = {3: 400, 4: 504, 5: 404, 7: 403, 8: 429, 9: 400, 13: 500, 14: 503, 16: 401}


def of_rpc(code: int | None, message: str) -> Exception:
    """One request of a batch that failed: final, whatever it was, because the batch is over."""
    status = RPC_TO_HTTP.get(code or 13, 500)
    failure = of_status(status, "", message, [])
    if isinstance(failure, PermanentError):
        return failure
    return PermanentError(failure.code, "The provider could not make this picture in the batch. You are not charged.")
