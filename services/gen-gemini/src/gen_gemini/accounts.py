"""Whose limits, uploads and models these are, and where Google may read for itself."""

import hashlib

from common.blobs import Blobs, ObjectBlobs
from gen_gemini.references import Address
from gen_gemini.settings import GeminiSettings

LINK_SECONDS = 3600


def account_of(settings: GeminiSettings) -> str:
    """A digest of key and address, never the key."""
    whose = (
        settings.gemini_backend,
        settings.gemini_api_key.get_secret_value(),
        settings.google_cloud_project,
        settings.gemini_base_url,
    )
    return hashlib.blake2b("\0".join(whose).encode(), digest_size=6).hexdigest()


def address_of(settings: GeminiSettings, blobs: Blobs) -> Address | None:
    """Where Google may read a blob by itself: a signed link for an hour, or its own bucket on vertex."""
    if not settings.gemini_fetches:
        return None
    store = settings.blob_store_url

    async def address(key: str) -> str | None:
        if settings.gemini_backend == "vertex":
            return f"{store.rstrip('/')}/{key}" if store.startswith("gs://") else None
        return await blobs.link(key, LINK_SECONDS) if isinstance(blobs, ObjectBlobs) else None

    return address
