import math
from datetime import UTC, datetime
from typing import Any

from pydantic import ConfigDict, Field

from common.events import Failure
from gateway.bodies.body import Body
from gateway.bodies.renders import RenderBody, render_body
from gateway.store.rows import Job, JobState, Render, VariantState


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
    status: JobState
    progress: float = Field(ge=0, le=1)
    est_credits: int
    provider: str
    project_id: str
    stage: str = Field(description="What is going on, for showing; never branch on it.")
    mode: str = Field(description="design or copy, as it was when the job was queued.")
    model: str = Field(description="The first choice; a fallback may have done the work.")
    model_requested: str = Field(description="What was asked for: a model, or auto.")
    models_used: list[str] = Field(description="Who drew the pictures that are there.")
    quality: str
    seed: int = Field(description="Asked for, the series', or drawn by chance: the same seed makes the same pictures.")
    edits: str | None = Field(description="The render this job changes.")
    retry_of: str | None = Field(description="The job whose missing variants this one makes.")
    batch_id: str | None = Field(description="The call that queued it with others, to be compared.")
    label: str | None = Field(description="Which of them it is.")
    differs_in: str | None = Field(description="The answer of the brief in which they differ.")
    variants: list[VariantBody]
    quoted: int
    reserved: int = Field(description="Credits held right now.")
    charged: int | None
    refunded: int | None
    queue_position: int | None = Field(description="Place among your jobs that wait for a lane, from 1.")
    eta_seconds: int | None = Field(
        description="An estimate of the time that is left; null when it is over, or unknown."
    )
    error: Failure | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    deadline_at: datetime | None
    last_event_id: int
    links: dict[str, str]


def job_body(job: Job) -> JobBody:
    settlement = job.settlement or {}
    return JobBody(
        id=job.id,
        status=job.status,
        progress=job.progress,
        est_credits=job.est_credits,
        project_id=job.project_id,
        model=job.model,
        quality=job.quality,
        seed=job.seed,
        queue_position=job.queue_position,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        provider=job.provider.get("name") or job.model,
        retry_of=job.retry_of,
        batch_id=job.batch_id,
        label=job.label,
        differs_in=job.differs_in,
        mode=job.provider.get("mode") or "design",
        model_requested=job.provider.get("asked") or job.model,
        models_used=sorted({render.meta["model"] for render in job.renders if render.meta.get("model")}),
        edits=job.provider.get("edits"),
        eta_seconds=eta_of(job, datetime.now(UTC)),
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
            "retry": f"/jobs/{job.id}/retry",
            "events": f"/jobs/{job.id}/events",
            "project": f"/project/{job.project_id}",
            "renders": f"/projects/{job.project_id}/renders",
        },
    )


def eta_of(job: Job, now: datetime) -> int | None:
    """From what its model usually takes: for those ahead of it in the line, and for what is left of its own work."""
    usual: float | None = job.provider.get("seconds")
    if job.is_over or usual is None:
        return None
    if job.status == "queued" or job.started_at is None:
        return math.ceil(usual * (1 + (job.queue_position or 0)))
    spent = (now - job.started_at).total_seconds()
    return max(1, math.ceil(max(usual - spent, usual * (1 - job.progress) / 4)))


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
    status = _VARIANT_STATUS.get(state.status, state.status)
    return VariantBody(
        variant=number,
        status=status,
        attempt=state.attempt,
        error=None if status == "running" else state.failure,  # a drawn face may have failed, and is drawn again
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
