"""A provider's call, from the door to the outbox.

    verified -> read -> one row of the inbox and `provider.answered`, in one transaction -> the relay

A call without a valid signature is 401 and leaves no trace in the database. A repeated one has no effect. One about a
job that is over is dropped; one about a request nobody knows is noted, and counts if the request turns up after all.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from common.bus import Bus
from common.errors import Code, PermanentError
from gateway.outbox import Relay
from gateway.store.inbox import Inbox, Letter, Received
from gateway.webhooks.senders import SENDERS
from gateway.webhooks.verifying import Call, Proof, Verify, not_genuine

log = structlog.get_logger()

PATIENCE = 5.0
MAX_REQUEST_LETTERS = 300


@dataclass(frozen=True)
class Doorkeeper:
    """Knows the senders this installation has something to check with."""

    verifiers: Mapping[str, Verify] = field(default_factory=dict[str, Verify])

    async def admit(self, name: str | None, call: Call) -> tuple[str, Proof]:
        """Who it is; whoever's signature fits where no `name` is given. Raises `not_found`, `webhook_not_genuine`."""
        if name is not None:
            if (verify := self.verifiers.get(name)) is None:
                raise PermanentError(Code.NOT_FOUND)
            return name, await verify(call)
        for known, verify in self.verifiers.items():
            if proof := await _believed(verify, call):
                return known, proof
        raise not_genuine()


async def _believed(verify: Verify, call: Call) -> Proof | None:
    try:
        return await verify(call)
    except PermanentError:
        return None


async def receive(name: str, proof: Proof, body: bytes, inbox: Inbox, relay: Relay) -> Received:
    """What a verified call leads to. Raises `validation_failed` for one that speaks of nothing."""
    sender = SENDERS[name]
    letter = Letter(
        provider=name,
        event_id=proof.event_id,
        service=sender.service,
        request_id=_request_id(sender.request_in(_document(body))),
        body_sha256=hashlib.sha256(body).hexdigest(),
        headers=dict(proof.headers),
    )
    received = await inbox.receive(letter)
    relay.wake()
    log.info("webhook.received", provider=name, status=received.status, attempts=received.attempts)
    return received


async def nudge(name: str, bus: Bus) -> None:
    """Anybody may call, because nothing is read: the room asks the provider itself, at most once a second."""
    await bus.ask(SENDERS[name].service, "look", {}, timeout=PATIENCE)


def _document(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise _speaks_of_nothing() from error
    if not isinstance(found, dict):
        raise _speaks_of_nothing()
    return found  # pyright: ignore[reportUnknownVariableType]


def _request_id(found: object) -> str:
    if not isinstance(found, str) or not 0 < len(found) <= MAX_REQUEST_LETTERS:
        raise _speaks_of_nothing()
    return found


def _speaks_of_nothing() -> PermanentError:
    return PermanentError(Code.VALIDATION_FAILED, "The call names no request.")
