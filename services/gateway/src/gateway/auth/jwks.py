"""The public keys of whoever signs the tokens, fetched from their address (RFC 7517) and kept.

Keys are looked for again when they grow old, in the background, and when a token names one that is not known: that is
how a rotation is noticed. However many tokens name keys that never were, the address is asked once in a while only.
While it cannot be reached, the keys in hand are good for some hours.
"""

import asyncio
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import structlog
from pydantic import BaseModel

from common.errors import Code, PermanentError, TransientError

log = structlog.get_logger()

FRESH_SECONDS = 300.0
KEPT_SECONDS = 6 * 3600.0
PAUSE_SECONDS = 10.0
FETCH_SECONDS = 5.0
SMALLEST_RSA_BITS = 2048

# The one algorithm each kind of key may be used with, whatever a token asks for.
# A shared secret ("oct") is none of them.
ALGORITHMS: dict[tuple[str, str | None], str] = {
    ("RSA", None): "RS256",
    ("EC", "P-256"): "ES256",
    ("OKP", "Ed25519"): "EdDSA",
}


@dataclass(frozen=True)
class VerificationKey:
    algorithm: str
    key: Any


class Jwks:
    """`clock` counts seconds; `transport` is for tests."""

    def __init__(
        self, url: str, transport: httpx.AsyncBaseTransport | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._url, self._transport, self._clock = url, transport, clock
        self._keys: dict[str, VerificationKey] = {}
        self._fetched = self._tried = -math.inf
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> VerificationKey:
        """Raises `unauthenticated` for a key that is not there, `sign_in_unavailable` when nobody can know."""
        if kid not in self._keys or self._age() > KEPT_SECONDS:
            if fetching := self._look_again():
                await asyncio.shield(fetching)
        elif self._age() > FRESH_SECONDS:
            self._look_again()
        if self._age() > KEPT_SECONDS:
            raise TransientError(Code.SIGN_IN_UNAVAILABLE, retry_after=PAUSE_SECONDS)
        if kid not in self._keys:
            raise PermanentError(Code.UNAUTHENTICATED, "The token is not valid.")
        return self._keys[kid]

    def _age(self) -> float:
        return self._clock() - self._fetched

    def _look_again(self) -> asyncio.Task[None] | None:
        """The fetch that is under way, or a new one, unless the last one was a moment ago."""
        if self._fetching is not None and not self._fetching.done():
            return self._fetching
        if self._clock() - self._tried < PAUSE_SECONDS:
            return None
        self._tried = self._clock()
        self._fetching = asyncio.create_task(self._fetch())
        return self._fetching

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(FETCH_SECONDS), httpx.AsyncClient(transport=self._transport) as client:
                answer = await client.get(self._url, headers={"accept": "application/json"})
            self._keys = keys_in(answer.raise_for_status().json())
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            log.warning("jwks.unreadable", error=type(error).__name__)
            return
        self._fetched = self._clock()


class KeySet(BaseModel):
    """RFC 7517, as far as it has to be right for one bad key not to spoil the others."""

    keys: list[Any]


def keys_in(document: object) -> dict[str, VerificationKey]:
    """By `kid`; what cannot verify our tokens is left out. Raises `ValueError` for what is no key set at all."""
    listed = KeySet.model_validate(document).keys
    return {one["kid"]: key for one in listed if (key := _key(one)) is not None}


def _key(jwk: Any) -> VerificationKey | None:
    import jwt  # noqa: PLC0415 - see tokens.py

    try:
        algorithm = ALGORITHMS.get((jwk.get("kty"), jwk.get("crv")))
        if algorithm is None or not _is_for_us(jwk, algorithm):
            return None
        key: Any = jwt.PyJWK(jwk, algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError):  # whatever a stranger's JSON may make of it
        return None
    long_enough = algorithm != "RS256" or key.key_size >= SMALLEST_RSA_BITS
    return VerificationKey(algorithm, key) if long_enough else None


def _is_for_us(jwk: Mapping[str, Any], algorithm: str) -> bool:
    """Named, meant for signatures by that algorithm, and not a private key, which everybody could sign with by now."""
    fits = jwk.get("alg", algorithm) == algorithm and jwk.get("use", "sig") == "sig"
    return fits and isinstance(jwk.get("kid"), str) and "d" not in jwk
