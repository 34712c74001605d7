"""Accounts, their plans and keys, and what they agreed to."""

from datetime import datetime
from typing import Any, Literal

from gateway.store.rows.row import Row


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
