"""Settings every service has. From the environment or `.env`; each service subclasses with fields of its own."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="THUMBWORKS_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    home: Path = Field(default=Path(".thumbworks"), description="Where data lives.")
    assets: Path = Field(default=Path(".thumbworks/assets"), description="Where fetched models and fonts lie.")
    nats_url: str = Field(default="nats://127.0.0.1:4222", description="The bus; a token may stand before the host.")
    nats_replicas: int = Field(default=1, ge=1, le=5, description="Copies of each stream; 3 in a cluster.")
    database_url: SecretStr = Field(
        default=SecretStr("postgresql://127.0.0.1:5432/thumbworks"), description="Postgres, for gateway and credits."
    )
    store: Literal["embedded", "postgres", "supabase"] = Field(
        default="embedded",
        description="The road to the data. embedded: a Postgres that ./thumbworks starts. postgres: the one at"
        " DATABASE_URL. supabase: a project of Supabase, by SUPABASE_URL and SUPABASE_KEY.",
    )
    supabase_url: str = Field(default="", description="The project's address, https://<ref>.supabase.co.")
    supabase_key: SecretStr = Field(default=SecretStr(""), description="The project's service_role or secret key.")
    supabase_rest_url: str = Field(
        default="", description="Where PostgREST answers, if not at rest/v1 under the project's address."
    )
    blobs_url: str = Field(
        default="", description="Object storage by URL (file, s3, supabase); a folder in the home when empty."
    )
    secret: SecretStr = Field(
        default=SecretStr(""), description="Seals what identity knows of a face; 32 characters or more."
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_json: bool | None = Field(default=None, description="JSON lines; by default when no terminal is attached.")
    sentry_dsn: SecretStr = Field(default=SecretStr(""), description="Reports bugs to Sentry when set.")
    health_host: str = Field(default="127.0.0.1", description="Where a service alone in its process answers /healthz.")
    health_port: int = Field(default=8081, description="Its port.")

    @model_validator(mode="after")
    def _know_the_way_to_supabase(self) -> Self:
        if self.store == "supabase" and not (self.supabase_url and self.supabase_key.get_secret_value()):
            msg = "THUMBWORKS_STORE=supabase needs THUMBWORKS_SUPABASE_URL and THUMBWORKS_SUPABASE_KEY."
            raise ValueError(msg)
        return self

    @property
    def blob_store_url(self) -> str:
        return self.blobs_url or (self.home / "blobs").absolute().as_uri()
