"""What routes ask for: the ports they work with, who is asking, and whether it was asked before."""

import hashlib
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPBearer

from common.blobs import ObjectBlobs
from common.bus import Bus
from gateway.auth import Authenticator, Principal
from gateway.hub import Hub
from gateway.incoming import Incoming
from gateway.intake import Intake
from gateway.models import Models
from gateway.ordering import Desk
from gateway.outbox import Relay
from gateway.store import Store
from gateway.store.rows import Idempotency
from gateway.webhooks.receiving import Doorkeeper


@dataclass(frozen=True)
class Gateway:
    """Everything `app.py` built, for the routes."""

    store: Store
    blobs: ObjectBlobs
    bus: Bus
    intake: Intake
    models: Models
    desk: Desk
    relay: Relay
    hub: Hub
    authenticator: Authenticator
    incoming: Incoming = field(default_factory=Incoming)
    doorkeeper: Doorkeeper = field(default_factory=Doorkeeper)


def _gateway(request: Request) -> Gateway:
    return request.app.state.gateway


Ports = Annotated[Gateway, Depends(_gateway)]


_DOCUMENTED = HTTPBearer(auto_error=False, description="Not needed in local mode.")


async def _person(
    request: Request, ports: Ports, _documented: Annotated[object, Depends(_DOCUMENTED)] = None
) -> Principal:
    """Signed in, and with an account. Whose things may be seen is decided in SQL, by this user id."""
    person = ports.authenticator.identify(request.headers)
    await ports.store.people.welcome(person)
    return person


Person = Annotated[Principal, Depends(_person)]


async def _once(
    request: Request,
    idempotency_key: Annotated[
        str | None, Header(min_length=1, max_length=200, description="The same key again answers as the first time.")
    ] = None,
) -> Idempotency:
    if idempotency_key is None:
        return Idempotency()
    asked = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return Idempotency(idempotency_key, hashlib.sha256(asked).hexdigest())


Once = Annotated[Idempotency, Depends(_once)]
