"""Pictures that Google keeps for a while: uploaded once per blob by whichever copy comes first, then named by address.

The record in `PROVIDERS` is claimed before the upload, so four variants of one project on four machines upload once.
Google forgets after 48 hours; we delete earlier, because they are faces.
"""

import asyncio
import hashlib
import io
import time
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from google import genai
from google.genai import types

from common.bus import Bus
from common.bus.topology import PROVIDERS
from common.errors import Code, PermanentError, ThumbworksError
from common.provider_files import left_files
from gen_gemini.failures import VENDOR, failure_of, not_bought

log = structlog.get_logger()

UPLOAD_SECONDS = 60.0
PROCESSING_SECONDS = 120.0
LOOK_AGAIN = 0.1
SAFETY_SECONDS = 600.0  # an address about to expire is not used any more

Make = Callable[[], Awaitable[tuple[bytes, str]]]


class Uploads:
    def __init__(self, client: genai.Client, bus: Bus, account: str, keep_seconds: float) -> None:
        self._client, self._bus, self._keep = client, bus, keep_seconds
        self._prefix = f"files.{account}"
        self._known: dict[str, dict[str, Any]] = {}

    async def part_for(self, blob_key: str, make: Make, lasts: float = SAFETY_SECONDS) -> types.Part:
        """A part that names the upload of a blob; `make` gives its bytes and MIME type if nobody uploaded it yet.

        It is there for `lasts` seconds at least.
        """
        key = self._key(blob_key)
        record = self._known.get(key)
        if record is None or not _is_there(record, lasts):
            record = self._known[key] = await self._find_or_upload(key, blob_key, make, lasts)
        if lasts > SAFETY_SECONDS:
            await self._bus.amend(PROVIDERS, key, lambda found: needed(found, time.time() + lasts))
        return types.Part(file_data=types.FileData(file_uri=record["uri"], mime_type=record["mime_type"]))

    def _key(self, blob_key: str) -> str:
        return f"{self._prefix}.{hashlib.blake2b(blob_key.encode(), digest_size=16).hexdigest()}"

    async def _find_or_upload(self, key: str, blob_key: str, make: Make, lasts: float) -> dict[str, Any]:
        while True:
            mine = await self._bus.amend(PROVIDERS, key, lambda found: _claimed(found, lasts))
            if mine is not None:
                return await self._upload(key, blob_key, make)
            record = await self._bus.recall(PROVIDERS, key)
            if record and _is_there(record, lasts):
                return record
            await asyncio.sleep(LOOK_AGAIN)

    async def _upload(self, key: str, blob_key: str, make: Make) -> dict[str, Any]:
        try:
            record = await self._send(*await make()) | {"blob": blob_key}
        except ThumbworksError:
            await self._bus.forget(PROVIDERS, key)
            raise
        await self._bus.remember(PROVIDERS, key, record)
        return record

    async def _send(self, data: bytes, mime_type: str) -> dict[str, Any]:
        config = types.UploadFileConfig(mime_type=mime_type, display_name="reference")
        try:
            async with asyncio.timeout(UPLOAD_SECONDS + PROCESSING_SECONDS):
                sent = await self._client.aio.files.upload(file=io.BytesIO(data), config=config)
                sent = await self._processed(sent)
        except VENDOR as error:
            raise not_bought(failure_of(error)) from error
        if sent.state and sent.state.value == "FAILED":
            raise PermanentError(Code.UNSUPPORTED_MEDIA, "The image provider could not read an uploaded file.")
        now = time.time()
        return {
            "state": "there",
            "uri": sent.uri,
            "name": sent.name,
            "mime_type": mime_type,
            "sent": now,
            "expires": sent.expiration_time.timestamp() if sent.expiration_time else now + 47 * 3600,
        }

    async def _processed(self, sent: types.File) -> types.File:
        """Pictures are there at once; a video is looked at first."""
        while sent.state and sent.state.value == "PROCESSING":
            await asyncio.sleep(1.0)
            sent = await self._client.aio.files.get(name=str(sent.name))
        return sent

    async def forget(self, *blob_keys: str) -> None:
        """Google does not know these any more: the next call uploads them again."""
        for key in map(self._key, blob_keys):
            self._known.pop(key, None)
            await self._bus.forget(PROVIDERS, key)

    async def tidy(self) -> int:
        """Delete at Google what was uploaded long ago; how many."""
        gone = 0
        async for key, record in self._bus.entries(PROVIDERS, self._prefix):
            until = max(record["sent"] + self._keep, record.get("needed", 0.0)) if record["state"] == "there" else None
            if until is None or until > time.time():
                continue
            if not await self._deleted(record):
                log.info("upload.expires_by_itself")
            self._known.pop(key, None)
            await self._bus.forget(PROVIDERS, key)
            gone += 1
        return gone

    async def erase(self, stems: Sequence[str]) -> int:
        """Delete at Google the copies of files whose keys begin so; how many. The record of one that stays, stays."""
        gone = 0
        async for key, record in left_files(self._bus, stems, self._prefix):
            if record["state"] == "there" and await self._deleted(record):
                self._known.pop(key, None)
                await self._bus.forget(PROVIDERS, key)
                gone += 1
        return gone

    async def _deleted(self, record: dict[str, Any]) -> bool:
        """Whether Google says that it is gone. Its 403 may mean that, or that the file is not ours to delete."""
        try:
            await self._client.aio.files.delete(name=record["name"])
        except VENDOR as error:
            log.info("upload.not_deleted", error=type(error).__name__)
            return getattr(error, "code", None) == HTTPStatus.NOT_FOUND
        return True


def _claimed(found: Any | None, lasts: float) -> Any | None:
    now = time.time()
    if found and (_is_there(found, lasts) or (found["state"] == "uploading" and found["until"] > now)):
        return None
    return {"state": "uploading", "until": now + UPLOAD_SECONDS + PROCESSING_SECONDS}


def _is_there(record: dict[str, Any], lasts: float) -> bool:
    return record["state"] == "there" and record["expires"] - lasts > time.time()


def needed(found: dict[str, Any] | None, until: float) -> dict[str, Any] | None:
    """Not to be deleted before; None where that is said already."""
    if not found or found["state"] != "there" or found.get("needed", 0.0) > until - SAFETY_SECONDS:
        return None
    return found | {"needed": until}
