"""A picture of a child: with its guardian's word it is made here alone and under the strict filter; else refused."""

from dataclasses import replace
from typing import Any

import pytest
from tests.contract.gateway.test_references import BANANA

from common.abilities import Abilities, Engine
from common.ids import new_id
from gateway.store.rows import Idempotency
from gateway.wanting import House

LOOKING = Abilities(nsfw=Engine(engine="eyes-1", license="MIT"))


@pytest.fixture
def ports(ports):
    ports.models.house = House((*ports.models.house.cards, BANANA), abilities=LOOKING)
    return ports


async def selfie(visitor, ports, age: str, consent: str | None = None) -> str:
    asset: dict[str, Any] = {"id": new_id("ast"), "type": "selfie", "path": "x.jpg", "width": 100, "height": 100}
    found = {"age": age, "decency": {"verdict": "safe", "engine": "eyes-1"}}
    asset |= {"consent_id": consent, "meta": {"face": {"status": "checked"}, "screened": found}}
    return (await ports.store.assets.create(visitor.user, asset, Idempotency())).thing.id


async def guardian(visitor) -> str:
    said = {"statement": "guardian-2026-12", "recipients": ["google"]}
    return (await visitor.post("/me/consent", json=said)).json()["id"]


async def queued(visitor, refs: list[str], **body: Any):
    return await visitor.post(f"/project/{await visitor.project(refs=refs)}/queue", json=body)


async def test_a_child_without_its_guardians_word_is_refused_with_what_to_do(ann, ports):
    response = await queued(ann, [await selfie(ann, ports, "minor")])

    assert (response.status_code, response.json()["code"]) == (422, "guardian_required")
    assert "guardian-2026-12" in response.json()["detail"]


async def test_with_it_the_studio_makes_the_picture_under_the_strict_filter(ann, ports, database):
    refs = [await selfie(ann, ports, "minor", await guardian(ann))]
    job = (await queued(ann, refs)).json()
    (posted,) = await database.select("outbox", job_id=job["id"])
    ticket = posted["payload"]["ticket"]

    assert (ticket["route"]["generators"], ticket["brief"]["content_filter"]) == (["gen-studio"], "strict")


async def test_no_provider_is_sent_a_childs_face_even_where_one_is_named(ann, ports):
    refs = [await selfie(ann, ports, "minor", await guardian(ann))]
    response = await queued(ann, refs, model_pref="nano-banana-2.1")

    assert (response.status_code >= 400, response.json()["code"]) == (True, "consent_required")


async def test_somebody_who_only_looks_young_is_asked_and_not_refused(ann, ports):
    refs = [await selfie(ann, ports, "minor_possible")]
    project = await ann.project(refs=refs)
    rehearsed = (await ann.post(f"/project/{project}/queue?dry_run=true")).json()

    assert any("under age" in warning for warning in rehearsed["warnings"])
    assert (await ann.post(f"/project/{project}/queue")).status_code == 202


async def test_one_odd_guess_among_grown_up_selfies_refuses_nobody(ann, ports):
    refs = [await selfie(ann, ports, age) for age in ("adult", "minor", "adult")]

    assert (await queued(ann, refs)).status_code == 202


async def test_without_an_engine_that_looks_a_childs_picture_is_not_made(ann, ports):
    ports.models.house = replace(ports.models.house, abilities=Abilities())
    response = await queued(ann, [await selfie(ann, ports, "minor", await guardian(ann))])

    assert response.json()["code"] == "content_filter_unavailable"


async def test_somebody_who_looks_young_and_is_spoken_of_as_a_child_needs_a_guardian(ann, ports, database):
    refs = [await selfie(ann, ports, "minor_possible")]
    project = await ann.project(refs=refs, headline="MY 9 YEAR OLD SON")
    response = await ann.post(f"/project/{project}/queue")
    rows = await database.select("policy_decisions", user_id=ann.user)

    assert response.json()["code"] == "guardian_required"
    assert [(row["verdict"], row["rule"], row["place"]) for row in rows if row["category"] == "minors"] == [
        ("flagged", "speaks-of-a-child:en-age", "/headline"),
        ("flagged", "guardian-missing", "/refs"),
    ]


async def test_a_grown_up_may_speak_of_children_and_is_told_what_would_be_needed(ann, ports, database):
    refs = [await selfie(ann, ports, "adult")]
    project = await ann.project(refs=refs, headline="MY BABY'S FIRST STEPS")
    before = await database.select("policy_decisions", user_id=ann.user)
    rehearsed = (await ann.post(f"/project/{project}/queue?dry_run=true")).json()
    shown = (await ann.get(f"/project/{project}")).json()

    assert [("baby" in warning, "guardian-2026-12" in warning) for warning in rehearsed["warnings"]] == [(True, True)]
    assert any("guardian-2026-12" in warning for warning in shown["warnings"])
    assert await database.select("policy_decisions", user_id=ann.user) == before
    assert (await ann.post(f"/project/{project}/queue")).status_code == 202


async def test_a_guardians_word_goes_along_where_nobody_could_tell(ann, ports, database):
    refs = [await selfie(ann, ports, "unchecked", await guardian(ann))]
    job = (await queued(ann, refs)).json()
    (posted,) = await database.select("outbox", job_id=job["id"])

    assert posted["payload"]["ticket"]["guardian"] is True
