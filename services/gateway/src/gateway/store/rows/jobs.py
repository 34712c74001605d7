from datetime import datetime
from typing import Any, Literal

from common.events import Failure
from gateway.store.rows.pictures import Render
from gateway.store.rows.row import Row

JobState = Literal["queued", "running", "succeeded", "partially_succeeded", "failed", "blocked", "canceled", "expired"]
OVER = frozenset({"succeeded", "partially_succeeded", "failed", "blocked", "canceled", "expired"})


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
