"""The bodies of section 14 of the product brief, word for word."""

import json
from typing import Any

from pydantic import TypeAdapter
from tests.contract.section_14 import CREATE_PROJECT, JOB_STATUS, QUEUE_JOB

from common.brief import Brief, ColorPriority, FontMood, Mode, Vibe
from common.catalog import Size
from common.pricing import quote
from gateway.bodies import JobBody
from gateway.ordering import QueueBody


def test_create_project_is_understood_answer_by_answer():
    brief = Brief.model_validate_json(CREATE_PROJECT)

    assert (brief.mode, brief.platform, brief.canvas) == (Mode.DESIGN, "youtube", Size(w=1280, h=720))
    assert (brief.headline, brief.subtext) == ("STOP DOING THIS", "AI portfolio mistakes")
    assert (brief.vibe, brief.colors) == ((Vibe.BOLD, Vibe.TECH), ColorPriority.HIGH_CONTRAST)
    assert (brief.typography.stroke, brief.typography.shadow) == (6, True)
    assert brief.typography.wanted_mood is FontMood.CONDENSED_SANS
    assert (brief.model_pref, brief.refs, brief.copy_target) == ("auto", ("asset_id1", "asset_id2"), None)


def test_queue_job_is_understood():
    body = QueueBody.model_validate_json(QUEUE_JOB)

    assert (body.quality, body.variants, body.seed) == ("std", 4, 12345)


def test_job_status_has_these_members_of_these_kinds():
    for name, value in json.loads(JOB_STATUS).items():
        field = JobBody.model_fields[name]
        adapter: TypeAdapter[Any] = TypeAdapter(field.annotation or object)

        assert field.is_required()
        assert adapter.validate_python(value, strict=True) == value


def test_the_documents_show_the_job_status_of_the_product_brief():
    assert JobBody.model_json_schema()["example"] == json.loads(JOB_STATUS)


def test_the_job_that_is_queued_costs_the_two_credits_its_status_estimates():
    order = json.loads(QUEUE_JOB)

    assert quote(order["quality"], "design", order["variants"]).total == json.loads(JOB_STATUS)["est_credits"]
