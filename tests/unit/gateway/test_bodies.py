from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.bodies import job_body
from gateway.store.rows import Job

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def job(**changes: Any) -> Job:
    row: dict[str, Any] = {
        "id": "job_1", "project_id": "prj_1", "model": "studio", "quality": "std", "status": "running", "variants": 2,
        "seed": 7, "est_credits": 2, "cost_credits": None, "provider": {"name": "studio+photo"}, "progress": 0.3,
        "settlement": None, "failure": None, "queue_position": None, "last_seq": 5, "created_at": NOW,
        "started_at": NOW, "finished_at": None, "deadline": NOW, "queue_expires_at": NOW, "variant_states": [],
        "renders": [],
    }  # fmt: skip
    return Job.model_validate(row | changes)


def state(variant: int, status: str) -> dict[str, Any]:
    return {"variant": variant, "status": status, "attempt": 1}


def settled(*verdicts: dict[str, Any], status: str = "failed") -> dict[str, Any]:
    settlement = {"status": status, "charged": 0, "refunded": 2, "verdicts": verdicts}
    return {"status": status, "settlement": settlement, "cost_credits": 0, "progress": 1}


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({"status": "queued"}, "queued"),
        ({}, "analyzing"),
        ({"variant_states": [state(1, "requested"), state(2, "composited")]}, "generating"),
        ({"variant_states": [state(1, "generated"), state(2, "composited")]}, "compositing"),
        ({"status": "succeeded"}, "done"),
    ],
)
def test_the_stage_is_what_is_going_on(changes, stage):
    assert job_body(job(**changes)).stage == stage


def test_every_ordered_variant_is_shown_whatever_is_known_of_it():
    body = job_body(job(variant_states=[state(2, "generated")]))

    assert [(variant.variant, variant.status) for variant in body.variants] == [(1, "pending"), (2, "running")]


def test_a_verdict_counts_for_variants_no_event_spoke_of():
    verdict = {"variant": 1, "status": "canceled", "code": "canceled", "message": "It was canceled."}
    body = job_body(job(**settled(verdict, verdict | {"variant": 2}, status="canceled")))

    assert [variant.status for variant in body.variants] == ["canceled", "canceled"]
    assert body.variants[0].error
    assert body.variants[0].error.code == "canceled"


def test_a_job_that_was_rejected_shows_its_reason_on_every_variant():
    failure = {"code": "insufficient_credits", "message": "Not enough credits."}
    body = job_body(job(**settled(), failure=failure))

    assert {variant.status for variant in body.variants} == {"failed"}
    assert body.error
    assert body.error.code == "insufficient_credits"


@pytest.mark.parametrize(
    ("changes", "reserved"),
    [({"status": "queued"}, 0), ({"status": "queued", "queue_position": 3}, 2), ({}, 2), (settled(), 0)],
    ids=["not held yet", "in line", "running", "over"],
)
def test_credits_are_reserved_from_the_hold_to_the_settlement(changes, reserved):
    assert job_body(job(**changes)).reserved == reserved
