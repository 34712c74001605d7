"""Who may be asking, and the port that finds out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from gateway.auth.scopes import Scope


@dataclass(frozen=True)
class KeyGrant:
    """The key that speaks for a person, and what it may do."""

    id: str
    scopes: frozenset[Scope]


@dataclass(frozen=True)
class Principal:
    """An authenticated person; `user_id` is a UUID.

    `email_verified` is what the signer of the token vouches for, never what the person wrote. `signed_in_at` is when
    they proved who they are, `expires_at` when the permission ends by itself; both in seconds since 1970. `role` is
    what only servers write into a token; it may be empty.
    """

    user_id: str
    email: str | None = None
    name: str = ""
    local: bool = False
    email_verified: bool = False
    signed_in_at: float | None = None
    expires_at: float | None = None
    key: KeyGrant | None = None
    role: str = ""


class Authenticator(Protocol):
    """Raises `unauthenticated` or `forbidden`; `sign_in_unavailable` when nobody can tell right now."""

    def admit(self, client: str | None, headers: Mapping[str, str]) -> None:
        """May this request come in at all? Asked for every path, signed in or not."""
        ...

    async def identify(self, headers: Mapping[str, str]) -> Principal: ...
