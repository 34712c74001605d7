"""Pictures to look at: uploaded as references, named in the brief, never taken for a face."""

from typing import Any

import pytest

from common.catalog import Abilities, ModelCard
from gateway.wanting import House

BANANA = ModelCard(
    id="gemini-nano-banana-2.1", service="gen-gemini", title="Nano Banana 2.1", provider="google", draws="picture",
    aliases=("nano-banana-2.1",), max_references=14, sends_faces_to="google", surcharge_micro_usd=33_600,
    can=Abilities(references={"person": 4, "object": 10}, search=("web",), edits=True, thinking=("medium", "high")),
)  # fmt: skip


@pytest.fixture
def ports(ports):
    ports.models.house = House((*ports.models.house.cards, BANANA))
    return ports


async def upload(visitor, data: bytes, **fields) -> dict[str, Any]:
    response = await visitor.post("/upload/reference", files={"file": ("x.jpg", data, "image/jpeg")}, data=fields)
    assert response.status_code == 201, response.text
    return response.json()


async def looked_at(ports, visitor, asset: dict[str, Any], **found: Any) -> None:
    """As identity would have."""
    await ports.store.assets.note(asset["id"], visitor.user, masked="masked.jpg", shows_somebody=False, **found)


async def ticket_of(database, job) -> dict[str, Any]:
    (posted,) = await database.select("outbox", job_id=job["id"])
    return posted["payload"]["ticket"]


async def test_a_reference_needs_no_consent_as_it_is_never_used_as_a_face(new_visitor, picture):
    asset = await upload(new_visitor(), picture, label="my mug")

    assert (asset["type"], asset["face"], asset["width"]) == ("ref", None, 200)


async def test_a_reference_cannot_stand_in_for_a_selfie(ann, picture):
    project = await ann.project(refs=[(await upload(ann, picture))["id"]])
    response = await ann.post(f"/project/{project}/queue")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_the_same_upload_with_the_same_key_is_one_asset(ann, picture):
    once = {"idempotency-key": "ref-1"}
    sent = [
        await ann.post("/upload/reference", files={"file": ("x.jpg", picture, "image/jpeg")}, headers=once)
        for _ in range(2)
    ]

    assert len({response.json()["id"] for response in sent}) == 1
    assert sent[1].headers["idempotency-replayed"] == "true"


async def test_a_corrupt_reference_is_refused_by_name(ann):
    response = await ann.post("/upload/reference", files={"file": ("x.jpg", b"\xff\xd8\xff broken", "image/jpeg")})

    assert (response.status_code, response.json()["code"]) == (422, "image_unreadable")


async def test_what_is_asked_of_the_model_travels_on_the_ticket(new_visitor, ports, picture, database):
    ann = await new_visitor().consented("google")
    style, mug = await upload(ann, picture), await upload(ann, picture, label="my mug")
    await looked_at(ports, ann, style)
    await looked_at(ports, ann, mug)
    project = await ann.project(
        style_refs=[style["id"]], object_refs=[mug["id"]], grounding="web", model_pref="nano-banana-2.1"
    )
    job = (await ann.post(f"/project/{project}/queue", json={"thinking": "high"})).json()
    wishes = (await ticket_of(database, job))["wishes"]

    assert [(one["role"], one["label"]) for one in wishes["references"]] == [("style", ""), ("object", "my mug")]
    assert (wishes["grounding"], wishes["thinking"]) == (["web"], "high")


@pytest.mark.parametrize(("somebody", "sent"), [(True, "masked.jpg"), (False, "uploads/")])
async def test_a_thing_with_somebody_in_the_picture_is_shown_without_their_face(
    new_visitor, ports, picture, database, somebody, sent
):
    ann = await new_visitor().consented("google")
    thing = await upload(ann, picture)
    await ports.store.assets.note(thing["id"], ann.user, masked="masked.jpg", shows_somebody=somebody)
    project = await ann.project(object_refs=[thing["id"]], model_pref="nano-banana-2.1")
    estimate = (await ann.post(f"/project/{project}/queue?dry_run=true")).json()
    job = (await ann.post(f"/project/{project}/queue")).json()
    (shown,) = (await ticket_of(database, job))["wishes"]["references"]

    assert shown["key"].startswith(sent)
    assert any("face is hidden" in warning for warning in estimate["warnings"]) is somebody


async def test_a_thing_that_nobody_could_look_at_waits(new_visitor, ports, picture):  # noqa: ARG001
    ann = await new_visitor().consented("google")
    project = await ann.project(object_refs=[(await upload(ann, picture))["id"]], model_pref="nano-banana-2.1")
    response = await ann.post(f"/project/{project}/queue")

    assert (response.status_code, response.json()["code"]) == (503, "faces_not_masked")


@pytest.mark.parametrize("role", ["style_refs", "object_refs"])
async def test_what_a_picture_is_said_to_show_is_judged_like_any_words(new_visitor, ports, picture, database, role):
    ann = await new_visitor().consented("google")
    plain, named = await upload(ann, picture, label="my mug"), await upload(ann, picture, label="Elon Musk, waving")
    for one in (plain, named):
        await looked_at(ports, ann, one)
    project = await ann.project(model_pref="nano-banana-2.1", **{role: [plain["id"], named["id"]]})
    body = (response := await ann.post(f"/project/{project}/queue")).json()
    written = await database.select("policy_decisions", user_id=ann.user, place=f"/{role}/1")

    assert (response.status_code, body["code"], body["category"]) == (422, "content_not_allowed", "likeness")
    assert body["errors"][0]["pointer"] == f"/{role}/1"
    assert [(row["verdict"], row["rule"]) for row in written] == [("refused", "likeness-public-person")]


async def test_a_reference_of_somebody_else_is_not_there(ann, bob, picture):
    project = await ann.project(style_refs=[(await upload(bob, picture))["id"]])
    body = (response := await ann.post(f"/project/{project}/queue")).json()

    assert (response.status_code, body["code"]) == (404, "not_found")
    assert body["errors"][0]["pointer"] == "/style_refs/0"


async def test_an_option_the_model_lacks_is_refused_before_anything_is_held(new_visitor, ports):  # noqa: ARG001
    ann = await new_visitor().consented("google")
    project = await ann.project(grounding=["image"], model_pref="nano-banana-2.1")
    body = (response := await ann.post(f"/project/{project}/queue")).json()

    assert (response.status_code, body["code"], body["offered"]) == (422, "option_unavailable", ["web"])
    assert (await ann.get("/me")).json()["held"] == 0


async def test_who_receives_the_selfies_has_to_be_named_in_the_consent(ann, ports):  # noqa: ARG001
    project = await ann.project(model_pref="nano-banana-2.1")
    refused = await ann.post(f"/project/{project}/queue")
    await ann.consented("google")
    accepted = await ann.post(f"/project/{project}/queue")

    assert (refused.status_code, refused.json()["code"], refused.json()["recipient"]) == (
        403,
        "consent_required",
        "google",
    )
    assert accepted.status_code == 202


async def test_a_project_says_the_seed_of_its_series_and_its_jobs_use_it(ann):
    fixed, given, free = [
        (await ann.get(f"/project/{await ann.project(**answers)}")).json()
        for answers in ({"fixed_seed": True}, {"series_seed": 99}, {})
    ]
    seeds = [(await ann.post(f"/project/{one['id']}/queue")).json()["seed"] for one in (fixed, fixed, given, free)]

    assert (given["series_seed"], free["series_seed"]) == (99, None)
    assert seeds[:3] == [fixed["series_seed"], fixed["series_seed"], 99]
    assert isinstance(seeds[3], int)


async def test_an_address_that_is_not_https_is_refused(ann):
    response = await ann.post("/project", json={"headline": "STOP DOING THIS", "video": "file:///etc/passwd"})

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/video")


async def test_models_say_which_combinations_they_accept(ann, ports):
    house = ports.models.house
    body = (await ann.get("/models")).json()
    found = next(model for model in body["models"] if model["id"] == BANANA.id)

    assert len(body["models"]) == len(house.cards)
    assert found["can"]["search"] == ["web"]
    assert found["credits_for_four"] == {"draft": 5, "std": 6, "4k": 8}
    assert {"id": "nano-banana-2.1", "available": True} in body["preferences"]
