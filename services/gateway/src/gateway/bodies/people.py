from datetime import datetime
from typing import Any

from gateway.bodies.body import Body
from gateway.store.rows import Account, Consent


class ConsentBody(Body):
    id: str
    statement: str
    recipients: list[str]
    granted_at: datetime


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
    entitlements: dict[str, Any]
    brand_colors: list[str]
    default_style: dict[str, Any]
    consent: ConsentBody | None


def consent_body(consent: Consent) -> ConsentBody:
    return ConsentBody.model_validate(consent.model_dump(include=set(ConsentBody.model_fields)))


def me_body(account: Account, consent: Consent | None) -> MeBody:
    plan = account.plan
    return MeBody(
        **account.model_dump(include={"id", "email", "name", "role", "credits", "held"}),
        **account.model_dump(include={"brand_colors", "default_style"}),
        plan=plan.name,
        plan_title=plan.title,
        monthly_credits=plan.monthly_credits,
        entitlements={
            "qualities": list(plan.qualities),
            "copy_mode": plan.copy_mode,
            "running_jobs": plan.running_jobs,
        },
        consent=consent_body(consent) if consent else None,
    )
