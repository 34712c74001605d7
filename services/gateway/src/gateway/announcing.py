"""Direct uploads: a file is announced, sent straight to the store, and taken in when its sender says it is there."""

import hashlib
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from common.brief import tidy_text
from common.errors import Code, PermanentError
from common.ids import new_id
from gateway.arriving import Arrival, Kind, take_in
from gateway.deps import Gateway
from gateway.incoming import LINK_SECONDS, raw_key
from gateway.multipart import MAX_UPLOAD_BYTES, too_large
from gateway.store.rows import Asset, Idempotency, Made, Upload

MIME_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/avif"})
MAX_LABEL_LETTERS = MAX_NAME_LETTERS = 200

Sha256 = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[0-9a-fA-F]{64}$")]


class Announcement(BaseModel):
    """A file that is going to be sent."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"filename": "me.jpg", "mime": "image/jpeg", "bytes": 184_223, "sha256": "9f86d081" * 8}
        },
    )

    filename: str = Field(default="", max_length=1_000, description="Shown to its owner, used for nothing else.")
    mime: str = Field(max_length=100, description="image/jpeg, png, webp, heic, heif or avif.")
    bytes: int = Field(gt=0, description="The file's exact length.")
    sha256: Sha256 = Field(description="Of the file, as 64 hexadecimal digits.")
    consent_id: str | None = Field(default=None, max_length=100, description="Of a selfie, if not the account's.")
    label: str = Field(default="", max_length=2_000, description="What a reference shows, in a few words.")
    rights_attestation: str | bool | None = Field(default=None, description="Of a copy target: true, or a wording.")


async def announce(
    ports: Gateway, user: str, kind: Kind, told: Announcement, about: dict[str, str | None], once: Idempotency
) -> Made[Upload]:
    """Raises `unsupported_media`, `payload_too_large`."""
    if told.mime.lower() not in MIME_TYPES:
        raise PermanentError(Code.UNSUPPORTED_MEDIA)
    if told.bytes > MAX_UPLOAD_BYTES:
        raise too_large()
    upload_id = new_id("ast")
    row = {
        "id": upload_id,
        "type": kind,
        "path": raw_key(upload_id),
        "media_type": told.mime.lower(),
        "bytes": told.bytes,
        "sha256": told.sha256,
        "about": about | {"label": tidy_label(told.label), "filename": bare_name(told.filename)},
        "expires_at": (datetime.now(UTC) + timedelta(seconds=LINK_SECONDS)).isoformat(),
    }
    return await ports.store.assets.open_upload(user, row, once)


async def complete(ports: Gateway, user: str, upload_id: str) -> Made[Asset]:
    """Take in what was sent. Repeating it answers the same asset.

    Raises `upload_missing`, `upload_expired`, `upload_differs`, and what `Intake.normalize` raises; then the right
    file may be sent again until the link's time is over.
    """
    if (done := await ports.store.assets.find(upload_id, user)) is not None:
        return Made(done, replayed=True)
    upload = await ports.store.assets.upload(upload_id, user)
    if upload.type == "selfie":  # it may have been taken back since
        await ports.store.people.must_consent(user, upload.about.get("consent_id"))
    data = await _sent(ports, upload)
    arrival = Arrival(user, upload.type, upload.id, **upload.about)
    made = await take_in(ports, arrival, data, Idempotency())
    await ports.blobs.delete(upload.path)
    return made


async def _sent(ports: Gateway, upload: Upload) -> bytes:
    """The raw file, if it is what was announced. Its length is known before a byte is read."""
    size = await ports.blobs.size(upload.path)
    if size is None:
        raise PermanentError(Code.UPLOAD_EXPIRED if upload.expired else Code.UPLOAD_MISSING)
    if size != upload.bytes:
        raise PermanentError(Code.UPLOAD_DIFFERS, f"{upload.bytes} bytes were announced, {size} were sent.")
    try:
        data = b"".join([piece async for piece in _at_most(upload.bytes, await ports.blobs.stream(upload.path))])
    except PermanentError as error:  # gone since: another call completes it right now
        raise PermanentError(Code.UPLOAD_MISSING if error.code is Code.ASSET_MISSING else error.code) from error
    if hashlib.sha256(data).hexdigest() != upload.sha256:
        raise PermanentError(Code.UPLOAD_DIFFERS, "Its SHA-256 is not the one that was announced.")
    return data


async def _at_most(size: int, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Should somebody send another file while this one is read."""
    async for piece in pieces:
        size -= len(piece)
        if size < 0:
            raise PermanentError(Code.UPLOAD_DIFFERS)
        yield piece


def bare_name(filename: str) -> str:
    """What is left of a file's name without folders, control characters and tricks."""
    name = re.split(r"[/\\]", tidy_text(filename.replace("\0", "")))[-1]
    return name.strip(". ")[:MAX_NAME_LETTERS]


def tidy_label(label: str) -> str:
    return tidy_text(label)[:MAX_LABEL_LETTERS]
