"""Every decision about a person or a picture leaves its row: one walk through all that the gateway decides."""

from dataclasses import replace

import pytest
from tests.contract.gateway.test_guards import SAFE, Eyes, send

from common.abilities import Abilities, Engine
from common.decency import DecencyPage
from common.screening import Screened
from gateway.ordering import Desk
from gateway.policy import Gate
from gateway.wanting import House

LOOKING = Abilities(nsfw=Engine(engine="eyes-1", license="MIT"))


@pytest.fixture
def eyes():
    return Eyes(SAFE)


@pytest.fixture
def ports(ports, eyes):
    ports.models.house = replace(ports.models.house, abilities=LOOKING, rooms=frozenset({"layout-extractor"}))
    return replace(ports, bus=eyes, desk=Desk(ports.store, ports.models, Gate(key=b"a key of this test", strikes=0)))


@pytest.fixture
def decided(ann, database):
    """What was written since it was asked last: (category, verdict, rule, engine)."""
    seen = set()

    async def rows():
        found = await database.select("policy_decisions", user_id=ann.user)
        new = [row for row in sorted(found, key=lambda row: row["id"]) if row["id"] not in seen]
        seen.update(row["id"] for row in new)
        assert not any("x.jpg" in str(row) for row in new)
        return [(row["category"], row["verdict"], row["rule"], row["engine"]) for row in new]

    return rows


async def queue(visitor, **brief):
    return await visitor.post(f"/project/{await visitor.project(**brief)}/queue")


async def test_pictures_at_the_door(ann, eyes, decided, picture):
    eyes.found = SAFE.model_copy(update={"gallery": "dlib-1"})
    await send(ann, picture)
    selfie = await decided()
    await send(ann, picture, "copy-target")
    unattested = await decided()
    await send(ann, picture, "copy-target", rights_attestation="true")
    target = await decided()
    eyes.found = Screened(decency=DecencyPage(verdict="unsafe", engine="eyes-1"))
    await send(ann, picture, "reference")
    unsafe = await decided()

    assert selfie == [
        ("sexual", "allowed", "", "eyes-1"),
        ("likeness", "allowed", "", "dlib-1"),
        ("minors", "allowed", "", "ages-1"),
    ]
    assert unattested == [("rights", "flagged", "rights-not-attested", "")]
    assert target == [
        ("sexual", "allowed", "", "eyes-1"),
        ("likeness", "allowed", "", "dlib-1"),
        ("rights", "allowed", "", ""),
    ]
    assert unsafe == [("sexual", "refused", "picture-unsafe", "eyes-1")]


async def test_what_is_run_is_judged_by_its_words_and_its_pictures(ann, eyes, ports, decided, picture):
    selfie = (await send(ann, picture)).json()["id"]
    target = (await send(ann, picture, "copy-target", rights_attestation="true")).json()["id"]
    eyes.found = SAFE.model_copy(update={"decency": DecencyPage(verdict="safe", suggestive=True, engine="eyes-1")})
    bold = (await send(ann, picture[:-2] + b"\xff\xd9")).json()["id"]
    await decided()
    walked = {}
    for name, brief in {
        "fine": {},
        "child": {"headline": "MY BABY"},
        "name": {"mode": "copy", "copy_target": target, "title": "me next to taylor swift"},
        "slip": {"mode": "copy", "copy_target": target},
        "bold": {"refs": [bold], "content_filter": "strict"},
    }.items():
        response = await queue(ann, **({"refs": [selfie]} | brief))
        walked[name] = (response.json().get("code"), (await decided())[-1][:3])
    ports.models.house = House(ports.models.house.cards)
    blind = await queue(ann, refs=[selfie], content_filter="strict")

    assert walked == {
        "fine": (None, ("", "allowed", "")),
        "child": (None, ("minors", "flagged", "speaks-of-a-child:en-child")),
        "name": ("content_not_allowed", ("likeness", "refused", "likeness-public-person")),
        "slip": ("copy_target_is_selfie", ("originality", "flagged", "target-is-selfie")),
        "bold": ("content_unsafe", ("sexual", "flagged", "picture-suggestive")),
    }
    assert blind.json()["code"] == "content_filter_unavailable"
    assert (await decided())[-1] == ("sexual", "unchecked", "", "")
