"""One stored event -> the frames a browser sees. Pure, so that a replay and the live stream say the same.

Only the last frame of one event carries the `id` (the event's place in the stream): whoever reconnects with it has
seen the whole event. `job.completed` is a mark; who sends it puts the job as it stands inside.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from common.events import (
    CreditsRejected,
    CreditsReserved,
    CreditsSettled,
    Event,
    Failure,
    IdentityResolved,
    ImageFailed,
    ImageGenerated,
    ImageRequested,
    ImageSubmitted,
    JobCanceled,
    JobExpired,
    JobRequested,
    LayoutExtracted,
    LikenessChecked,
    LikenessFailed,
    RenderComposited,
    RenderFailed,
)

SNAPSHOT = "job.snapshot"
STATUS = "job.status"
PROGRESS = "job.progress"
SUCCEEDED = "variant.succeeded"
FAILED = "variant.failed"
COMPLETED = "job.completed"
RESYNC = "resync"


@dataclass(frozen=True)
class Frame:
    """One SSE event; `id` is a stream sequence where there is one."""

    event: str
    data: dict[str, Any] = field(default_factory=dict[str, Any])
    id: int | None = None


def frames(event: Event, sequence: int) -> list[Frame]:
    """What happened, in the words of the public stream. Events that show nothing still move the cursor on."""
    return [Frame(_KINDS.get(type(event), STATUS), _data(event), sequence)]


def ends(event: Event) -> bool:
    return isinstance(event, CreditsSettled | CreditsRejected)


def asset_of(job_id: str, variant: int) -> str:
    """The id the projection gives to a variant's picture."""
    return f"ast_{job_id.partition('_')[2]}_{variant}"


def asset_url(asset_id: str, kind: str | None = None) -> str:
    return f"/assets/{asset_id}" + (f"?format={kind}" if kind else "")


_KINDS: dict[type[Event], str] = {
    RenderComposited: SUCCEEDED,
    RenderFailed: FAILED,
    ImageFailed: FAILED,
    CreditsSettled: COMPLETED,
    CreditsRejected: COMPLETED,
}

# What is going on from this event on; never to be branched on, only shown.
_STAGES: dict[type[Event], str] = {
    JobRequested: "queued",
    CreditsReserved: "analyzing",
    IdentityResolved: "generating",
    LayoutExtracted: "generating",
    ImageRequested: "generating",
    ImageSubmitted: "generating",
    ImageGenerated: "compositing",
    LikenessChecked: "compositing",
    LikenessFailed: "generating",
    JobCanceled: "stopping",
    JobExpired: "stopping",
}


def _data(event: Event) -> dict[str, Any]:
    about: dict[str, Any] = {"job_id": event.job_id, "at": event.at.isoformat()}
    if event.variant:
        about |= {"variant": event.variant, "attempt": event.attempt}
    details = _DETAILS.get(type(event), _status)
    return about | details(event)


def _status(event: Event) -> dict[str, Any]:
    stage = _STAGES.get(type(event), "running")
    return {"status": "queued" if isinstance(event, JobRequested) else "running", "stage": stage}


def _succeeded(event: Event) -> dict[str, Any]:
    page = event.carried.render
    assert page
    asset = asset_of(event.job_id, event.variant)
    return {
        "asset_id": asset,
        "url": asset_url(asset),
        "files": {kind: asset_url(asset, kind) for kind in page.files},
        "width": page.width,
        "height": page.height,
        "score": page.score,
        "likeness": page.likeness.model_dump(mode="json") if page.likeness else None,
        "decency": page.decency.model_dump(mode="json") if page.decency else None,
    }


def _failed(event: Event) -> dict[str, Any]:
    failure: Failure = event.failure  # type: ignore[attr-defined] - every *Failed event has one
    return {"code": failure.code, "message": failure.message}


def _nothing_more(_: Event) -> dict[str, Any]:
    return {}


_DETAILS: dict[type[Event], Callable[[Event], dict[str, Any]]] = {
    RenderComposited: _succeeded,
    RenderFailed: _failed,
    ImageFailed: _failed,
    CreditsSettled: _nothing_more,
    CreditsRejected: _nothing_more,
}
