"""Settings every service has. From the environment or `.env`; each service subclasses with fields of its own."""

from pathlib import Path

from pydantic import Field, SecretStr
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
    blobs_url: str = Field(default="", description="Object storage by URL (file, s3); a folder in the home when empty.")
    secret: SecretStr = Field(
        default=SecretStr(""), description="Seals what identity knows of a face; 32 characters or more."
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_json: bool | None = Field(default=None, description="JSON lines; by default when no terminal is attached.")
    sentry_dsn: SecretStr = Field(default=SecretStr(""), description="Reports bugs to Sentry when set.")
    health_host: str = Field(default="127.0.0.1", description="Where a service alone in its process answers /healthz.")
    health_port: int = Field(default=8081, description="Its port.")

    @property
    def blob_store_url(self) -> str:
        return self.blobs_url or (self.home / "blobs").absolute().as_uri()
