"""Who is asking. Local mode has one user and many ways to refuse; everywhere else a signed token says it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from common.errors import Code, PermanentError
from gateway.settings import GatewaySettings, is_loopback

LOCAL_USER = "00000000-0000-4000-8000-000000000001"
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::[0-9]{1,5})?")


@dataclass(frozen=True)
class Principal:
    """An authenticated person; `user_id` is a UUID. `signed_in_at` is in seconds since 1970, as the token has it."""

    user_id: str
    email: str | None = None
    name: str = ""
    local: bool = False
    signed_in_at: float | None = None


class Authenticator(Protocol):
    """Raises `unauthenticated` or `forbidden`."""

    def admit(self, client: str | None, headers: Mapping[str, str]) -> None:
        """May this request come in at all? Asked for every path, signed in or not."""
        ...

    def identify(self, headers: Mapping[str, str]) -> Principal: ...


def authenticator(settings: GatewaySettings) -> Authenticator:
    if settings.auth == "local":
        return LocalAuth(settings.allowed_hosts)
    return JwtAuth(settings.jwt_secret.get_secret_value(), settings.jwt_audience)


class LocalAuth:
    """The one user of this machine.

    Nothing but this machine's own programs may speak as them: no other client address, no page of another site (its
    Origin says so), no name that a stranger's DNS points at loopback (Host), no proxy that lets others through.
    """

    def __init__(self, more_hosts: Iterable[str] = ()) -> None:
        self._hosts = LOCAL_HOSTS | {host.lower() for host in more_hosts}

    def admit(self, client: str | None, headers: Mapping[str, str]) -> None:
        host = headers.get("host", "")
        if client is not None and not is_loopback(client):
            raise PermanentError(Code.FORBIDDEN, "Local mode answers this machine only.")
        if hostname(host) not in self._hosts:
            raise PermanentError(Code.FORBIDDEN, "Local mode does not answer to that Host name.")
        if any(name in headers for name in FORWARDING):
            raise PermanentError(Code.FORBIDDEN, "Local mode does not work behind a proxy.")
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{host}".lower():
            raise PermanentError(Code.FORBIDDEN, "Local mode does not answer pages of other sites.")

    def identify(self, headers: Mapping[str, str]) -> Principal:
        del headers
        return Principal(LOCAL_USER, name="local", local=True)


class JwtAuth:
    """HS256 tokens as Supabase Auth signs them: `sub` is the user, `aud` and `exp` are required."""

    def __init__(self, secret: str, audience: str) -> None:
        import jwt  # noqa: PLC0415 - brings half of cryptography, which a house on one machine need not wait for

        self._jwt, self._secret, self._audience = jwt, secret, audience

    def admit(self, client: str | None, headers: Mapping[str, str]) -> None:
        """Anybody may knock."""

    def identify(self, headers: Mapping[str, str]) -> Principal:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise PermanentError(Code.UNAUTHENTICATED)
        claims = self._claims(token.strip())
        return Principal(
            _uuid(claims["sub"]), email=claims.get("email"), name=_name(claims), signed_in_at=signed_in_at(claims)
        )

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            return self._jwt.decode(
                token,
                self._secret,
                algorithms=["HS256"],  # never what the token itself asks for
                audience=self._audience,
                options={"require": ["exp", "sub", "aud"]},
                leeway=10,
            )
        except self._jwt.ExpiredSignatureError as error:
            raise PermanentError(Code.UNAUTHENTICATED, "The token has expired; sign in again.") from error
        except self._jwt.InvalidTokenError as error:
            raise PermanentError(Code.UNAUTHENTICATED, "The token is not valid.") from error


def signed_in_at(claims: Mapping[str, Any]) -> float | None:
    """When its bearer proved who they are: `auth_time` of OpenID Connect, `amr` of Supabase; else when it was issued.

    A token that was only refreshed since says so in the first two.
    """
    methods: Any = claims.get("amr")
    stamps = [one.get("timestamp") for one in methods if isinstance(one, dict)] if isinstance(methods, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    known = [float(one) for one in (claims.get("auth_time"), *stamps) if isinstance(one, int | float)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    issued = claims.get("iat")
    return max(known) if known else float(issued) if isinstance(issued, int | float) else None


def _uuid(subject: str) -> str:
    try:
        return str(UUID(subject))
    except ValueError as error:
        raise PermanentError(Code.UNAUTHENTICATED, "The token names no user.") from error


def _name(claims: Mapping[str, Any]) -> str:
    about: dict[str, Any] = claims.get("user_metadata") or {}
    return str(about.get("full_name") or about.get("name") or "")[:200]


def hostname(host: str) -> str | None:
    """The name in a Host header, in lower case, without its port; None for what is no such header."""
    found = _HOST.fullmatch(host.lower())
    return found[1].strip("[]") if found else None
