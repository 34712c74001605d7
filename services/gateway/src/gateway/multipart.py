"""An upload read under a limit: refused as soon as it is too long, kept in memory, never written to a disk."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from common.errors import Code, PermanentError
from gateway.incoming import Pace

MAX_UPLOAD_BYTES = 25_000_000
MAX_ENVELOPE_BYTES = 64_000  # boundaries, headers and the small fields
# A client that is still sending cannot hear us: what is a little too long is read to its end and thrown away.
PATIENCE_BYTES = 100_000_000


@dataclass(frozen=True)
class Upload:
    data: bytes
    fields: dict[str, str]
    filename: str = ""


async def read_upload(request: Request, pace: Pace) -> Upload:
    """The one file of a multipart request. Raises `payload_too_large`, `upload_too_slow` or `validation_failed`."""
    async with aclosing(pace.of(_capped(request))) as pieces:
        return await _parsed(request, pieces)


async def _parsed(request: Request, pieces: AsyncGenerator[bytes, None]) -> Upload:
    parser = MultiPartParser(request.headers, pieces, max_files=1, max_fields=8, max_part_size=4_000)
    parser.spool_max_size = MAX_UPLOAD_BYTES + MAX_ENVELOPE_BYTES
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:  # KeyError: no boundary in the content type
        raise PermanentError(Code.VALIDATION_FAILED, "Send the picture as multipart/form-data.") from error
    files = [part for part in form.values() if isinstance(part, UploadFile)]
    if not files:
        raise PermanentError(Code.VALIDATION_FAILED, "Send the picture as a form field named `file`.")
    data = await files[0].read()
    await files[0].close()
    if len(data) > MAX_UPLOAD_BYTES:
        raise too_large()
    fields = {name: part for name, part in form.items() if isinstance(part, str)}
    return Upload(data, fields, files[0].filename or "")


def too_large() -> PermanentError:
    return PermanentError(Code.PAYLOAD_TOO_LARGE, f"At most {MAX_UPLOAD_BYTES // 1_000_000} MB can be uploaded.")


async def _capped(request: Request) -> AsyncGenerator[bytes, None]:
    limit = MAX_UPLOAD_BYTES + MAX_ENVELOPE_BYTES
    declared = request.headers.get("content-length", "")
    body = request.stream()
    if declared.isdigit() and int(declared) > limit:
        await _discard(request, body, int(declared))
        raise too_large()
    seen = 0
    async for chunk in body:
        seen += len(chunk)
        if seen > limit:
            await _discard(request, body, seen)
            raise too_large()
        yield chunk


async def _discard(request: Request, body: AsyncIterator[bytes], size: int) -> None:
    """Let the client finish speaking, unless it waits to be asked or has far too much to say."""
    if size > PATIENCE_BYTES or "expect" in request.headers:
        return
    async for chunk in body:
        size += len(chunk)
        if size > PATIENCE_BYTES:
            return
