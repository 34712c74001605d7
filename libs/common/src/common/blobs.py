"""Pictures and other files by key, in any object store an URL can name: a folder, S3, Supabase Storage, memory.

Keys look like paths and carry job, variant and attempt, so writing one twice writes the same thing.
"""

import hashlib
import os
from collections.abc import AsyncIterable, AsyncIterator
from datetime import timedelta
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import obstore
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, ObjectStore, S3Store, from_url

from common.errors import Code, PermanentError, TransientError

NONCE_BYTES = 12
SECRET_CHARACTERS = 32
PIECE_BYTES = 1 << 20


# A store that is away for longer is bad weather: whoever asked is told, instead of standing there for three minutes.
RETRIES: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=15)}


class Blobs(Protocol):
    """Raises `asset_missing` for a key that is not there, a transient error when the store is away."""

    async def put(self, key: str, data: bytes) -> None: ...
    async def get(self, key: str) -> bytes: ...
    async def exists(self, key: str) -> bool: ...
    async def list(self, prefix: str) -> list[str]: ...
    async def delete(self, *keys: str) -> None: ...


class ObjectBlobs:
    def __init__(self, url: str, **options: Any) -> None:
        """`file:///folder`, `memory:///`, `s3://bucket/prefix` and what else obstore knows; `options` are its own.

        `supabase://ref/bucket/prefix` is Supabase Storage of the project `ref`, which speaks S3.
        """
        if url.startswith("supabase:"):
            url, options = _supabase_storage(url, options)
        if url.startswith("file:"):
            options = {"automatic_cleanup": True, "mkdir": True} | options
        elif not url.startswith("memory:"):
            options = {"retry_config": RETRIES} | options
        self._store: ObjectStore = from_url(url, **options)

    async def put(self, key: str, data: bytes) -> None:
        try:
            await obstore.put_async(self._store, key, data)
        except BaseError as error:
            raise TransientError(Code.STORE_UNAVAILABLE) from error

    async def get(self, key: str) -> bytes:
        try:
            found = await obstore.get_async(self._store, key)
            return bytes(await found.bytes_async())
        except FileNotFoundError as error:
            raise PermanentError(Code.ASSET_MISSING) from error
        except BaseError as error:
            raise TransientError(Code.STORE_UNAVAILABLE) from error

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """The file piece by piece. It is there once this returns: what is missing is refused before the first piece."""
        try:
            found = await obstore.get_async(self._store, key)
        except FileNotFoundError as error:
            raise PermanentError(Code.ASSET_MISSING) from error
        except BaseError as error:
            raise TransientError(Code.STORE_UNAVAILABLE) from error
        return pieces(found.stream(PIECE_BYTES))

    async def put_stream(self, key: str, pieces: AsyncIterable[bytes]) -> None:
        """Store what comes as it comes. When `pieces` raises, so does this, and nothing is there."""
        try:
            await obstore.put_async(self._store, key, aiter(pieces))
        except BaseError as error:
            raise TransientError(Code.STORE_UNAVAILABLE) from error

    async def exists(self, key: str) -> bool:
        return await self.size(key) is not None

    async def size(self, key: str) -> int | None:
        """In bytes; None for what is not there."""
        try:
            return (await obstore.head_async(self._store, key))["size"]
        except FileNotFoundError:
            return None
        except BaseError as error:
            raise TransientError(Code.STORE_UNAVAILABLE) from error

    async def list(self, prefix: str) -> list[str]:
        try:
            pages = obstore.list(self._store, prefix)
            return [entry["path"] async for page in pages for entry in page]
        except BaseError as error:
            raise TransientError(Code.STORE_UNAVAILABLE) from error

    async def delete(self, *keys: str) -> None:
        """Deleting what is not there is done already."""
        for key in keys:
            try:
                await obstore.delete_async(self._store, key)
            except FileNotFoundError:
                continue
            except BaseError as error:
                raise TransientError(Code.STORE_UNAVAILABLE) from error

    async def link(self, key: str, seconds: int) -> str | None:
        """A URL by which the store itself serves the file for a while; None where it cannot (a folder, memory)."""
        return await self._signed("GET", key, seconds)

    async def upload_link(self, key: str, seconds: int) -> tuple[str, dict[str, str]] | None:
        """A URL that takes a file for `key` by PUT, and the headers to send with it; None where the store has none."""
        url = await self._signed("PUT", key, seconds)
        headers = {"x-ms-blob-type": "BlockBlob"} if isinstance(self._store, AzureStore) else {}
        return (url, headers) if url else None

    async def _signed(self, method: Literal["GET", "PUT"], key: str, seconds: int) -> str | None:
        if not isinstance(self._store, S3Store | GCSStore | AzureStore):
            return None
        try:
            return await obstore.sign_async(self._store, method, key, timedelta(seconds=seconds))
        except BaseError as error:
            raise TransientError(Code.STORE_UNAVAILABLE) from error


def _supabase_storage(url: str, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Its S3 address. Keys and region come as S3's do: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`."""
    where = urlsplit(url)
    endpoint = f"https://{where.hostname}.storage.supabase.co/storage/v1/s3"
    return f"s3://{where.path.lstrip('/')}", {"endpoint": endpoint, "virtual_hosted_style_request": False} | options


async def pieces(stream: AsyncIterable[Any]) -> AsyncIterator[bytes]:
    async for piece in stream:
        yield bytes(piece)


class SealedBlobs:
    """Encrypts what it stores (AES-256-GCM, the key's name authenticated), for what identity knows of a face."""

    def __init__(self, blobs: Blobs, secret: str) -> None:
        if len(secret) < SECRET_CHARACTERS:
            msg = f"Set THUMBWORKS_SECRET ({SECRET_CHARACTERS} characters or more); faces are not stored unsealed."
            raise ValueError(msg)
        self._blobs = blobs
        self._cipher = AESGCM(hashlib.blake2b(secret.encode(), digest_size=32, person=b"thumbworks-face").digest())

    async def put(self, key: str, data: bytes) -> None:
        nonce = os.urandom(NONCE_BYTES)
        await self._blobs.put(key, nonce + self._cipher.encrypt(nonce, data, key.encode()))

    async def get(self, key: str) -> bytes:
        sealed = await self._blobs.get(key)
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], key.encode())
        except (InvalidTag, ValueError) as error:  # changed, moved, or cut short
            raise PermanentError(Code.ASSET_MISSING, "A sealed file cannot be opened.") from error

    async def exists(self, key: str) -> bool:
        return await self._blobs.exists(key)

    async def list(self, prefix: str) -> list[str]:
        return await self._blobs.list(prefix)

    async def delete(self, *keys: str) -> None:
        await self._blobs.delete(*keys)


async def delete_prefix(blobs: Blobs, prefix: str) -> int:
    """Delete everything under a prefix; how many there were."""
    keys = await blobs.list(prefix)
    await blobs.delete(*keys)
    return len(keys)
