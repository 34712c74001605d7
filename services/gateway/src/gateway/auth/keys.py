"""Keys by which programs speak for a person: `tw_live_<prefix>_<secret>`. Only their hash is kept."""

import hashlib
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from common.errors import Code, PermanentError
from gateway.auth.principal import KeyGrant, Principal
from gateway.auth.scopes import Scope
from gateway.store.rows import UsedKey

MARK = "tw_live_"
KNOWN_SECONDS = 2.0
REMEMBERED = 1_000

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PREFIX, _SECRET = 8, 43  # 43 of 62 characters are 256 bits
_SHAPE = re.compile(rf"{MARK}[0-9A-Za-z]{{{_PREFIX}}}_[0-9A-Za-z]{{{_SECRET}}}")


@dataclass(frozen=True)
class NewKey:
    """`whole` is shown once; `prefix` is how its owner recognizes it, `hash` how we do."""

    whole: str
    prefix: str
    hash: str


def new_key() -> NewKey:
    prefix, secret = _random(_PREFIX), _random(_SECRET)
    whole = f"{MARK}{prefix}_{secret}"
    return NewKey(whole, MARK + prefix, hash_of(whole))


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def is_key(bearer: str) -> bool:
    return bearer.startswith(MARK)


class KeyBook(Protocol):
    async def use(self, digest: str) -> UsedKey | None:
        """The key with that hash, unless it was revoked or its time is over."""
        ...


class KeyRing:
    """Looks keys up, and remembers an answer for two seconds: so long a revoked key may still open a door."""

    def __init__(self, book: KeyBook, clock: Callable[[], float] = time.monotonic) -> None:
        self._book, self._clock = book, clock
        self._known: OrderedDict[str, tuple[UsedKey, float]] = OrderedDict()

    async def identify(self, bearer: str) -> Principal:
        """Raises `unauthenticated`, or `plan_required` when the plan of its owner has no access by key any more."""
        if not _SHAPE.fullmatch(bearer):
            raise _unknown()
        used = await self._find(hash_of(bearer))
        if used is None:
            raise _unknown()
        if not used.allowed:
            raise PermanentError(Code.PLAN_REQUIRED, "Access by API key is not part of your plan.")
        expires = used.expires_at.timestamp() if used.expires_at else None
        grant = KeyGrant(used.id, frozenset(map(Scope, used.scopes)))
        return Principal(used.user_id, email=used.email, expires_at=expires, key=grant)

    async def _find(self, digest: str) -> UsedKey | None:
        known, until = self._known.get(digest, (None, 0.0))
        if known is not None and self._clock() < until:
            return known
        found = await self._book.use(digest)
        if found is not None:
            self._remember(digest, found)
        return found

    def _remember(self, digest: str, used: UsedKey) -> None:
        self._known[digest] = (used, self._clock() + KNOWN_SECONDS)
        self._known.move_to_end(digest)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def forget(self, key_id: str) -> None:
        """Revoked or changed in this process."""
        for digest in [digest for digest, (used, _) in self._known.items() if used.id == key_id]:
            del self._known[digest]


def _random(characters: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(characters))


def _unknown() -> PermanentError:
    return PermanentError(Code.UNAUTHENTICATED, "That key is not valid.")
