"""Changing a finished picture: whose it is, who drew it, what stays."""

import itertools
from typing import Any

import pytest

from common.catalog import Abilities, ModelCard
from common.events import RenderComposited
from common.ticket import ImagePage, RenderPage, Source, Ticket
from gateway.wanting import House

SCENES = ModelCard(id="studio", service="gen-studio", title="Studio", provider="thumbworks", draws="scene")
BANANA = ModelCard(
    id="gemini-nano-banana-2.1", service="gen-gemini", title="Nano Banana 2.1", provider="google", draws="picture",
    aliases=("nano-banana-2.1",), max_references=14, sends_faces_to="google", surcharge_micro_usd=33_600,
    can=Abilities(references={"person": 4, "object": 10}, edits=True, thinking=("medium", "high")),
)  # fmt: skip
PRO = BANANA.model_copy(update={"id": "gemini-3-pro-image", "title": "Pro", "aliases": ("pro",)})
EDIT = {"instruction": "make the sky red"}


@pytest.fixture
def ports(ports):
    ports.models.house = House((SCENES, BANANA, PRO))
    return ports


@pytest.fixture
async def ann(new_visitor):
    return await new_visitor().consented("google")


@pytest.fixture
def rendered(ports, database):
    """A picture of a new project of a visitor, as its generator and the compositor would have left it."""
    places = itertools.count(1)

    async def make(visitor, *, model: str = BANANA.id, draws: str = "picture", **page) -> dict[str, Any]:
        project = await visitor.project(model_pref=model, title="Mistakes")
        job = (await visitor.post(f"/project/{project}/queue", json={"quality": "draft", "variants": 2})).json()
        (posted,) = await database.select("outbox", job_id=job["id"])
        ticket = Ticket.model_validate(posted["payload"]["ticket"])
        image = ImagePage.model_validate(
            {
                "key": f"{ticket.prefix}/images/1-1.jpg", "width": 1376, "height": 768, "service": "gen-gemini",
                "model": model, "draws": draws, "seed": 7, "session_key": "sessions/1-1", **page,
            }
        )  # fmt: skip
        files = {kind: f"{ticket.prefix}/renders/1-1/out.{kind}" for kind in ("png", "json")}
        render = RenderPage(files=files, width=1280, height=720, bytes={"png": 9, "json": 9}, score=80)
        done = ticket.with_page(image=image, render=render)
        event = RenderComposited(next="credits", job_id=ticket.job_id, variant=1, ticket=done)
        assert await ports.store.projection.apply(next(places), event)
        (found,) = (await visitor.get(f"/projects/{project}/renders")).json()["items"]
        return found

    return make


async def ticket_of(database, job) -> dict[str, Any]:
    (posted,) = await database.select("outbox", job_id=job["id"])
    return posted["payload"]["ticket"]


async def test_an_edit_is_a_job_of_one_variant_with_its_parent(ann, rendered, database):
    parent = await rendered(ann)
    response = await ann.post(parent["links"]["edit"], json=EDIT)
    job, ticket = response.json(), await ticket_of(database, response.json())

    assert response.status_code == 202
    assert response.headers["location"] == f"/jobs/{job['id']}"
    assert (job["edits"], len(job["variants"]), job["quality"]) == (parent["id"], 1, "draft")
    assert (ticket["brief"]["title"], ticket["route"]["models"]) == ("Mistakes", [BANANA.id])


async def test_the_model_that_drew_it_goes_on_with_its_conversation_and_the_layout_stays(ann, rendered, database):
    parent = await rendered(ann)
    edit = (await ticket_of(database, (await ann.post(parent["links"]["edit"], json=EDIT)).json()))["wishes"]["edit"]

    assert edit["instruction"] == "make the sky red"
    assert edit["picture_key"].endswith("/images/1-1.jpg")
    assert (edit["session"], edit["render_id"], edit["kind"]) == ("sessions/1-1", parent["id"], "instruct")
    assert edit["spec_key"].endswith("/renders/1-1/out.json")


async def test_another_model_starts_afresh_from_the_picture(ann, rendered, database):
    parent = await rendered(ann)
    job = (await ann.post(parent["links"]["edit"], json={**EDIT, "model_pref": "pro"})).json()
    edit = (await ticket_of(database, job))["wishes"]["edit"]

    assert (job["model"], edit["session"]) == (PRO.id, "")


async def test_auto_lets_the_rules_choose_who_repaints_under_a_mask(ann, rendered, database, ports):
    speller = BANANA.model_copy(update={"id": "gpt-image-2", "service": "gen-external", "aliases": ()})
    ports.models.house = House((SCENES, BANANA, speller))
    parent = await rendered(ann)
    reference = {"id": "ast_mask_" + parent["id"], "type": "ref", "path": "m.png", "width": 9, "height": 9}
    await database.call("create_asset", user=ann.user, asset=reference)
    body = {**EDIT, "model_pref": "auto", "mask": reference["id"]}
    ticket = await ticket_of(database, (await ann.post(parent["links"]["edit"], json=body)).json())

    assert ticket["route"]["models"] == [speller.id, BANANA.id]
    assert ticket["wishes"]["edit"]["session"] == ""


async def test_an_edit_above_its_ceiling_is_refused(ann, rendered):
    parent = await rendered(ann)
    response = await ann.post(parent["links"]["edit"], json={**EDIT, "max_cost": 1})

    assert (response.status_code, response.json()["code"]) == (422, "max_cost_exceeded")


async def test_another_canvas_extends_the_picture_and_sets_the_words_anew(ann, rendered, database):
    parent = await rendered(ann)
    job = (await ann.post(parent["links"]["edit"], json={**EDIT, "platform": "reels"})).json()
    ticket = await ticket_of(database, job)
    edit = ticket["wishes"]["edit"]

    assert (edit["kind"], edit["spec_key"], edit["session"]) == ("outpaint", "", "")
    assert ticket["sizes"]["export"] == {"w": 1080, "h": 1920}


async def test_a_mask_is_an_uploaded_reference(ann, rendered, database, picture):
    parent = await rendered(ann)
    mask = (await ann.post("/upload/reference", files={"file": ("m.jpg", picture, "image/jpeg")})).json()
    job = (await ann.post(parent["links"]["edit"], json={**EDIT, "mask": mask["id"]})).json()
    edit = (await ticket_of(database, job))["wishes"]["edit"]

    assert edit["kind"] == "mask"
    assert edit["mask_key"].endswith(f"{mask['id']}.jpg")


async def test_a_selfie_is_no_mask(ann, rendered):
    parent = await rendered(ann)
    response = await ann.post(parent["links"]["edit"], json={**EDIT, "mask": await ann.selfie()})

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_a_render_of_somebody_else_is_not_there(ann, bob, rendered):
    parent = await rendered(ann)
    answers = [await bob.get(parent["links"]["self"]), await bob.post(parent["links"]["edit"], json=EDIT)]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 2


async def test_a_model_that_is_gone_is_named_and_others_are_offered(ann, ports, rendered):
    parent = await rendered(ann)
    ports.models.house = House((SCENES, PRO))
    body = (response := await ann.post(parent["links"]["edit"], json=EDIT)).json()
    named = await ann.post(parent["links"]["edit"], json={**EDIT, "model_pref": "pro"})

    assert (response.status_code, body["code"], body["models"]) == (410, "edit_session_gone", [PRO.id])
    assert named.status_code == 202


async def test_a_photo_on_a_painted_scene_cannot_be_edited(ann, rendered):
    painted = await rendered(ann, model=SCENES.id, draws="scene")
    response = await ann.post(f"/renders/{painted['id']}/edit", json=EDIT)

    assert (painted["editable"], response.status_code, response.json()["code"]) == (False, 409, "edit_unavailable")


@pytest.mark.parametrize("body", [{}, {"instruction": ""}, {"instruction": "x" * 2001}, {"instruction": "x", "foo": 1}])
async def test_an_edit_says_what_to_change(ann, rendered, body):
    response = await ann.post((await rendered(ann))["links"]["edit"], json=body)

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")


@pytest.mark.parametrize(
    ("body", "code"),
    [({"platform": "custom"}, "size_out_of_range"), ({"size": {"w": 9, "h": 9}}, "size_out_of_range")],
)
async def test_a_canvas_nobody_can_make_is_refused(ann, rendered, body, code):
    response = await ann.post((await rendered(ann))["links"]["edit"], json={**EDIT, **body})

    assert (response.status_code, response.json()["code"]) == (422, code)


async def test_the_same_key_edits_once(ann, rendered):
    parent, once = await rendered(ann), {"idempotency-key": "edit-1"}
    answers = [await ann.post(parent["links"]["edit"], json=EDIT, headers=once) for _ in range(2)]

    assert len({answer.json()["id"] for answer in answers}) == 1
    assert answers[1].headers["idempotency-replayed"] == "true"


async def test_a_render_says_where_it_comes_from_and_what_was_looked_up(ann, rendered):
    sources = (
        Source(uri="https://a.b/c", title="A", domain="a.b"),
        Source(uri="", kind="suggestions", html="<i>q</i>"),
    )
    page = {"sources": [source.model_dump() for source in sources]}
    found = await rendered(ann, provenance={"watermark": "SynthID", "provider": "google", "c2pa": "kept"}, **page)

    assert found["origin"] == {
        "ai_generated": True, "face": "generated", "watermark": "SynthID", "content_credentials": "lost",
        "provider": "google", "model": BANANA.id,
    }  # fmt: skip
    assert found["sources"] == [{"uri": "https://a.b/c", "title": "A", "domain": "a.b", "kind": "web"}]
    assert (found["search_suggestions"], found["seed"]) == ("<i>q</i>", 7)
    assert "session_key" not in found
