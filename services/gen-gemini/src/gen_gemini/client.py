"""One long-lived async client per backend: version pinned, no retries of its own, every call with a limit.

The SDK drops `finishMessage`, the only sentence a refusal comes with, on the developer backend. A response hook reads
it from the bytes into the box of the call that is running; parsing stays the SDK's.
"""

import json
import re
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpx2
from google import genai
from google.genai import types

from gen_gemini.settings import GeminiSettings

DEFAULT_SECONDS = 60.0
CONNECTIONS = 256
LONGEST_SENTENCE = 2_048
FINISH_MESSAGE = b'"finishMessage"'
_SENTENCE = re.compile(rb'"finishMessage"\s*:\s*("(?:[^"\\]|\\.)*")')


@dataclass
class Wire:
    """What the SDK does not pass on of one call."""

    finish_message: str = ""
    headers: dict[str, str] | None = None


_CURRENT: ContextVar[Wire | None] = ContextVar("gemini_wire", default=None)


@contextmanager
def listening() -> Generator[Wire]:
    """The box that the hook fills for calls made inside the block, and by nobody else's."""
    wire = Wire()
    token = _CURRENT.set(wire)
    try:
        yield wire
    finally:
        _CURRENT.reset(token)


async def listen(response: httpx2.Response) -> None:
    wire = _CURRENT.get()
    if wire is None:
        return
    wire.headers = dict(response.headers)
    if "event-stream" in response.headers.get("content-type", ""):
        chunks = response.aiter_bytes
        response.aiter_bytes = lambda chunk_size=None: overheard(chunks(chunk_size), wire)  # type: ignore[method-assign]
        return
    await response.aread()
    note_message(response.content, wire)


async def overheard(chunks: AsyncIterator[bytes], wire: Wire) -> AsyncIterator[bytes]:
    """A stream is read as it comes; a sentence may be cut between two chunks."""
    tail = b""
    async for chunk in chunks:
        tail = (tail + chunk)[-LONGEST_SENTENCE - len(chunk) :]
        note_message(tail, wire)
        yield chunk


def note_message(body: bytes, wire: Wire) -> None:
    if FINISH_MESSAGE in body and (found := _SENTENCE.search(body)):
        wire.finish_message = str(json.loads(found[1]))


def open_client(settings: GeminiSettings) -> genai.Client:
    """Keep it: a client that is collected closes its connections under whoever still waits."""
    key = settings.gemini_api_key.get_secret_value() or None
    options = types.HttpOptions(
        api_version=settings.gemini_api_version,
        timeout=milliseconds(DEFAULT_SECONDS),
        retry_options=types.HttpRetryOptions(attempts=1),
        async_client_args={
            "event_hooks": {"response": [listen]},
            "limits": httpx2.Limits(max_connections=CONNECTIONS, max_keepalive_connections=32),
        },
    )
    if settings.gemini_backend == "developer":
        options.base_url = settings.gemini_base_url or None
        return genai.Client(api_key=key, http_options=options)
    options.api_version = "v1beta1" if settings.gemini_api_version == "v1beta" else settings.gemini_api_version
    options.base_url = settings.vertex_base_url or None
    if settings.google_cloud_project:
        return genai.Client(
            enterprise=True,
            project=settings.google_cloud_project,
            location=settings.google_cloud_location,
            http_options=options,
        )
    return genai.Client(enterprise=True, api_key=key, http_options=options)


def milliseconds(seconds: float) -> int:
    return int(seconds * 1000)


def for_call(seconds: float, extra: dict[str, Any] | None = None) -> types.HttpOptions:
    """The server is told the same limit (X-Server-Timeout), so it does not work for nobody."""
    return types.HttpOptions(timeout=milliseconds(seconds), extra_body=extra or None)
