"""Rows as the SQL functions answer them, and what a repeated request finds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from common.errors import Code, PermanentError
from common.events import Failure

Thing = TypeVar("Thing")

JobState = Literal["queued", "running", "succeeded", "partially_succeeded", "failed", "blocked", "canceled", "expired"]
OVER = frozenset({"succeeded", "partially_succeeded", "failed", "blocked", "canceled", "expired"})


class Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Plan(Row):
    name: str
    title: str
    monthly_credits: int
    running_jobs: int
    queued_jobs: int
    qualities: tuple[str, ...]
    copy_mode: bool
    max_surcharge_micro_usd: int | None
    seats: int
    shared_assets: bool
    brand_kits: bool
    api_access: bool


class Account(Row):
    id: str
    email: str | None
    name: str
    role: str
    created_at: datetime
    credits: int
    held: int
    plan: Plan
    brand_colors: list[str]
    default_style: dict[str, Any]
    credits_missing: Literal["email_not_verified"] | None
    frozen_since: datetime | None


class ApiKey(Row):
    """`spent` is what its jobs have cost in the period that counts, in credits."""

    id: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    spend_cap: int | None
    spend_period: str
    spent: int
    webhook_url: str | None
    webhook_disabled_at: datetime | None
    expires_at: datetime | None
    last_used_at: datetime | None
    created_at: datetime


class UsedKey(Row):
    """What a key opens; `allowed` is whether its owner's plan still has access by key."""

    id: str
    user_id: str
    email: str | None
    scopes: tuple[str, ...]
    expires_at: datetime | None
    allowed: bool


class Booking(Row):
    """A line of the ledger, and what was there after it."""

    id: int
    action: str
    delta: int
    balance: int
    job_id: str | None
    created_at: datetime


class Agreed(Row):
    """A wording, and who may receive the face besides this installation."""

    statement: str
    recipients: tuple[str, ...]


class Consent(Agreed):
    id: str
    source: str
    granted_at: datetime
    revoked_at: datetime | None = None


class Asset(Row):
    id: str
    user_id: str
    organisation_id: str | None = None
    type: str
    path: str
    width: int
    height: int
    md5: str | None = None
    bytes: int = 0
    media_type: str = ""
    consent_id: str | None = None
    meta: dict[str, Any] = Field(default_factory=dict[str, Any])
    created_at: datetime
    pinned_at: datetime | None = None
    purged_at: datetime | None = None


class Upload(Row):
    """A file that was announced; `about` is what its asset will be told."""

    id: str
    type: Literal["selfie", "ref", "copy_target"]
    path: str
    media_type: str
    bytes: int
    sha256: str
    about: dict[str, Any]
    expires_at: datetime
    expired: bool


class Project(Row):
    id: str
    user_id: str
    organisation_id: str | None = None
    mode: str
    platform: str
    width: int
    height: int
    status: str
    brief: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime


class Revision(Row):
    """A picture with other words, as the list beside its render names it."""

    id: str
    from_id: str
    locale: str
    asset_id: str
    words: dict[str, str] | None
    created_at: datetime


class Render(Row):
    """A picture that a job made, or a revision of one: `from_id` is what its words were changed on."""

    id: str
    job_id: str
    project_id: str
    asset_id: str
    variant: int
    width: int
    height: int
    bytes: int
    media_type: str
    meta: dict[str, Any]
    thumbnail_path: str
    created_at: datetime
    original_id: str = ""
    from_id: str | None = None
    locale: str = ""
    selected: bool = False
    pinned: bool = False
    revisions: tuple[Revision, ...] = ()
    job_created_at: datetime | None = None


class VariantState(Row):
    variant: int
    status: str
    attempt: int
    failure: Failure | None = None


class Job(Row):
    id: str
    project_id: str
    model: str
    quality: str
    status: JobState
    variants: int
    seed: int
    est_credits: int
    cost_credits: int | None
    provider: dict[str, Any]
    progress: float
    settlement: dict[str, Any] | None
    failure: Failure | None
    queue_position: int | None
    last_seq: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    retry_of: str | None = None
    batch_id: str | None = None
    label: str | None = None
    differs_in: str | None = None
    deadline: datetime | None
    queue_expires_at: datetime
    variant_states: tuple[VariantState, ...]
    renders: tuple[Render, ...]

    @property
    def is_over(self) -> bool:
        return self.status in OVER


class AskedFor(Row):
    """What a job was asked for: word for word, and as the brief that came of it."""

    raw: dict[str, Any]
    normalized: dict[str, Any]
    seed: int
    model_pref: str


@dataclass(frozen=True)
class Idempotency:
    """A caller's key and the hash of what it stands for; `made` is what an earlier try made whose answer was lost."""

    key: str | None = None
    body_hash: str | None = None
    made: str | None = None


@dataclass(frozen=True)
class Claim:
    """A request's hold on a key; only `token` may end it. `kept`: whether its answer is kept for repeats."""

    user: str
    key: str
    token: str
    kept: bool = True

    @property
    def named(self) -> dict[str, str]:
        return {"user": self.user, "key": self.key, "token": self.token}


class Answer(Row):
    """What a request was answered, to be said again."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Made(Generic[Thing]):
    """Something new, or what the first request with the same key made."""

    thing: Thing
    replayed: bool = False


def refuse_mismatch(answer: dict[str, Any]) -> None:
    if answer["status"] == "mismatch":
        raise PermanentError(Code.IDEMPOTENCY_MISMATCH)
