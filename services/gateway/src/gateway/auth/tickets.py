"""Tickets for event streams: what a browser puts in an address, because EventSource cannot send a header.

A ticket is for one person and one job, and good for an hour, however often the browser reconnects. It stands for the
token or key it was got with: when that key is revoked, its bearer signs out or the account ends, so does the ticket.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from binascii import Error as NoBase64
from collections.abc import Callable
from dataclasses import asdict, dataclass

from common.errors import Code, PermanentError

TICKET_SECONDS = 3600.0


@dataclass(frozen=True)
class Pass:
    """What a stream is open by. `session` counts how often its person signed out; `until` is in seconds since 1970."""

    user_id: str
    key_id: str | None = None
    session: int | None = None
    until: float | None = None

    def seconds_left(self) -> float:
        return float("inf") if self.until is None else max(0.0, self.until - time.time())


class Tickets:
    def __init__(self, secret: str = "", now: Callable[[], float] = time.time) -> None:
        """Without a secret, tickets are good as long as this process lives."""
        given = secret.encode() or secrets.token_bytes(32)
        self._key = hashlib.blake2b(given, digest_size=32, person=b"thumbworks-sse").digest()
        self._now = now

    def expiry(self, until: float | None) -> float:
        """A ticket lasts no longer than what it was got with, where that has an end."""
        return min(self._now() + TICKET_SECONDS, until or float("inf"))

    def issue(self, job_id: str, holder: Pass) -> str:
        said = _packed(json.dumps([job_id, asdict(holder)]).encode())
        return f"{said}.{self._tag(said)}"

    def read(self, ticket: str, job_id: str) -> Pass:
        """Raises `unauthenticated`: forged, too old, or for another job."""
        said, _, tag = ticket.partition(".")
        if not hmac.compare_digest(self._tag(said).encode(), tag.encode()):
            raise _invalid()
        try:
            about, holder = json.loads(_unpacked(said))
        except (NoBase64, ValueError) as error:
            raise _invalid() from error
        found = Pass(**holder)
        if about != job_id or (found.until or 0) < self._now():
            raise _invalid()
        return found

    def _tag(self, said: str) -> str:
        return _packed(hmac.new(self._key, said.encode(), hashlib.sha256).digest())


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _invalid() -> PermanentError:
    return PermanentError(Code.UNAUTHENTICATED, "That ticket is not valid here; ask for a new one.")
