"""Other words on a finished picture."""

import dataclasses

import numpy as np
import pytest

from common.bus import Bus
from common.catalog import Abilities, ModelCard
from common.errors import Code
from common.events import CreditsSettled, Settlement, VariantVerdict
from gateway.wanting import House


async def test_other_words_are_a_revision_beside_the_old_picture(ann, finished):
    render = await finished(ann, subtext="it costs you hours")
    response = await ann.post(render["links"]["text"], json={"headline": "NEVER AGAIN"})
    new = response.json()
    old = (await ann.get(f"/renders/{render['id']}")).json()

    assert response.status_code == 201
    assert response.headers["location"] == f"/renders/{new['id']}"
    assert (new["revises"], new["original_id"], new["job_id"]) == (render["id"], render["id"], render["job_id"])
    assert old["url"] == render["url"]
    assert [(one["id"], one["headline"]) for one in old["revisions"]] == [(new["id"], "NEVER AGAIN")]
    assert (await ann.get(new["links"]["self"])).json()["files"] == new["files"]


async def test_the_person_stays_to_the_pixel(ann, finished, pixels):
    render = await finished(ann, face="right")
    new = (await ann.post(render["links"]["text"], json={"headline": "NEVER AGAIN"})).json()
    before, after = await pixels(ann, render["url"]), await pixels(ann, new["url"])
    changed = np.abs(before - after).max(axis=2) > 0

    assert changed[:, :640].sum() > 5_000
    assert not changed[:, 900:].any()


async def test_the_layout_of_a_revision_holds_its_words_and_its_brief_does_too(ann, finished):
    render = await finished(ann, subtext="it costs you hours")
    new = (await ann.post(render["links"]["text"], json={"headline": "NEVER AGAIN", "subtext": ""})).json()
    spec = (await ann.get(new["files"]["json"])).json()
    again = (await ann.post(new["links"]["text"], json={"subtext": "not once"})).json()
    words = [(layer["role"], layer["content"]) for layer in spec["layers"] if layer["type"] == "text"]

    assert words == [("headline", "NEVER AGAIN")]
    assert (again["revises"], again["original_id"]) == (new["id"], render["id"])
    assert len(again["revisions"]) == 2


async def test_colors_change_without_moving_a_letter(ann, finished):
    render = await finished(ann)
    new = (await ann.post(render["links"]["text"], json={"style": {"fill": "#00ffaa"}})).json()
    before, after = [(await ann.get(one["files"]["json"])).json()["layers"] for one in (render, new)]
    first, second = [next(layer for layer in layers if layer["type"] == "text") for layers in (before, after)]

    assert (first["bbox"], first["style"]["size"]) == (second["bbox"], second["style"]["size"])
    assert second["style"]["fill"] == "#00ffaa"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"headline": ""}, "headline_empty"),
        ({"headline": "a b c d e f g h i j"}, "headline_too_long"),
        ({"subtext": "a b c d e f g h i j k"}, "subtext_too_long"),
        ({"style": {"fill": "red"}}, "validation_failed"),
        ({"foo": 1}, "validation_failed"),
        ({}, "validation_failed"),
    ],
)
async def test_words_pass_the_rules_of_a_brief(ann, finished, body, code):
    response = await ann.post((await finished(ann))["links"]["text"], json=body)

    assert (response.status_code, response.json()["code"]) == (422, code)


async def test_the_same_key_sets_the_words_once(ann, finished):
    render, once = await finished(ann), {"idempotency-key": "words-1"}
    answers = [await ann.post(render["links"]["text"], json={"headline": "ONCE"}, headers=once) for _ in range(2)]
    other = await ann.post(render["links"]["text"], json={"headline": "TWICE"}, headers=once)

    assert len({answer.json()["id"] for answer in answers}) == 1
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert other.json()["code"] == "idempotency_mismatch"


async def test_nobody_pays_for_words(ann, finished):
    render = await finished(ann)
    before = (await ann.get("/me")).json()["credits"]
    await ann.post(render["links"]["text"], json={"headline": "FREE"})

    assert (await ann.get("/me")).json()["credits"] == before


async def test_a_compositor_that_is_away_is_said(ann, finished, ports, transport):
    render = await finished(ann)
    transport.app.state.gateway = dataclasses.replace(ports, bus=Bus())
    response = await ann.post(render["links"]["text"], json={"headline": "HELLO"})

    assert (response.status_code, response.json()["code"]) == (503, "bus_unavailable")


@pytest.mark.parametrize("verb", ["export", "locales", "select", "text"])
async def test_what_belongs_to_somebody_else_is_not_there(ann, bob, finished, verb):
    render = await finished(ann)
    body = (
        {"locales": {"de": {"headline": "HALT"}}} if verb == "locales" else {"headline": "X"} if verb == "text" else {}
    )
    response = await bob.post(render["links"][verb], json=body)

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_an_edit_of_a_revision_keeps_its_words_and_its_label(ann, finished, ports, database):
    can = Abilities(edits=True, references={"person": 4})
    painter = ModelCard(id="studio", service="gen-studio", title="S", provider="x", draws="picture", can=can)
    render = await finished(ann, draws="picture")
    new = (await ann.post(render["links"]["text"], json={"headline": "NEVER AGAIN", "disclosure": "off"})).json()
    ports.models.house = House((painter,))
    job = (await ann.post(new["links"]["edit"], json={"instruction": "make the sky red"})).json()
    (posted,) = await database.select("outbox", job_id=job["id"])
    ticket = posted["payload"]["ticket"]

    assert job["edits"] == new["id"]
    assert (ticket["brief"]["headline"], ticket["brief"]["disclosure"]) == ("NEVER AGAIN", "off")
    assert ticket["wishes"]["edit"]["spec_key"].startswith(f"jobs/{render['job_id']}/renders/1-{new['id']}/")


async def test_a_picture_that_is_not_delivered_takes_its_revisions_with_it(ann, finished, ports, database):
    render = await finished(ann)
    new = (await ann.post(render["links"]["text"], json={"headline": "NEVER AGAIN"})).json()
    failed = VariantVerdict(variant=1, status="failed", code=Code.INTERNAL_ERROR, message="x")
    settlement = Settlement(status="failed", charged=0, refunded=1, verdicts=(failed,))
    await ports.store.projection.apply(
        99, CreditsSettled(next="gateway", job_id=render["job_id"], settlement=settlement)
    )

    assert (await ann.get(new["links"]["self"])).status_code == 404
    assert await database.select("assets", id=new["asset_id"]) == []
