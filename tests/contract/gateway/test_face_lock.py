"""What a strict face lock needs is said before the button, and refused before anything is held."""

from dataclasses import replace

import pytest

from common.abilities import Abilities, Engine
from common.catalog import ModelCard
from gateway.wanting import House

STUDIO = ModelCard(
    id="studio", service="gen-studio", title="Studio", provider="thumbworks", draws="scene", seconds_per_variant=3
)
BANANA = ModelCard(
    id="banana", service="gen-gemini", title="Banana", provider="google", draws="picture", max_references=14,
    sends_faces_to="google", surcharge_micro_usd=33_600, seconds_per_variant=20,
)  # fmt: skip
ENGINE = Abilities(recognition=Engine(engine="dlib", license="CC0"))
OLD = {"statement": "2026-11", "recipients": ["google"]}


@pytest.fixture
def ports(ports):
    ports.models.house = House((BANANA, STUDIO), abilities=ENGINE)
    return ports


@pytest.fixture
async def ann(new_visitor):
    return await new_visitor().consented("google")


async def queued(visitor, **answers):
    """(status, body) of a run of a new project."""
    response = await visitor.post(f"/project/{await visitor.project(**answers)}/queue", json={"variants": 2})
    return response.status_code, response.json()


async def blockers(visitor, **answers):
    project = await visitor.project(**answers)
    found = (await visitor.post(f"/project/{project}/queue?dry_run=true", json={"variants": 2})).json()
    return [blocker["code"] for blocker in found["blockers"]]


async def test_with_an_engine_and_leave_to_compare_a_strict_lock_is_taken(ann):
    assert await blockers(ann, face_lock="strict") == []
    assert (await queued(ann, face_lock="strict"))[0] == 202


async def test_without_an_engine_a_strict_lock_is_refused_and_said_beforehand(ports, ann):
    ports.models.house = replace(ports.models.house, abilities=Abilities())
    status, problem = await queued(ann, face_lock="strict")

    assert (status, problem["code"], problem["errors"][0]["pointer"]) == (503, "face_lock_unavailable", "/face_lock")
    assert await blockers(ann, face_lock="strict") == ["face_lock_unavailable"]


@pytest.mark.parametrize("lock", ["off", "standard"])
async def test_any_other_lock_needs_no_engine(ports, ann, lock):
    ports.models.house = replace(ports.models.house, abilities=Abilities())

    assert (await queued(ann, face_lock=lock))[0] == 202


async def test_the_studio_needs_no_engine_for_the_photographed_face(ports, ann):
    ports.models.house = replace(ports.models.house, abilities=Abilities())

    assert (await queued(ann, face_lock="strict", model_pref="studio"))[0] == 202


async def test_a_consent_of_the_older_wording_makes_pictures_but_allows_no_strict_lock(ann):
    assert (await ann.post("/me/consent", json=OLD)).status_code == 201
    status, problem = await queued(ann, face_lock="strict")

    assert (status, problem["code"]) == (403, "consent_required")
    assert (await queued(ann))[0] == 202


async def test_the_wording_says_whether_pictures_may_be_compared(ann):
    new = (await ann.get("/me")).json()["consent"]
    old = (await ann.post("/me/consent", json=OLD)).json()
    wordings = (await ann.get("/me/consent/statements")).json()

    assert (new["allows_comparing"], old["allows_comparing"]) == (True, False)
    assert "compared with the selfies" in wordings[new["statement"]]


async def test_a_lock_nobody_knows_is_refused(ann):
    response = await ann.post("/project", json={"headline": "HI THERE", "face_lock": "very"})

    assert response.status_code == 422
