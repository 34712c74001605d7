"""Pictures to copy or to follow, sent or fetched: what is recorded about them, and what reaches whom."""

import io
from dataclasses import replace
from typing import Any

import httpx
import pytest
from PIL import Image

from common.catalog import Abilities, ModelCard
from common.errors import Code, PermanentError
from gateway.app import application
from gateway.incoming import Incoming
from gateway.outside import Outside
from gateway.wanting import House

BANANA = ModelCard(
    id="banana", service="gen-gemini", title="Banana", provider="google", draws="picture", max_references=14,
    sends_faces_to="google", can=Abilities(references={"person": 4, "object": 10}),
)  # fmt: skip
VIDEO = "https://youtu.be/dQw4w9WgXcQ"


class Library(Outside):
    """An outside of known pictures; everything else is unreachable."""

    def __init__(self, **pictures: bytes) -> None:
        super().__init__()
        self.__dict__["pictures"] = pictures  # the guard itself is frozen

    async def fetch(self, url, hosts=None, limits=None):  # noqa: ARG002 - the port's shape
        target = self.parsed(url)
        if hosts is not None and target.host not in hosts:
            raise PermanentError(Code.URL_NOT_ALLOWED)
        name = target.path.rpartition("/")[2].partition(".")[0]
        if (found := self.__dict__["pictures"].get(name)) is None:
            raise PermanentError(Code.URL_UNREACHABLE)
        return found


def thumbnail(ground: str) -> bytes:
    out = io.BytesIO()
    picture = Image.new("RGB", (320, 180), ground)
    picture.paste("#ffd000", (220, 40, 300, 140))
    picture.save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.fixture
def ports(ports):
    ports.models.house = House((*ports.models.house.cards, BANANA))
    return replace(ports, incoming=Incoming(outside=Library(hq720=thumbnail("#102a6b"), page=b"<html>")))


async def reference(visitor, data: bytes) -> str:
    return (await visitor.post("/upload/reference", files={"file": ("x.jpg", data)})).json()["id"]


async def ticket_of(database, job) -> dict[str, Any]:
    (posted,) = await database.select("outbox", job_id=job["id"])
    return posted["payload"]["ticket"]


async def test_a_copy_target_comes_with_a_word_on_rights_which_is_recorded(ann, database, picture):
    sent = await ann.post(
        "/upload/copy-target", files={"file": ("x.jpg", picture)}, data={"rights_attestation": "true"}
    )
    (recorded,) = await database.select("attestations", asset_id=sent.json()["id"])

    assert (sent.status_code, sent.json()["type"]) == (201, "copy_target")
    assert (recorded["statement"], recorded["source"], str(recorded["user_id"])) == ("2026-11", "api", ann.user)
    assert "2026-11" in (await ann.get("/upload/attestations")).json()


@pytest.mark.parametrize("said", [None, "", "false", "2020-01"])
async def test_without_that_word_nothing_is_taken(ann, ports, picture, said):
    data = {} if said is None else {"rights_attestation": said}
    response = await ann.post("/upload/copy-target", files={"file": ("x.jpg", picture)}, data=data)

    assert (response.status_code, response.json()["code"]) == (403, "attestation_required")
    assert await ports.blobs.list(f"uploads/{ann.user}") == []


async def test_a_copy_target_may_be_announced_or_named_by_its_address(ann, database):
    body = {"from_url": VIDEO, "rights_attestation": True}
    named = await ann.post("/upload/copy-target", json=body)
    refused = await ann.post("/upload/copy-target", json={"from_url": VIDEO})

    assert (named.status_code, refused.json()["code"]) == (201, "attestation_required")
    assert len(await database.select("attestations", asset_id=named.json()["id"])) == 1


async def test_a_youtube_link_gives_the_largest_thumbnail_there_is(ann):
    response = await ann.post("/upload/inspirations", json={"from_url": [VIDEO]})
    (asset,) = response.json()

    assert (response.status_code, asset["type"], asset["width"]) == (201, "ref", 320)
    assert asset["inspiration"]["colors"][0]["share"] > 0.7


@pytest.mark.parametrize(
    ("links", "code"),
    [
        ([], "validation_failed"),
        ([VIDEO] * 4, "validation_failed"),
        (["https://elsewhere.example/x.jpg"], "url_not_allowed"),
        (["http://169.254.169.254/latest/meta-data"], "url_not_allowed"),
        (["file:///etc/passwd"], "url_not_allowed"),
        (["https://i.ytimg.com/vi/none.jpg"], "url_unreachable"),
        (["https://i.ytimg.com/vi/page.jpg"], "unsupported_media"),
    ],
)
async def test_what_cannot_be_fetched_is_refused_by_name(ann, links, code):
    response = await ann.post("/upload/inspirations", json={"from_url": links})

    assert response.json()["code"] == code
    assert response.status_code in {415, 422}


async def test_one_bad_link_takes_none_and_is_pointed_at(ann, ports):
    response = await ann.post("/upload/inspirations", json={"from_url": [VIDEO, "https://evil.example/"]})

    assert response.json()["errors"][0]["pointer"] == "/from_url/1"
    assert await ports.blobs.list(f"uploads/{ann.user}") == []


async def test_the_same_links_with_the_same_key_are_the_same_assets(ann):
    once = {"idempotency-key": "links-1"}
    body = {"from_url": [VIDEO, VIDEO]}
    first, again = [await ann.post("/upload/inspirations", json=body, headers=once) for _ in range(2)]

    assert len({one["id"] for one in first.json()}) == 2
    assert [one["id"] for one in again.json()] == [one["id"] for one in first.json()]


async def test_the_guard_itself_keeps_the_inside_out(ann, ports):
    """Nothing is in the way of the real one here but its rules."""
    real = replace(ports, incoming=Incoming(hosts=None))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application(real)), base_url="http://x", headers=ann.headers
    ) as client:
        answers = [
            await client.post("/upload/inspirations", json={"from_url": [url]})
            for url in (
                "http://127.0.0.1/x.jpg",
                "http://[::ffff:10.0.0.1]/",
                "http://localhost/",
                "http://2130706433/",
            )
        ]

    assert {one.json()["code"] for one in answers} == {"url_not_allowed"}


async def test_colors_and_composition_reach_a_model_that_sees_no_pictures(ann, ports, database):
    style = await reference(ann, thumbnail("#0a7a4a"))
    await ports.store.assets.note(style, ann.user, masked="masked.jpg")
    project = await ann.project(style_refs=[style], model_pref="studio")
    job = (await ann.post(f"/project/{project}/queue")).json()
    (sent,) = (await ticket_of(database, job))["wishes"]["references"]

    assert sent["inspiration"]["colors"][0]["color"].startswith("#0")
    assert sent["inspiration"]["subject"]["x"] > 0.6


async def test_only_the_version_without_faces_is_shown_as_a_style(new_visitor, ports, database):
    ann = await new_visitor().consented("google")
    style = await reference(ann, thumbnail("#0a7a4a"))
    project = await ann.project(style_refs=[style], model_pref="banana")
    early = await ann.post(f"/project/{project}/queue")
    await ports.store.assets.note(style, ann.user, masked="masked.jpg")
    job = (await ann.post(f"/project/{project}/queue")).json()
    (sent,) = (await ticket_of(database, job))["wishes"]["references"]

    assert (early.status_code, early.json()["code"]) == (503, "faces_not_masked")
    assert early.headers["retry-after"] == "5"
    assert sent["key"] == "masked.jpg"
