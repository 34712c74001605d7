"""Who is asking. Local mode has one user and many ways to refuse; everywhere else a signed token says it."""

from gateway.auth.claims import Reading
from gateway.auth.jwks import Jwks
from gateway.auth.local import LOCAL_USER, LocalAuth
from gateway.auth.principal import Authenticator, Principal
from gateway.auth.tokens import JwtAuth
from gateway.settings import GatewaySettings

__all__ = ["LOCAL_USER", "Authenticator", "Jwks", "JwtAuth", "LocalAuth", "Principal", "Reading", "authenticator"]


def authenticator(settings: GatewaySettings) -> Authenticator:
    if settings.auth == "local":
        return LocalAuth(settings.allowed_hosts)
    return JwtAuth(
        settings.jwt_secret.get_secret_value(),
        settings.jwt_audience,
        issuer=settings.jwt_issuer,
        keys=Jwks(settings.jwt_jwks_url) if settings.jwt_jwks_url else None,
        reading=Reading(settings.jwt_any_subject, settings.jwt_emails_confirmed),
    )
