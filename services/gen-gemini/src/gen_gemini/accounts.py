"""Whose limits, uploads and models these are, and where Google may read for itself.

An account is a key of the developer backend, or a project of vertex. Several of them stand in for each other in the
order in which they are named; those of the other backend only where the installation says so.
"""

import hashlib
import json
from typing import Any

from pydantic import SecretStr

from common.blobs import Blobs, ObjectBlobs
from gen_gemini.cards import Backend
from gen_gemini.references import Address
from gen_gemini.settings import GeminiSettings

LINK_SECONDS = 3600


def accounts_of(settings: GeminiSettings) -> tuple[GeminiSettings, ...]:
    """The settings of each account alone. A single one stays as it is, and with it everything noted under its name."""
    own = _at_door(settings, settings.gemini_backend)
    if settings.gemini_failover:
        own += _at_door(settings, "developer" if settings.gemini_backend == "vertex" else "vertex")
    return own if len(own) > 1 else (settings,)


def _at_door(settings: GeminiSettings, backend: Backend) -> tuple[GeminiSettings, ...]:
    keys = listed(settings.gemini_api_key.get_secret_value())
    projects = listed(settings.google_cloud_project)
    if backend == "developer":
        given = [(key, next(iter(projects), "")) for key in keys]
    elif projects:
        given = [(next(iter(keys), ""), project) for project in projects]
    else:  # express keys, unless they are the other door's
        given = [(key, "") for key in keys if settings.gemini_backend == "vertex"]
    return tuple(_alone(settings, backend, key, project) for key, project in given)


def _alone(settings: GeminiSettings, backend: Backend, key: str, project: str) -> GeminiSettings:
    own: dict[str, Any] = {
        "gemini_backend": backend, "gemini_api_key": SecretStr(key), "google_cloud_project": project
    }  # fmt: skip
    if backend == "vertex":  # which does not speak the other interface
        own["gemini_adapter"] = "generate-content"
    return settings.model_copy(update=own)


def listed(text: str) -> list[str]:
    """`a`, `a, b` or `["a", "b"]`, each once."""
    found: list[str] = json.loads(text) if text.lstrip().startswith("[") else text.split(",")
    return list(dict.fromkeys(filter(None, map(str.strip, found))))


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
