"""Signed tokens (JWT): who signed them, for whom, and whether their time is now."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from common.errors import Code, PermanentError
from gateway.auth.claims import Reading, principal_of
from gateway.auth.jwks import ALGORITHMS, Jwks
from gateway.auth.principal import Principal

LEEWAY_SECONDS = 10
REMEMBERED_TOKENS = 10_000
REMEMBERED_SECONDS = 30.0  # so long a token may outlive the key it was signed with
SHARED = "HS256"


class Checked(NamedTuple):
    """Whom a token is for, and until when nobody looks at it again."""

    person: Principal
    until: float


class JwtAuth:
    """HS256 by a shared secret, RS256, ES256 and EdDSA by published keys; either may be missing.

    An empty `audience` or `issuer` is one that tokens do not have (audience) or that is not looked at (issuer).
    """

    def __init__(
        self,
        secret: str,
        audience: str,
        *,
        issuer: str = "",
        keys: Jwks | None = None,
        reading: Reading | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        import jwt  # noqa: PLC0415 - brings half of cryptography, which a house on one machine need not wait for

        self._jwt, self._secret, self._audience, self._issuer = jwt, secret, audience, issuer
        self._keys, self._reading = keys, reading or Reading()
        self._checked: OrderedDict[str, Checked] = OrderedDict()
        self._clock = clock

    def admit(self, client: str | None, headers: Mapping[str, str]) -> None:
        """Anybody may knock."""

    async def identify(self, headers: Mapping[str, str]) -> Principal:
        token = bearer_in(headers)
        known = self._checked.get(token)
        if known and known.until > self._clock():
            return known.person
        algorithm, key = await self._key_for(token)
        person = principal_of(self._claims(token, algorithm, key), self._reading)
        self._remember(token, person)
        return person

    def _remember(self, token: str, person: Principal) -> None:
        """Never beyond the time the token itself names: the same one comes with every request of a page."""
        until = min(self._clock() + REMEMBERED_SECONDS, person.expires_at or 0.0)
        self._checked[token] = Checked(person, until)
        if len(self._checked) > REMEMBERED_TOKENS:
            self._checked.popitem(last=False)

    async def _key_for(self, token: str) -> tuple[str, Any]:
        """The algorithm belongs to the key. A token only says which key; a public key is never a shared secret."""
        try:
            head: Mapping[str, Any] = self._jwt.get_unverified_header(token)
        except self._jwt.InvalidTokenError as error:
            raise _invalid() from error
        asked, kid = head.get("alg"), head.get("kid")
        if asked == SHARED and self._secret:
            return SHARED, self._secret
        if self._keys is None or asked not in tuple(ALGORITHMS.values()) or not isinstance(kid, str):
            raise _invalid()
        found = await self._keys.find(kid)
        return found.algorithm, found.key

    def _claims(self, token: str, algorithm: str, key: Any) -> dict[str, Any]:
        asked = {"aud": self._audience, "iss": self._issuer}
        try:
            return self._jwt.decode(
                token,
                key,
                algorithms=[algorithm],  # never what the token itself asks for
                audience=self._audience or None,
                issuer=self._issuer or None,
                options={"require": ["exp", "sub", *(name for name, value in asked.items() if value)]},
                leeway=LEEWAY_SECONDS,
            )
        except self._jwt.ExpiredSignatureError as error:
            raise PermanentError(Code.UNAUTHENTICATED, "The token has expired; sign in again.") from error
        except self._jwt.InvalidTokenError as error:
            raise _invalid() from error


def bearer_in(headers: Mapping[str, str]) -> str:
    """Raises `unauthenticated` where there is none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise PermanentError(Code.UNAUTHENTICATED)
    return token.strip()


def _invalid() -> PermanentError:
    return PermanentError(Code.UNAUTHENTICATED, "The token is not valid.")
