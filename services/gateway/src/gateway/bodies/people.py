from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from gateway.bodies.body import Body
from gateway.consents import allow_comparing
from gateway.store.rows import Account, Consent, Plan


class ConsentBody(Body):
    id: str
    statement: str
    recipients: list[str]
    allows_comparing: bool = Field(description="Whether its wording lets pictures be compared with the selfies.")
    granted_at: datetime


class Entitlements(Body):
    """What a plan includes. Asked for in SQL, wherever it matters; this is how it is said."""

    qualities: list[str]
    copy_mode: bool
    max_surcharge_micro_usd: int | None = Field(description="The dearest picture a model may charge for; null: any.")
    running_jobs: int = Field(description="How many run at a time; the others wait in line.")
    queued_jobs: int = Field(description="How many may be unfinished at a time; more are refused with `queue_full`.")
    seats: int = Field(description="How many people share the plan.")
    shared_assets: bool
    brand_kits: bool
    api_access: bool


class PlanBody(Body):
    name: str
    title: str
    monthly_credits: int
    entitlements: Entitlements


class MeBody(Body):
    id: str
    email: str | None
    name: str
    role: str
    plan: str
    plan_title: str
    credits: int
    held: int
    monthly_credits: int
    credits_missing: Literal["email_not_verified"] | None = Field(
        description="Why the first credits were not granted yet; null when they were."
    )
    frozen_since: datetime | None = Field(
        description="Since when a payment is disputed: nothing is bought or run (`account_frozen`). Null: none is."
    )
    entitlements: Entitlements
    brand_colors: list[str]
    default_style: dict[str, Any]
    consent: ConsentBody | None


def consent_body(consent: Consent) -> ConsentBody:
    comparing = allow_comparing([consent.statement])
    return ConsentBody.model_validate(consent.model_dump() | {"allows_comparing": comparing})


def entitlements(plan: Plan) -> Entitlements:
    return Entitlements.model_validate(plan.model_dump(include=set(Entitlements.model_fields)))


def plan_body(plan: Plan) -> PlanBody:
    said = plan.model_dump(include={"name", "title", "monthly_credits"})
    return PlanBody(**said, entitlements=entitlements(plan))


def me_body(account: Account, consent: Consent | None) -> MeBody:
    plan = account.plan
    return MeBody(
        **account.model_dump(include={"id", "email", "name", "role", "credits", "held", "credits_missing"}),
        **account.model_dump(include={"frozen_since", "brand_colors", "default_style"}),
        plan=plan.name,
        plan_title=plan.title,
        monthly_credits=plan.monthly_credits,
        entitlements=entitlements(plan),
        consent=consent_body(consent) if consent else None,
    )
