"""What one does with a finished picture: other words, languages, files to take away, the chosen one, what is kept.

The compositor answers in this process; everything else is the real API over a real Postgres.
"""

import dataclasses
import io
import itertools
import json
import zipfile
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydantic import BaseModel
from tests.bench.compositor import picture

from common.brief import Brief
from common.bus import Bus
from common.bus.policy import answer
from common.direction import direct
from common.disclosure import decide, made_of
from common.events import RenderComposited
from common.finishing import ExportRequest, RenderRequest
from common.ticket import IdentityPage, ImagePage, Ticket
from compositor.encode.png import encode_png
from compositor.fonts.catalogue import FontCatalogue
from compositor.handlers import export_pictures, render_spec
from compositor.plates import Plates
from compositor.variant import Assignment, finish
from thumbworks.home import assets_folder

CATALOGUE = FontCatalogue(assets_folder())
PLATFORM_SIZES = {(1280, 720), (1080, 1350), (1080, 1080), (1080, 1920), (1500, 500), (1080, 608)}


class InHouse(Bus):
    """A bus with the compositor on it, and nobody else."""

    def __init__(self, blobs) -> None:
        super().__init__()
        self._blobs = blobs

    async def ask(self, service: str, verb: str, body: BaseModel | dict[str, Any], timeout: float) -> dict[str, Any]:  # noqa: ARG002, ASYNC109 - the port's own
        assert service == "compositor"
        assert isinstance(body, BaseModel)

        async def work(_: object) -> BaseModel:
            sent = body.model_dump_json()
            if verb == "export":
                return await export_pictures(ExportRequest.model_validate_json(sent), self._blobs, CATALOGUE)
            return await render_spec(RenderRequest.model_validate_json(sent), self._blobs, CATALOGUE, Plates())

        reply: Any = await answer(work, None)  # type: ignore[arg-type] - only a log line would want the message
        return reply if isinstance(reply, dict) else json.loads(reply.model_dump_json())


@pytest.fixture
def ports(ports):
    return dataclasses.replace(ports, bus=InHouse(ports.blobs))


Finished = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def finished(ports, database) -> Finished:
    """A picture of a new project, with all its files, as the rooms would have left it."""
    places = itertools.count(1)

    async def make(visitor, *, draws: str = "scene", **answers: Any) -> dict[str, Any]:
        project = answers.pop("project", None) or await visitor.project(**answers)
        job = (await visitor.post(f"/project/{project}/queue", json={"quality": "draft", "variants": 2})).json()
        (posted,) = await database.select("outbox", job_id=job["id"])
        ticket = Ticket.model_validate(posted["payload"]["ticket"])
        image = ImagePage.model_validate({
            "key": f"{ticket.prefix}/images/1-1.png", "width": 1280, "height": 720, "service": "gen-studio",
            "model": "studio", "draws": draws, "seed": 7,
        })  # fmt: skip
        await ports.blobs.put(image.key, scene())
        done = finish(assignment(ticket, image), CATALOGUE, Plates())
        for name, data in done.files.items():
            await ports.blobs.put(f"{ticket.prefix}/renders/1-1/{name}", data)
        ticket = ticket.with_page(image=image, render=done.page)
        event = RenderComposited(next="credits", job_id=ticket.job_id, variant=1, ticket=ticket)
        assert await ports.store.projection.apply(next(places), event)
        (found,) = [
            one for one in (await visitor.get(f"/projects/{project}/renders")).json() if one["job_id"] == job["id"]
        ]
        return found

    return make


def scene() -> bytes:
    ramp = np.linspace(20, 120, 1280, dtype=np.uint8)
    return encode_png(np.tile(ramp[None, :, None], (720, 1, 3)))


def assignment(ticket: Ticket, image: ImagePage) -> Assignment:
    whole = image.draws == "picture"
    page = IdentityPage(
        asset_id="a", verdicts=(), cutout_key="c", landmarks_key="l", width=1240, height=1400,
        face=(420, 180, 400, 520), head=(340, 50, 560, 740), cut_edges=("bottom",),
    )  # fmt: skip
    brief: Brief = ticket.brief
    return Assignment(
        brief, direct(brief, 1, 7), brief.canvas, None if whole else page, image.key, scene(),
        None if whole else picture.files().person, f"{ticket.prefix}/renders/1-1", whole=whole,
        disclosure=decide(brief.disclosure, made_of(image.draws, {}), ticket.requested_at.date()),
    )  # fmt: skip


async def pixels(visitor, url: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO((await visitor.get(url)).content)).convert("RGB")).astype(int)


def members(response) -> tuple[dict[str, Any], dict[str, bytes]]:
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    files = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(files.pop("manifest.json")), files


# --- words


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


async def test_the_person_stays_to_the_pixel(ann, finished):
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


# --- languages

PACK = {
    "ar": {"headline": "توقف عن هذا", "subtext": "يكلفك ساعات"},
    "de": {"headline": "HÖR AUF DAMIT"},
    "hi": {"headline": "यह बंद करो"},
    "ja": {"headline": "今すぐやめて"},
}


async def test_one_picture_in_many_languages_is_a_zip_named_by_language(ann, finished):
    render = await finished(ann)
    made = await ann.post(render["links"]["locales"], json={"locales": PACK})
    packed = await ann.post(render["links"]["export"], json={"locales": True, "formats": ["jpg"], "sizes": ["reels"]})
    manifest, files = members(packed)

    assert made.status_code == 201
    assert [one["locale"] for one in made.json()] == sorted(PACK)
    assert sorted(files) == sorted(
        [
            "stop-doing-this-reels-1080x1920.jpg", "ar/thumbnail-reels-1080x1920.jpg",
            "de/hor-auf-damit-reels-1080x1920.jpg", "hi/thumbnail-reels-1080x1920.jpg",
            "ja/thumbnail-reels-1080x1920.jpg",
        ]
    )  # fmt: skip
    assert {one["about"]["headline"] for one in manifest["files"]} >= {"HÖR AUF DAMIT", "今すぐやめて"}


async def test_the_newest_words_of_a_language_are_exported(ann, finished):
    render = await finished(ann)
    for headline in ("HALT", "SCHLUSS"):
        await ann.post(render["links"]["locales"], json={"locales": {"de": {"headline": headline}}})
    response = await ann.post(render["links"]["export"], json={"locales": ["de"]})

    assert "schluss-youtube-1280x720.png" in response.headers["content-disposition"]


@pytest.mark.parametrize(
    ("locales", "code", "pointer"),
    [
        ({"de": {"headline": "HALT"}, "fr": {"headline": ""}}, "headline_empty", "/locales/fr"),
        ({"german!": {"headline": "HALT"}}, "validation_failed", "/locales/german!/[key]"),
        ({}, "validation_failed", "/locales"),
    ],
)
async def test_a_language_at_fault_is_named_and_none_is_made(ann, finished, locales, code, pointer):
    render = await finished(ann)
    problem = (await ann.post(render["links"]["locales"], json={"locales": locales})).json()

    assert (problem["status"], problem["code"]) == (422, code)
    assert problem["errors"][0]["pointer"].startswith(pointer)
    assert (await ann.get(f"/renders/{render['id']}")).json()["revisions"] == []


async def test_a_language_that_was_not_made_cannot_be_exported(ann, finished):
    response = await ann.post((await finished(ann))["links"]["export"], json={"locales": ["de"]})

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


# --- files


async def test_without_a_wish_the_picture_comes_as_it_is(ann, finished):
    render = await finished(ann)
    response = await ann.post(render["links"]["export"])
    exported = np.asarray(Image.open(io.BytesIO(response.content)).convert("RGB"))

    assert response.headers["content-disposition"] == 'attachment; filename="stop-doing-this-youtube-1280x720.png"'
    assert response.headers["content-type"] == "image/png"
    assert (exported == await pixels(ann, render["url"])).all()


async def test_every_platform_gets_its_exact_pixels_within_its_bytes(ann, finished):
    render = await finished(ann)
    response = await ann.post(
        render["links"]["export"], json={"sizes": ["all", "1600x900"], "formats": ["png", "webp", "json"]}
    )
    manifest, files = members(response)
    sizes = {Image.open(io.BytesIO(data)).size for name, data in files.items() if name.endswith((".png", ".webp"))}

    assert sizes == PLATFORM_SIZES | {(1600, 900)}
    assert len(files) == 21 == int(response.headers["x-file-count"])
    assert all(entry["within_budget"] for entry in manifest["files"])
    assert manifest["render"] == render["id"]
    assert {entry["file"] for entry in manifest["files"]} == set(files)


async def test_what_was_packed_does_not_stay(ann, finished, ports):
    render = await finished(ann)
    await ann.post(render["links"]["export"], json={"zip": True})

    assert await ports.blobs.list(f"jobs/{render['job_id']}/exports") == []


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        ({"formats": ["png", "psd"]}, 422, "option_unavailable", "/formats/1"),
        ({"sizes": ["youtube", "myspace"]}, 422, "unknown_platform", "/sizes/1"),
        ({"sizes": ["100x100"]}, 422, "size_out_of_range", "/sizes/0"),
        ({"sizes": ["youtube:100x100"]}, 422, "size_out_of_range", "/sizes/0"),
        ({"sizes": ["custom"]}, 422, "size_out_of_range", "/sizes/0"),
        ({"formats": ["gif"]}, 422, "validation_failed", "/formats/0"),
        ({"formats": []}, 422, "validation_failed", "/formats"),
    ],
)
async def test_a_file_nobody_can_make_is_refused(ann, finished, body, status, code, pointer):
    response = await ann.post((await finished(ann))["links"]["export"], json=body)
    problem = response.json()

    assert (response.status_code, problem["code"]) == (status, code)
    assert problem["errors"][0]["pointer"] == pointer


async def test_too_many_files_are_refused_before_one_is_drawn(ann, finished):
    sizes = [f"{1000 + step}x1000" for step in range(16)]
    response = await ann.post(
        (await finished(ann))["links"]["export"], json={"sizes": sizes, "formats": ["png", "jpg", "webp", "json"]}
    )

    assert (response.status_code, response.json()["code"]) == (413, "payload_too_large")


# --- the chosen one, and what is kept


async def test_one_picture_of_a_project_is_chosen(ann, finished, database):
    first = await finished(ann)
    second = await finished(ann, project=first_project(first, await ann.get(f"/jobs/{first['job_id']}")))
    new = (await ann.post(first["links"]["text"], json={"headline": "AGAIN"})).json()
    for render in (first, second, new):
        assert (await ann.post(render["links"]["select"])).json()["selected"] is True
    chosen = [(await ann.get(one["links"]["self"])).json()["selected"] for one in (first, second, new)]
    log = await database.select("render_choices", user_id=ann.user, action="selected")

    assert chosen == [False, False, True]
    assert [row["render_id"] for row in log] == [first["id"], second["id"], new["id"]]


def first_project(_: dict[str, Any], job) -> str:
    return job.json()["project_id"]


async def test_a_render_is_pinned_and_let_go(ann, finished):
    render = await finished(ann)
    here = f"/assets/{render['asset_id']}/pin"
    kept = (await ann.post(here)).json()["pinned"], (await ann.get(render["links"]["self"])).json()["pinned"]

    assert kept == (True, True)
    assert (await ann.delete(here)).json()["pinned"] is False


async def test_a_selfie_is_kept_only_with_a_consent_given_since(ann):
    selfie = await ann.selfie()
    refused = await ann.post(f"/assets/{selfie}/pin")
    await ann.consented()

    assert (refused.status_code, refused.json()["code"]) == (403, "consent_required")
    assert (await ann.post(f"/assets/{selfie}/pin")).json()["pinned"] is True


# --- the label


async def test_a_label_is_asked_for_drawn_and_logged(ann, finished, database):
    render = await finished(ann)
    new = (await ann.post(render["links"]["text"], json={"disclosure": "on"})).json()
    spec = (await ann.get(new["files"]["json"])).json()
    (log,) = await database.select("render_choices", user_id=ann.user, action="disclosure")

    assert (render["disclosure"]["shown"], render["disclosure"]["rule"]) == (False, None)
    assert (new["disclosure"]["choice"], new["disclosure"]["shown"]) == ("on", True)
    assert [layer["content"] for layer in spec["layers"] if layer["role"] == "label"] == ["AI"]
    assert (log["render_id"], log["detail"]["choice"]) == (new["id"], "on")


async def test_a_picture_a_model_drew_has_the_label_until_its_creator_says_no(ann, finished):
    render = await finished(ann, draws="picture")
    new = (await ann.post(render["links"]["text"], json={"disclosure": "off"})).json()
    spec = (await ann.get(new["files"]["json"])).json()

    assert (render["disclosure"]["shown"], render["disclosure"]["rule"]) == (True, "eu-ai-act-50-4")
    assert (new["disclosure"]["shown"], new["disclosure"]["rule"]) == (False, "eu-ai-act-50-4")
    assert not [layer for layer in spec["layers"] if layer["role"] == "label"]


async def test_the_project_says_what_it_wants(ann, finished):
    assert (await finished(ann, disclosure="on"))["disclosure"]["shown"] is True


async def test_a_label_goes_with_the_picture_to_every_size(ann, finished):
    render = await finished(ann, disclosure="on")
    _, files = members(await ann.post(render["links"]["export"], json={"sizes": ["all"], "formats": ["json"]}))
    specs = [json.loads(data) for data in files.values()]

    assert all([layer["role"] for layer in spec["layers"]].count("label") == 1 for spec in specs)
