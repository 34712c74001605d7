"""Where batches are left with Google: the developer API's own, inline or as a file; Vertex's through a bucket.

Both say the same of them: found by our label, done or not, answers by our keys. Vendor exceptions come out as ours.
"""

import asyncio
import contextlib
import io
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from google import genai
from google.genai import types

from common.blobs import Blobs, delete_prefix
from common.errors import ThumbworksError
from gen_gemini.failures import VENDOR, failure_of, not_bought, record
from gen_gemini.lines import Json, answers_among, answers_in, file_of

CALL_SECONDS = 60.0
RECENT = 100  # batches looked through for one of ours
INLINE_MOST = 16
"""Answers come back the way requests went: many pictures inline are answered with 503 for ever, though billed."""
ENDED = frozenset({"SUCCEEDED", "PARTIALLY_SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"})
"""The SDK's own `done` does not know of batches that are done in part."""


@dataclass(frozen=True)
class Standing:
    """`state` is Google's word, such as `SUCCEEDED`; answers are there, for some or all, when it is an end."""

    state: str
    answers: dict[str, Json] = field(default_factory=dict[str, Json])

    @property
    def is_over(self) -> bool:
        return self.state in ENDED


@dataclass(frozen=True)
class Left:
    """`label` is our name for the batch, `name` Google's, `source` the file it was made from, if any."""

    label: str
    name: str
    source: str = ""


class Desk(Protocol):
    async def find(self, label: str) -> str | None:
        """Google's name for what was left under `label`; None where it never arrived."""
        ...

    async def leave(self, label: str, model: str, lines: list[types.InlinedRequest]) -> Left: ...
    async def look(self, left: Left) -> Standing: ...
    async def cancel(self, left: Left) -> None: ...

    async def clear(self, left: Left) -> None:
        """Nothing of it is needed any more; what cannot be deleted expires."""
        ...


async def called(call: Callable[[], Awaitable[Any]]) -> Any:
    try:
        async with asyncio.timeout(CALL_SECONDS):
            return await call()
    except VENDOR as error:
        raise not_bought(failure_of(error)) from error


async def found_among_recent(client: genai.Client, label: str) -> str | None:
    """Newest first, so a glance is enough."""
    pages = await called(lambda: client.aio.batches.list(config={"page_size": RECENT}))
    return next((str(job.name) for job in pages.page if job.display_name == label), None)


class DeveloperDesk:
    def __init__(self, client: genai.Client, inline_bytes: int, webhook: str) -> None:
        self._client, self._inline, self._webhook = client, inline_bytes, webhook

    async def find(self, label: str) -> str | None:
        return await found_among_recent(self._client, label)

    async def leave(self, label: str, model: str, lines: list[types.InlinedRequest]) -> Left:
        hook = types.WebhookConfig(uris=[self._webhook]) if self._webhook else None
        config = types.CreateBatchJobConfig(display_name=label, webhook_config=hook)
        source = await self._source(lines)
        job = await called(lambda: self._client.aio.batches.create(model=model, src=source, config=config))
        return Left(label, str(job.name), source if isinstance(source, str) else "")

    async def _source(self, lines: list[types.InlinedRequest]) -> Any:
        if len(lines) <= INLINE_MOST and sum(map(inline_bytes, lines)) <= self._inline:
            return lines
        data = await asyncio.to_thread(file_of, self._client, lines)
        config = types.UploadFileConfig(mime_type="jsonl", display_name="batch")
        sent = await called(lambda: self._client.aio.files.upload(file=io.BytesIO(data), config=config))
        return str(sent.name)

    async def look(self, left: Left) -> Standing:
        """Read without the SDK's types: they refuse the details of an item's error, and with it the whole batch."""
        api: Any = self._client._api_client  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        raw = await called(lambda: api.async_request("get", left.name, {}, None))
        metadata = record(json.loads(raw.body).get("metadata"))
        state = str(metadata.get("state", "")).removeprefix("BATCH_STATE_")
        if state not in ENDED:
            return Standing(state)
        return Standing(state, await self._answers(record(metadata.get("output"))))

    async def _answers(self, output: Json) -> dict[str, Json]:
        if where := output.get("responsesFile"):
            return answers_in(await called(lambda: self._client.aio.files.download(file=where)))
        return answers_among(record(output.get("inlinedResponses")).get("inlinedResponses", []))

    async def cancel(self, left: Left) -> None:
        await called(lambda: self._client.aio.batches.cancel(name=left.name))

    async def clear(self, left: Left) -> None:
        files = self._client.aio.files
        with contextlib.suppress(ThumbworksError):
            if left.source:
                await called(lambda: files.delete(name=left.source))
            await called(lambda: self._client.aio.batches.delete(name=left.name))


class VertexDesk:
    """A file of requests in the bucket, a job that reads it, a file of answers beside it."""

    def __init__(self, client: genai.Client, bucket: Blobs, address: str) -> None:
        self._client, self._bucket, self._address = client, bucket, address.rstrip("/")

    async def find(self, label: str) -> str | None:
        return await found_among_recent(self._client, label)

    async def leave(self, label: str, model: str, lines: list[types.InlinedRequest]) -> Left:
        await self._bucket.put(f"{label}/in.jsonl", await asyncio.to_thread(file_of, self._client, lines, "vertex"))
        config = types.CreateBatchJobConfig(display_name=label, dest=f"{self._address}/{label}/out")
        source = f"{self._address}/{label}/in.jsonl"
        job = await called(lambda: self._client.aio.batches.create(model=model, src=source, config=config))
        return Left(label, str(job.name), source)

    async def look(self, left: Left) -> Standing:
        job = await called(lambda: self._client.aio.batches.get(name=left.name))
        state = job.state.value.removeprefix("JOB_STATE_") if job.state else ""
        if state not in ENDED:
            return Standing(state)
        files = [key for key in await self._bucket.list(f"{left.label}/out/") if key.endswith(".jsonl")]
        answers: dict[str, Json] = {}
        for key in files:
            answers |= answers_in(await self._bucket.get(key))
        return Standing(state, answers)

    async def cancel(self, left: Left) -> None:
        await called(lambda: self._client.aio.batches.cancel(name=left.name))

    async def clear(self, left: Left) -> None:
        await delete_prefix(self._bucket, f"{left.label}/")
        with contextlib.suppress(ThumbworksError):
            await called(lambda: self._client.aio.batches.delete(name=left.name))


def inline_bytes(line: types.InlinedRequest) -> int:
    contents: Any = line.contents or ()
    parts = [part for content in contents for part in content.parts or ()]
    return sum(len(part.inline_data.data or b"") for part in parts if part.inline_data)
