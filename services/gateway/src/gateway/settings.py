"""What the gateway can be told, on top of what every service can."""

import ipaddress
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from common.settings import Settings
from gateway.incoming import YOUTUBE_IMAGES, Incoming, Pace, UploadLinks
from gateway.policy import Gate, read_policy
from gateway.webhooks.outgoing import Outgoing
from gateway.webhooks.reaching import Reach
from gateway.webhooks.secrets import Secrets

SECRET_CHARACTERS = 32


class GatewaySettings(Settings):
    host: str = Field(default="127.0.0.1", description="The address the API listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Its port.")
    auth: Literal["jwt", "local"] = Field(
        default="jwt", description="jwt: a token with every request. local: one user of this machine, loopback only."
    )
    jwt_secret: SecretStr = Field(
        default=SecretStr(""), description="Shared secret of HS256 tokens, 32 characters or more."
    )
    jwt_jwks_url: str = Field(
        default="",
        description="Where public keys of tokens are published (RS256, ES256, EdDSA), beside or instead.",
    )
    jwt_audience: str = Field(
        default="authenticated", description="The `aud` a token must have; empty for tokens that have none."
    )
    jwt_issuer: str = Field(default="", description="The `iss` a token must have; empty for any.")
    jwt_any_subject: bool = Field(
        default=False, description="`sub` may be any text (Auth.js): ids are derived from issuer and subject."
    )
    jwt_emails_confirmed: bool = Field(
        default=False,
        description="Only confirmed addresses get tokens (Supabase's default), so no claim has to say so.",
    )
    credits_unverified: bool = Field(
        default=False,
        description="Grant the first credits whether or not the address was verified, where nobody verifies any.",
    )
    spend_per_day_micro_usd: int = Field(
        default=0, ge=0, description="What accepted jobs may cost at paid providers in a day (UTC); 0 for any."
    )
    spend_per_person_micro_usd: int = Field(default=0, ge=0, description="The same for each person.")
    free_per_render: int = Field(
        default=500,
        ge=0,
        description="Free changes of words, languages and exported files of one picture in a day (UTC); 0 for any.",
    )
    allowed_hosts: tuple[str, ...] = Field(default=(), description="More Host names for local mode, as a JSON list.")
    trusted_proxies: tuple[str, ...] = Field(
        default=(), description="Addresses or networks whose X-Forwarded-For is believed, as a JSON list."
    )
    cors_origins: tuple[str, ...] = Field(
        default=(), description="Origins whose pages may call the API from a browser, as a JSON list."
    )
    rate_limits: bool = Field(
        default=True, description="Limit how often somebody may ask; all copies of the gateway count together."
    )
    max_connections: int = Field(
        default=4_096, ge=16, description="Open connections of one gateway; more are told 503."
    )
    intake_workers: int = Field(default=1, ge=1, le=8, description="Uploads decoded at the same time.")
    upload_seconds: float = Field(
        default=120, gt=0, description="Time one upload may take; ten seconds of silence end it."
    )
    link_hosts: tuple[str, ...] = Field(
        default=YOUTUBE_IMAGES, description='Hosts pictures are fetched from, as a JSON list; ["*"] is any public one.'
    )
    provider_webhooks: dict[str, SecretStr] = Field(
        default={},
        description='What proves that a provider calls: {"openai": "whsec_...", "fal": "<our user id there>"}.',
    )
    originals_days: int = Field(
        default=30, ge=1, description="Days that selfies, references and copy targets are kept, unless they are pinned."
    )
    webhook_http: bool = Field(default=False, description="Send webhooks to http addresses too.")
    webhook_inside: tuple[str, ...] = Field(
        default=(), description="Receivers in one's own network, host:port, as a JSON list; http is enough for them."
    )
    stripe_key: SecretStr = Field(
        default=SecretStr(""),
        description="Secret key of Stripe. Without it nothing is sold: credits are granted by hand.",
    )
    stripe_webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="What Stripe signs calls to /webhooks/stripe with (whsec_...)."
    )
    stripe_prices: dict[str, str] = Field(
        default={},
        description='Prices made at Stripe, by offer: {"pro": "price_..."}; others are sold as in our table.',
    )
    stripe_api: str = Field(default="", description="Another address of Stripe's API, for a simulator.")
    return_urls: tuple[str, ...] = Field(
        default=(), description="Pages a checkout may lead back to, as a JSON list; others on their origins too."
    )
    experimental_models: bool = Field(default=False, description="Offer models that are marked experimental.")

    @property
    def outgoing(self) -> Outgoing:
        """How users are called."""
        reach = Reach(self.webhook_inside, http=self.webhook_http)
        return Outgoing(reach, Secrets(self.secret.get_secret_value()))

    @property
    def known_senders(self) -> dict[str, str]:
        return {name: known.get_secret_value() for name, known in self.provider_webhooks.items()}

    policy_file: Path | None = Field(
        default=None, description="Rows, people and exceptions of your own for the safety gate, as TOML."
    )
    strikes: int = Field(
        default=10,
        ge=0,
        le=1000,
        description="Refusals of the safety gate in a day that pause an account; 0 for never.",
    )

    @property
    def gate(self) -> Gate:
        """Raises for a policy file that cannot be used."""
        return Gate(read_policy(self.policy_file), self.secret.get_secret_value().encode(), self.strikes)

    @property
    def house_rules(self) -> dict[str, int]:
        """What the database judges by."""
        return {
            "credits_unverified": int(self.credits_unverified),
            "free_per_render": self.free_per_render,
            "spend_per_day": self.spend_per_day_micro_usd,
            "spend_per_person": self.spend_per_person_micro_usd,
        }

    @property
    def incoming(self) -> Incoming:
        """How files come in."""
        hosts = None if "*" in self.link_hosts else frozenset(host.lower() for host in self.link_hosts)
        links = UploadLinks(self.secret.get_secret_value())
        return Incoming(links=links, pace=Pace(whole=self.upload_seconds), hosts=hosts)

    @field_validator("trusted_proxies")
    @classmethod
    def _must_be_networks(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for one in given:
            ipaddress.ip_network(one, strict=False)
        return given

    @model_validator(mode="after")
    def _refuse_to_run_open(self) -> Self:
        if self.auth == "jwt" and not self._can_check_tokens():
            msg = (
                "Set THUMBWORKS_JWT_SECRET (32 characters or more) or THUMBWORKS_JWT_JWKS_URL (http or https),"
                " or THUMBWORKS_AUTH=local on your own machine."
            )
            raise ValueError(msg)
        if self.auth == "local" and not is_loopback(self.host):
            msg = f"Local mode listens on loopback only, not on {self.host}."
            raise ValueError(msg)
        if self.stripe_key.get_secret_value() and not self.stripe_webhook_secret.get_secret_value():
            msg = "Set THUMBWORKS_STRIPE_WEBHOOK_SECRET too: without it no payment could be believed."
            raise ValueError(msg)
        return self

    def _can_check_tokens(self) -> bool:
        """A secret that is set is long enough, and there is one or an address of keys."""
        characters, url = len(self.jwt_secret.get_secret_value()), self.jwt_jwks_url
        if url and not url.startswith(("https://", "http://")):
            return False
        return characters >= SECRET_CHARACTERS or (bool(url) and characters == 0)


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine and nobody else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
