"""What a token says of its bearer, once its signature was checked. Pure.

`user_metadata` of a Supabase token is the person's own to write: a name may come from there, nothing that grants.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from common.errors import Code, PermanentError
from gateway.auth.principal import Principal

# Signed by the same secret in Supabase, and nobody's.
ROLES_OF_NOBODY = frozenset({"anon", "service_role", "supabase_admin"})


@dataclass(frozen=True)
class Reading:
    """How this installation's tokens are to be understood.

    `any_subject`: `sub` may be any text; the user's id is then derived from issuer and subject.
    `emails_confirmed`: nobody gets a token before their address was confirmed.
    """

    any_subject: bool = False
    emails_confirmed: bool = False


def principal_of(claims: Mapping[str, Any], reading: Reading) -> Principal:
    if claims.get("role") in ROLES_OF_NOBODY:
        raise PermanentError(Code.UNAUTHENTICATED, "The token names no user.")
    email = claims.get("email")
    return Principal(
        user_of(claims, reading),
        email=email if isinstance(email, str) and email else None,
        name=_name(claims),
        email_verified=bool(email) and _is_verified(claims, reading),
        expires_at=float(claims["exp"]),
        signed_in_at=signed_in_at(claims),
        role=_role(claims),
    )


def user_of(claims: Mapping[str, Any], reading: Reading) -> str:
    subject = str(claims["sub"])
    try:
        return str(UUID(subject))
    except ValueError as error:
        if reading.any_subject and subject:
            return str(uuid5(NAMESPACE_URL, f"{claims.get('iss', '')}#{subject}"))
        raise PermanentError(Code.UNAUTHENTICATED, "The token names no user.") from error


def _is_verified(claims: Mapping[str, Any], reading: Reading) -> bool:
    """The standard claim (OpenID Connect), also in what only servers write; else what is known of the signer."""
    said = claims.get("email_verified", _part(claims, "app_metadata").get("email_verified"))
    if said is not None:
        return said is True
    return reading.emails_confirmed and claims.get("is_anonymous") is not True


def signed_in_at(claims: Mapping[str, Any]) -> float | None:
    """When its bearer proved who they are: `auth_time` of OpenID Connect, `amr` of Supabase; else when it was issued.

    A token that was only refreshed since says so in the first two.
    """
    methods: Any = claims.get("amr")
    stamps = [one.get("timestamp") for one in methods if isinstance(one, dict)] if isinstance(methods, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    known = [float(one) for one in (claims.get("auth_time"), *stamps) if isinstance(one, int | float)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    issued = claims.get("iat")
    return max(known) if known else float(issued) if isinstance(issued, int | float) else None


def _role(claims: Mapping[str, Any]) -> str:
    """What a server says of the person goes before the role of the database, which Supabase writes there."""
    said = _part(claims, "app_metadata").get("role") or claims.get("role")
    return said if isinstance(said, str) else ""


def _name(claims: Mapping[str, Any]) -> str:
    about = _part(claims, "user_metadata")
    return str(about.get("full_name") or about.get("name") or claims.get("name") or "")[:200]


def _part(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = claims.get(name)
    return part if isinstance(part, dict) else {}  # pyright: ignore[reportUnknownVariableType]
