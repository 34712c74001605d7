"""Is a call from whom it says? Decided on the raw body, before anything of it is parsed.

    Verify(call) -> Proof(event_id, headers)      raises `webhook_not_genuine`

The event id is the sender's own name for what it tells; a repeated call has the same. Clocks may be five minutes apart.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from common.errors import Code, PermanentError, TransientError

TOLERANCE_SECONDS = 300
KEYS_LIVE_SECONDS = 86_400
KEYS_REST_SECONDS = 60
MAX_ID_LETTERS = 200
KEY_BYTES = 24  # the least the specification allows

STANDARD = ("webhook-id", "webhook-timestamp", "webhook-signature")
FAL = ("x-fal-webhook-request-id", "x-fal-webhook-user-id", "x-fal-webhook-timestamp", "x-fal-webhook-signature")


@dataclass(frozen=True)
class Call:
    headers: Mapping[str, str]
    body: bytes

    def named(self, names: Sequence[str]) -> dict[str, str]:
        """These headers, all of them. Raises `webhook_not_genuine`."""
        found = {name: self.headers.get(name, "") for name in names}
        if not all(found.values()) or any(len(value) > 10 * MAX_ID_LETTERS for value in found.values()):
            raise not_genuine()
        return found


@dataclass(frozen=True)
class Proof:
    event_id: str
    headers: Mapping[str, str]


Verify = Callable[[Call], Awaitable[Proof]]
Fetch = Callable[[], Awaitable[bytes]]


def standard(secret: str) -> Verify:
    """Standard Webhooks, symmetric: HMAC-SHA256 over id, timestamp and body. OpenAI, Replicate and Svix send these."""
    webhook = Webhook(_key_in(secret))

    async def verify(call: Call) -> Proof:
        headers = call.named(STANDARD)
        try:
            webhook.verify(call.body, headers, json_parse=False)
        except (WebhookVerificationError, ValueError) as error:  # ValueError: what cannot even be taken apart
            raise not_genuine() from error
        return Proof(headers["webhook-id"][:MAX_ID_LETTERS], headers)

    return verify


def _key_in(secret: str) -> bytes:
    text = secret.removeprefix("whsec_")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        key = b""
    if len(key) < KEY_BYTES:
        msg = "The secret of a Standard Webhook is base64 of 24 bytes or more, usually behind `whsec_`."
        raise ValueError(msg)
    return key


def fal(account: str, keys: "SigningKeys", now: Callable[[], float] = time.time) -> Verify:
    """fal.ai signs every customer's calls with the same keys, so the account they are for is checked as well."""

    async def verify(call: Call) -> Proof:
        headers = call.named(FAL)
        request_id, user, timestamp, signature = headers.values()
        _must_be_recent(timestamp, now())
        if not hmac.compare_digest(user.encode(), account.encode()):
            raise not_genuine()
        told = "\n".join((request_id, user, timestamp, hashlib.sha256(call.body).hexdigest()))
        if not await keys.signed(_unhexed(signature), told.encode()):
            raise not_genuine()
        return Proof(request_id[:MAX_ID_LETTERS], headers)

    return verify


class SigningKeys:
    """A sender's public ED25519 keys (JWKS), fetched when needed: once a day, and once a minute for an unknown one."""

    def __init__(self, fetch: Fetch, now: Callable[[], float] = time.monotonic) -> None:
        self._fetch, self._now = fetch, now
        self._keys: list[Ed25519PublicKey] = []
        self._tried = self._read = -math.inf
        self._one_at_a_time = asyncio.Lock()

    async def signed(self, signature: bytes, told: bytes) -> bool:
        """Whether one of the keys made the signature. Raises a transient error when there is no key to look with."""
        for age in (KEYS_LIVE_SECONDS, KEYS_REST_SECONDS):
            await self._renew(age)
            if any(_fits(key, signature, told) for key in self._keys):
                return True
        if not self._keys:
            raise TransientError(Code.PROVIDER_UNAVAILABLE, "The sender's keys could not be read.", retry_after=60)
        return False

    async def _renew(self, age: float) -> None:
        """Fetch keys older than `age` seconds, once a minute at most; the old ones stay where that fails."""
        async with self._one_at_a_time:
            now = self._now()
            if now - self._read < age or now - self._tried < KEYS_REST_SECONDS:
                return
            self._tried = now
            with contextlib.suppress(PermanentError, ValueError, KeyError, TypeError):
                self._keys, self._read = _keys_in(await self._fetch()), now


def _keys_in(document: bytes) -> list[Ed25519PublicKey]:
    listed: list[dict[str, Any]] = json.loads(document)["keys"]
    return [Ed25519PublicKey.from_public_bytes(_unbased(str(key["x"]))) for key in listed if key.get("kty") == "OKP"]


def _fits(key: Ed25519PublicKey, signature: bytes, told: bytes) -> bool:
    try:
        key.verify(signature, told)
    except InvalidSignature:
        return False
    return True


def _must_be_recent(timestamp: str, now: float) -> None:
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(int(timestamp[:18]) - now) > TOLERANCE_SECONDS:
        raise not_genuine()


def _unhexed(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise not_genuine() from error


def _unbased(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def not_genuine() -> PermanentError:
    return PermanentError(Code.WEBHOOK_NOT_GENUINE)
