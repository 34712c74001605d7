"""What the API answers with, and how rows become that. Field names of section 14 of the brief keep their meaning."""

from datetime import datetime
from typing import Any

from pydantic import ConfigDict, Field

from common.brief import Brief
from common.catalog import Size
from common.events import Failure
from gateway.faces import FaceVerdict
from gateway.frames import asset_url
from gateway.rendered import Body, RenderBody, render_body
from gateway.routing import series_seed
from gateway.store.rows import Account, Asset, Consent, Job, Project, Render, VariantState


class AssetBody(Body):
    id: str
    type: str
    width: int
    height: int
    bytes: int
    media_type: str
    md5: str | None
    created_at: datetime
    url: str
    files: dict[str, str] = Field(default_factory=dict[str, str], description="Other formats of the same picture.")
    face: FaceVerdict | None = None


class UploadBody(AssetBody):
    asset_id: str
    usable: bool | None = Field(description="Null while the face has not been looked at.")
    code: str | None = Field(description="Why it is not usable.")


class ProjectBody(Body):
    id: str
    status: str
    mode: str
    platform: str
    size: Size
    brief: Brief
    warnings: list[str]
    series_seed: int | None = Field(description="What all runs of this project start from; null when each is new.")
    version: int
    created_at: datetime
    updated_at: datetime
    links: dict[str, str]


class VariantBody(Body):
    variant: int
    status: str
    attempt: int = 1
    error: Failure | None = Field(default=None, description="Why there is no picture, in plain words.")
    charged: bool | None = Field(default=None, description="Null until the job is settled; only pictures are charged.")
    render: RenderBody | None = None


class JobBody(Body):
    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "example": {
                "id": "job_abc",
                "status": "running",
                "progress": 0.67,
                "est_credits": 2,
                "provider": "flux_schnell+instantid",
            }
        },
    )

    id: str
    status: str
    progress: float = Field(ge=0, le=1)
    est_credits: int
    provider: str
    project_id: str
    stage: str = Field(description="What is going on, for showing; never branch on it.")
    model: str
    quality: str
    seed: int = Field(description="Asked for, the series', or drawn by chance: the same seed makes the same pictures.")
    edits: str | None = Field(description="The render this job changes.")
    variants: list[VariantBody]
    quoted: int
    reserved: int = Field(description="Credits held right now.")
    charged: int | None
    refunded: int | None
    queue_position: int | None
    error: Failure | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    deadline_at: datetime | None
    last_event_id: int
    links: dict[str, str]


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


def asset_body(asset: Asset) -> AssetBody:
    return AssetBody(**_of_asset(asset))


def upload_body(asset: Asset) -> UploadBody:
    fields = _of_asset(asset)
    face: FaceVerdict = fields["face"] or FaceVerdict()
    return UploadBody(**fields, asset_id=asset.id, usable=face.usable, code=face.code)


def _of_asset(asset: Asset) -> dict[str, Any]:
    face = asset.meta.get("face")
    return asset.model_dump(include={"id", "type", "width", "height", "bytes", "media_type", "md5", "created_at"}) | {
        "url": asset_url(asset.id),
        "files": {kind: asset_url(asset.id, kind) for kind in asset.meta.get("files", {})},
        "face": FaceVerdict.model_validate(face) if face else None,
    }


def project_body(project: Project, more_warnings: tuple[str, ...] = ()) -> ProjectBody:
    brief = Brief.model_validate(project.brief)
    return ProjectBody(
        **project.model_dump(include={"id", "status", "mode", "platform", "version", "created_at", "updated_at"}),
        size=brief.canvas,
        series_seed=series_seed(brief, project.id),
        brief=brief,
        warnings=[*brief.warnings(), *more_warnings],
        links={
            "self": f"/project/{project.id}",
            "queue": f"/project/{project.id}/queue",
            "renders": f"/projects/{project.id}/renders",
        },
    )


def job_body(job: Job) -> JobBody:
    settlement = job.settlement or {}
    return JobBody(
        **job.model_dump(include={"id", "status", "progress", "est_credits", "project_id", "model", "quality", "seed"}),
        **job.model_dump(include={"queue_position", "created_at", "started_at", "finished_at"}),
        provider=job.provider.get("name") or job.model,
        edits=job.provider.get("edits"),
        stage=stage_of(job),
        variants=variants_of(job),
        quoted=job.est_credits,
        reserved=job.est_credits if job.status == "running" or job.queue_position else 0,
        charged=job.cost_credits,
        refunded=settlement.get("refunded"),
        error=job.failure,
        deadline_at=job.deadline,
        last_event_id=job.last_seq,
        links={
            "self": f"/jobs/{job.id}",
            "stream": f"/stream/jobs/{job.id}",
            "cancel": f"/jobs/{job.id}/cancel",
            "events": f"/jobs/{job.id}/events",
            "project": f"/project/{job.project_id}",
            "renders": f"/projects/{job.project_id}/renders",
        },
    )


# How the projection calls a variant's state -> the five words of the API; the ledger's own words pass unchanged.
_VARIANT_STATUS = {
    "requested": "running",
    "submitted": "running",
    "generated": "running",
    "checked": "running",
    "composited": "succeeded",
}


def variants_of(job: Job) -> list[VariantBody]:
    """Every variant that was ordered, from 1, also those nothing is known of yet."""
    states = {state.variant: state for state in job.variant_states}
    renders = {render.variant: render for render in job.renders}
    return [_variant(number, states.get(number), renders.get(number), job) for number in range(1, job.variants + 1)]


def _variant(number: int, state: VariantState | None, render: Render | None, job: Job) -> VariantBody:
    if state is None:
        return VariantBody(variant=number, **_untouched(number, job))
    return VariantBody(
        variant=number,
        status=_VARIANT_STATUS.get(state.status, state.status),
        attempt=state.attempt,
        error=state.failure,
        charged=_charged(number, job),
        render=render_body(render) if render else None,
    )


def _untouched(number: int, job: Job) -> dict[str, Any]:
    """A variant no event spoke of: pending, or what the settlement says of it."""
    verdicts = (job.settlement or {}).get("verdicts", ())
    verdict = next((verdict for verdict in verdicts if verdict["variant"] == number), None)
    if verdict is None:
        charged = False if job.is_over else None
        return {"status": "failed" if job.is_over else "pending", "error": job.failure, "charged": charged}
    failure = Failure.model_validate(verdict) if verdict.get("code") else None
    return {"status": verdict["status"], "error": failure, "charged": verdict["status"] == "succeeded"}


def _charged(number: int, job: Job) -> bool | None:
    verdicts = (job.settlement or {}).get("verdicts", ())
    found = next((verdict for verdict in verdicts if verdict["variant"] == number), None)
    return found["status"] == "succeeded" if found else None


def stage_of(job: Job) -> str:
    if job.is_over:
        return "done"
    if job.status == "queued":
        return "queued"
    states = {state.status for state in job.variant_states}
    if states & {"requested", "submitted"}:
        return "generating"
    return "compositing" if states else "analyzing"


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
