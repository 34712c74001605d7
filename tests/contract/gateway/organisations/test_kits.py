"""Brand kits: who makes and who uses them, and what a run takes from one."""

import io

import pytest
from PIL import Image
from tests.contract.gateway.organisations.conftest import code, join

KIT = {
    "name": "The Channel",
    "colors": [{"hex": "#0B1F3A", "role": "background"}, "#ff5a1f"],
    "fonts": {"headline": "alfa slab one"},
    "vibe": ["clean"],
    "typography": {"shadow": False},
}


def logo(size: tuple[int, int] = (300, 120)) -> bytes:
    """A red bar on nothing."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    picture.paste((220, 30, 30, 255), (40, 40, size[0] - 40, size[1] - 40))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
async def kit(owner, org) -> str:
    made = await owner.post(f"/organisations/{org}/brand-kits", json=KIT)
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def test_a_kit_is_kept_as_it_was_said_with_the_font_as_the_catalogue_spells_it(owner, kit, org):
    body = (await owner.get(f"/brand-kits/{kit}")).json()

    assert (body["name"], body["organisation_id"], body["vibe"]) == ("The Channel", org, ["clean"])
    assert body["colors"] == [{"hex": "#0b1f3a", "role": "background"}, {"hex": "#ff5a1f", "role": None}]
    assert body["fonts"] == {"headline": "Alfa Slab One"}
    assert body["typography"]["shadow"] is False


async def test_kits_belong_to_plans_that_have_them(bob):
    refused = await bob.post("/me/brand-kits", json=KIT)

    assert code(refused) == (403, "plan_required")
    assert refused.json()["required_plan"] == "team"


async def test_a_kit_is_made_once_for_a_key(owner):
    once = {"idempotency-key": "kit-1"}
    answers = [await owner.post("/me/brand-kits", json=KIT, headers=once) for _ in range(2)]

    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await owner.get("/me/brand-kits")).json()) == 1


async def test_a_font_that_is_not_installed_is_answered_with_the_nearest(owner):
    refused = await owner.post("/me/brand-kits", json=KIT | {"fonts": {"headline": "Bebas Neu Pro"}})

    assert code(refused) == (422, "unknown_font")
    assert refused.json()["nearest"] == "Bebas Neue"


@pytest.mark.parametrize(
    "wrong", [{"colors": ["red"]}, {"name": ""}, {"colors": ["#000000"] * 7}, {"vibe": ["loud"]}, {"more": 1}]
)
async def test_a_kit_is_looked_at(owner, wrong):
    assert code(await owner.post("/me/brand-kits", json=KIT | wrong)) == (422, "validation_failed")


async def test_members_use_what_admins_make(owner, org, kit, bob, new_visitor):
    member, admin = await join(owner, org, bob), await join(owner, org, new_visitor(), "admin")

    assert [one["id"] for one in (await member.get(f"/organisations/{org}/brand-kits")).json()] == [kit]
    for response in (
        await member.post(f"/organisations/{org}/brand-kits", json=KIT),
        await member.patch(f"/brand-kits/{kit}", json={"name": "Mine"}),
        await member.put(f"/brand-kits/{kit}/logo", files={"file": logo()}),
        await member.delete(f"/brand-kits/{kit}"),
    ):
        assert code(response) == (403, "forbidden")
    changed = await admin.patch(f"/brand-kits/{kit}", json={"name": "Ours", "colors": ["#123456"]})
    assert (changed.json()["name"], len(changed.json()["colors"]), changed.json()["vibe"]) == ("Ours", 1, ["clean"])
    assert (await admin.delete(f"/brand-kits/{kit}")).status_code == 204
    assert code(await owner.get(f"/brand-kits/{kit}")) == (404, "not_found")


async def test_nobody_else_reaches_a_kit(owner, org, kit, bob):
    own = (await owner.post("/me/brand-kits", json=KIT)).json()["id"]
    project = (await bob.post("/project", json={"headline": "GO", "brand_kit_id": kit})).json()["id"]
    answers = [
        await bob.get(f"/organisations/{org}/brand-kits"),
        await bob.post(f"/organisations/{org}/brand-kits", json=KIT),
        await bob.post(f"/project/{project}/queue"),
    ]
    for one in (kit, own):
        answers += [
            await bob.get(f"/brand-kits/{one}"),
            await bob.patch(f"/brand-kits/{one}", json={}),
            await bob.put(f"/brand-kits/{one}/logo", files={"file": logo()}),
            await bob.delete(f"/brand-kits/{one}/logo"),
            await bob.delete(f"/brand-kits/{one}"),
        ]

    assert {code(answer) for answer in answers} == {(404, "not_found")}


async def test_a_logo_keeps_its_transparency_and_takes_the_place_of_the_one_before(owner, kit):
    first = (await owner.put(f"/brand-kits/{kit}/logo", files={"file": logo()})).json()
    second = (await owner.put(f"/brand-kits/{kit}/logo", files={"file": logo((400, 200))})).json()
    stored = await owner.get(second["logo_url"])
    picture = Image.open(io.BytesIO(stored.content))

    assert (picture.mode, picture.size) == ("RGBA", (400, 200))
    assert picture.getchannel("A").getpixel((0, 0)) == 0
    assert first["logo_id"] != second["logo_id"]
    assert code(await owner.get(first["logo_url"])) == (404, "not_found")
    gone = await owner.delete(f"/brand-kits/{kit}/logo")
    assert gone.json()["logo_id"] is None


async def test_a_run_takes_from_the_kit_what_the_brief_leaves_open(owner, kit, database):
    await owner.put(f"/brand-kits/{kit}/logo", files={"file": logo()})
    project = await owner.project(brand_kit_id=kit)
    job = (await owner.post(f"/project/{project}/queue")).json()
    (posted,) = await database.select("outbox", job_id=job["id"])
    ticket = posted["payload"]["ticket"]

    assert ticket["brief"]["brand_colors"] == ["#0b1f3a", "#ff5a1f"]
    assert ticket["brief"]["vibe"] == ["clean"]
    assert (ticket["brief"]["typography"]["font"], ticket["brief"]["typography"]["shadow"]) == ("Alfa Slab One", False)
    assert (ticket["logo"]["width"], ticket["logo"]["height"]) == (300, 120)


async def test_what_the_brief_says_wins(owner, kit, database):
    said = {"brand_colors": ["#00ff00"], "vibe": ["neon"], "typography": {"mood": "handwritten", "shadow": True}}
    project = await owner.project(brand_kit_id=kit, **said)
    job = (await owner.post(f"/project/{project}/queue")).json()
    (posted,) = await database.select("outbox", job_id=job["id"])
    brief = posted["payload"]["ticket"]["brief"]

    assert (brief["brand_colors"], brief["vibe"]) == (["#00ff00"], ["neon"])
    assert (brief["typography"].get("font"), brief["typography"]["mood"]) == (None, "handwritten")
    assert brief["typography"]["shadow"] is True


async def test_a_kit_of_a_plan_that_is_gone_is_not_used(owner, kit, on_plan):
    project = await owner.project(brand_kit_id=kit)
    on_plan(owner, "pro")

    assert code(await owner.post(f"/project/{project}/queue")) == (403, "plan_required")
