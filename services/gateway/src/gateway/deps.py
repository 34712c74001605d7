"""What routes ask for: the ports they work with, who is asking, and whether it was asked before."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Header, Request

from common.blobs import ObjectBlobs
from common.bus import Bus
from common.errors import Code, PermanentError
from gateway.auth import Authenticator, Principal
from gateway.auth.keys import KeyRing, is_key
from gateway.auth.scopes import needed
from gateway.auth.tickets import Tickets
from gateway.billing.cashier import Cashier
from gateway.callers import Proxies
from gateway.guarded import guard
from gateway.hub import Hub
from gateway.incoming import Incoming
from gateway.intake import Intake
from gateway.limits import Limiter, half, kind_of, limit_of
from gateway.models import Models
from gateway.ordering import Desk
from gateway.outbox import Relay
from gateway.receipts import ReceiptLinks
from gateway.repeating import claimed
from gateway.store import Store
from gateway.store.keys import Keys
from gateway.store.rows import Idempotency
from gateway.webhooks.outgoing import Outgoing
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
    receipts: ReceiptLinks = field(default_factory=ReceiptLinks)
    tickets: Tickets = field(default_factory=Tickets)
    cashier: Cashier | None = None
    return_urls: tuple[str, ...] = ()
    limiter: Limiter = field(default_factory=lambda: Limiter(on=False))
    proxies: Proxies = field(default_factory=Proxies)
    cors_origins: tuple[str, ...] = ()
    document_seconds: float = 20.0

    @property
    def outgoing(self) -> Outgoing:
        return self.desk.outgoing

    @cached_property
    def keys(self) -> KeyRing:
        return KeyRing(self.store.api_keys)


async def _gateway(request: Request) -> Gateway:
    """Async, as every dependency here: a plain function would be called in a thread, which costs more than it does."""
    return request.app.state.gateway


Ports = Annotated[Gateway, Depends(_gateway)]


@guard
async def _person(request: Request) -> Principal:
    return await person_of(request, request.app.state.gateway)


async def person_of(request: Request, ports: Gateway) -> Principal:
    """Signed in, and with an account. Whose things may be seen is decided in SQL, by this user id."""
    person = await _identified(request, ports)
    await ports.store.people.welcome(person)
    _count(request, ports, person)
    return person


def _count(request: Request, ports: Gateway, person: Principal) -> None:
    """One more request of theirs, and of their key. Raises `rate_limited`."""
    kind = kind_of(request.method, request.scope["path"])
    limit = limit_of(kind, ports.store.people.plan_of(person.user_id))
    buckets = [(kind, person.user_id, limit)]
    if person.key:
        buckets.append((f"{kind}-key", person.key.id, half(limit)))
    for bucket in buckets:
        if verdict := ports.limiter.take(*bucket):
            request.scope["verdict"] = verdict
            verdict.must_allow()


async def _identified(request: Request, ports: Gateway) -> Principal:
    """By token, or by a key that may do what the route does. Raises `unauthenticated`, `scope_required`."""
    bearer = request.headers.get("authorization", "").partition(" ")[2].strip()
    if not is_key(bearer):
        return await ports.authenticator.identify(request.headers)
    person = await ports.keys.identify(bearer)
    needs = needed(request.method, request.scope["path"])
    if person.key is None or needs not in person.key.scopes:
        raise PermanentError(Code.SCOPE_REQUIRED, scope=needs)
    return person


Person = Annotated[Principal, Depends(_person)]


@guard
async def _asker(request: Request, ports: Ports) -> Principal:
    """Signed in, whether or not there is an account, or one any more."""
    return await ports.authenticator.identify(request.headers)


Asker = Annotated[Principal, Depends(_asker)]


ADMIN = "admin"


async def _admin(person: Person, ports: Ports) -> Principal:
    """The one guard of what only the people who run this installation may do: a row in `users` says so, or a token.

    Everybody else finds nothing there.
    """
    if person.local or ADMIN in (person.role, (await ports.store.people.account(person)).role):
        return person
    raise PermanentError(Code.NOT_FOUND)


Admin = Annotated[Principal, Depends(_admin)]


_Key = Annotated[
    str | None,
    Header(
        alias="idempotency-key",
        min_length=1,
        max_length=200,
        description="The same key with the same body is answered as the first time, for two days.",
    ),
]


class Claiming:
    """An idempotency key that nobody has claimed yet, for routes that read their body themselves."""

    def __init__(self, request: Request, keys: Keys, user: str, key: str | None) -> None:
        self._request, self._keys, self._user, self._key = request, keys, user, key

    async def of(self, asked: bytes, *, kept: bool = True) -> Idempotency:
        return await claimed(self._request, self._keys, self._user, self._key, asked, kept=kept)

    async def of_body(self, *, kept: bool = True) -> Idempotency:
        return await self.of(await self._request.body() if self._key else b"", kept=kept)


async def _claiming(request: Request, person: Person, ports: Ports, key: _Key = None) -> Claiming:
    return Claiming(request, ports.store.keys, person.user_id, key)


OnceLater = Annotated[Claiming, Depends(_claiming)]


async def _once(key: OnceLater) -> Idempotency:
    return await key.of_body()


async def _once_unkept(key: OnceLater) -> Idempotency:
    return await key.of_body(kept=False)


Once = Annotated[Idempotency, Depends(_once)]
"""For every POST that makes or costs something: `once: Once` among its parameters is all. See `repeating.py`."""

OnceUnkept = Annotated[Idempotency, Depends(_once_unkept)]
"""For answers with a secret that is shown once: they are kept nowhere. The SQL function must call `private.claim_key`;
a repeat runs the route again, which finds a `replayed` answer (or `once.made`) and leaves the secret out."""
