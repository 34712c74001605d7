"""Pictures at the door, with somebody on the bus who looks at them; and a strict filter at the quote."""

from dataclasses import replace

import pytest

from common.abilities import Abilities, Engine
from common.bus import Bus
from common.decency import DecencyPage
from common.errors import Code, TransientError
from common.screening import Screened
from gateway.wanting import House

SAFE = Screened(decency=DecencyPage(verdict="safe", engine="eyes-1"), age="adult", age_engine="ages-1")


class Eyes(Bus):
    """A bus on which identity answers what it is told to."""

    def __init__(self, found: Screened):
        super().__init__()
        self.found = found

    async def ask(self, service, verb, body, timeout):  # noqa: ARG002, ASYNC109 - the bus's shape
        if verb != "screen":
            raise TransientError(Code.BUS_UNAVAILABLE)
        return self.found.model_dump(mode="json")


@pytest.fixture
def eyes():
    return Eyes(SAFE)


@pytest.fixture
def ports(ports, eyes):
    return replace(ports, bus=eyes)


async def send(visitor, picture: bytes, where: str = "selfie", **fields):
    return await visitor.post(f"/upload/{where}", files={"file": ("x.jpg", picture, "image/jpeg")}, data=fields)


UPLOADS = [("selfie", {}), ("reference", {}), ("copy-target", {"rights_attestation": "true"})]


@pytest.mark.parametrize(("where", "fields"), UPLOADS)
async def test_an_unsafe_picture_is_refused_and_leaves_no_file(ann, eyes, ports, database, picture, where, fields):
    eyes.found = Screened(decency=DecencyPage(verdict="unsafe", engine="eyes-1"))
    response = await send(ann, picture, where, **fields)
    decisions = await database.select("policy_decisions", user_id=ann.user)

    assert (response.status_code, response.json()["code"]) == (422, "content_unsafe")
    assert await database.select("assets", user_id=ann.user) == []
    assert [(row["verdict"], row["rule"], row["engine"]) for row in decisions if row["category"] == "sexual"] == [
        ("refused", "picture-unsafe", "eyes-1")
    ]
    assert await ports.blobs.list(f"uploads/{ann.user}/") == []


async def test_what_was_found_is_on_the_asset(ann, picture):
    body = (await send(ann, picture)).json()

    assert (body["decency"]["verdict"], body["decency"]["engine"], body["age"]) == ("safe", "eyes-1", "adult")


async def test_a_refused_identity_is_refused_at_the_door_and_audited_by_its_name_alone(ann, eyes, database, picture):
    eyes.found = SAFE.model_copy(update={"gallery": "dlib-1", "refused_identity": "person-7"})
    response = await send(ann, picture)
    rows = await database.select("policy_decisions", user_id=ann.user)

    assert response.json()["code"] == "identity_refused"
    assert "person-7" not in response.text
    assert ("likeness", "refused", "refused-face:person-7") in [
        (row["category"], row["verdict"], row["rule"]) for row in rows
    ]


async def test_where_nothing_looks_a_picture_is_unchecked_and_said_to_be(ann, eyes, database, picture):
    eyes.found = Screened()
    body = (await send(ann, picture)).json()
    rows = await database.select("policy_decisions", user_id=ann.user)

    assert (body["decency"]["verdict"], body["age"]) == ("unchecked", "unchecked")
    assert {row["verdict"] for row in rows} == {"unchecked"}


async def test_a_logo_passes_the_door_too(ann, eyes, picture, sql):
    sql(f"update profiles set plan = 'team' where user_id = '{ann.user}'")  # noqa: S608 - our own words
    kit = (await ann.post("/me/brand-kits", json={"name": "Mine"})).json()["id"]
    eyes.found = Screened(decency=DecencyPage(verdict="unsafe", engine="eyes-1"))
    response = await ann.put(f"/brand-kits/{kit}/logo", files={"file": ("x.png", picture, "image/png")})

    assert response.json()["code"] == "content_unsafe"


async def test_a_strict_filter_without_an_engine_is_refused_at_the_quote(ann):
    project = await ann.project(content_filter="strict")
    queued = await ann.post(f"/project/{project}/queue")
    rehearsed = await ann.post(f"/project/{project}/queue?dry_run=true")

    assert queued.json()["code"] == "content_filter_unavailable"
    assert "content_filter_unavailable" in [one["code"] for one in rehearsed.json()["blockers"]]


async def test_a_strict_filter_takes_pictures_that_were_looked_at(ann, ports, picture):
    looking = Abilities(nsfw=Engine(engine="eyes-1", license="MIT"))
    ports.models.house = House(ports.models.house.cards, abilities=looking)
    seen = (await send(ann, picture)).json()["id"]
    unseen = await ann.post(f"/project/{await ann.project(content_filter='strict')}/queue")
    strict = await ann.post(f"/project/{await ann.project(content_filter='strict', refs=[seen])}/queue")

    assert (unseen.json()["code"], strict.status_code) == ("content_filter_unavailable", 202)


async def test_the_very_file_of_a_selfie_is_no_thumbnail_to_copy(ann, ports, picture):
    ports.models.house = replace(ports.models.house, rooms=frozenset({"layout-extractor"}))
    selfie = (await send(ann, picture)).json()["id"]
    target = (await send(ann, picture, "copy-target", rights_attestation="true")).json()["id"]
    project = await ann.project(mode="copy", refs=[selfie], copy_target=target)

    assert (await ann.post(f"/project/{project}/queue")).json()["code"] == "copy_target_is_selfie"
