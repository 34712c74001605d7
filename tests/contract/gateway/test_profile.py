"""What people say of themselves, and what their ledger says."""

import pytest

STYLE = {"vibe": ["cinematic"], "typography": {"stroke": 4}, "quality": "draft"}


async def test_what_is_left_out_of_a_change_stays(ann):
    await ann.patch("/me", json={"name": "Ann", "brand_colors": ["#00E5FF", "#101010"]})
    body = (await ann.patch("/me", json={"default_style": STYLE})).json()

    assert (body["name"], body["brand_colors"]) == ("Ann", ["#00e5ff", "#101010"])
    assert body["default_style"]["vibe"] == ["cinematic"]
    assert (await ann.get("/me")).json() == body
    assert (await ann.patch("/me", json={})).json() == body


async def test_a_project_takes_what_its_brief_leaves_open_and_nothing_else(ann, bob):
    await ann.patch("/me", json={"brand_colors": ["#00e5ff"], "default_style": STYLE})
    plain = (await ann.post("/project", json={"headline": "GO"})).json()["brief"]
    own = {"headline": "GO", "vibe": ["minimalist"], "brand_colors": ["#ff0000"], "quality": "std"}
    said = (await ann.post("/project", json=own)).json()["brief"]
    other = (await bob.post("/project", json={"headline": "GO"})).json()["brief"]

    assert (plain["vibe"], plain["brand_colors"], plain["quality"]) == (["cinematic"], ["#00e5ff"], "draft")
    assert plain["typography"]["stroke"] == 4
    assert (said["vibe"], said["brand_colors"], said["quality"]) == (["minimalist"], ["#ff0000"], "std")
    assert (other["vibe"], other["brand_colors"]) == (["bold"], [])


@pytest.mark.parametrize(
    "changes",
    [
        {"brand_colors": ["red"]},
        {"brand_colors": ["#000000"] * 7},
        {"default_style": {"vibe": ["nonsense"]}},
        {"default_style": {"headline": "ALWAYS"}},
        {"default_style": {"refs": ["ast_1"]}},
        {"default_style": {"unknown": 1}},
        {"default_style": None},
        {"role": "admin"},
        {"name": "x" * 201},
    ],
)
async def test_a_style_that_no_brief_could_have_is_refused(ann, changes):
    response = await ann.patch("/me", json=changes)

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert (await ann.get("/me")).json()["default_style"] == {}


async def test_the_ledger_is_told_in_pages_with_reasons_and_balances(ann, bob, database):
    for number in range(4):
        await database.call("grant_credits", user=ann.user, amount=10 + number, key=f"{ann.user}:{number}")
    await bob.get("/me")
    first = (await ann.get("/credits/ledger?limit=2")).json()
    second = (await ann.get(f"/credits/ledger?limit=2&cursor={first['next_cursor']}")).json()
    last = (await ann.get(f"/credits/ledger?limit=2&cursor={second['next_cursor']}")).json()
    lines = [*first["items"], *second["items"], *last["items"]]

    assert [line["delta"] for line in lines] == [13, 12, 11, 10, 50]
    assert [line["balance"] for line in lines] == [96, 83, 71, 60, 50]
    assert {line["reason"] for line in lines} == {"Credits were added."}
    assert last["next_cursor"] is None
    assert (await ann.get("/me")).json()["credits"] == lines[0]["balance"]


async def test_a_booking_names_its_job(ann, database, new_ticket):
    ticket = new_ticket(user_id=ann.user)
    await ann.get("/me")
    await database.call("reserve_credits", ticket=ticket.model_dump(mode="json"))
    line = (await ann.get("/credits/ledger?limit=1")).json()["items"][0]

    assert (line["action"], line["job"]) == ("job.held", f"/jobs/{ticket.job_id}")
    assert line["delta"] < 0


@pytest.mark.parametrize("cursor", ["0", "-1", "x", "1' or 1=1", "9" * 30])
async def test_a_cursor_of_nowhere_is_refused(ann, cursor):
    response = await ann.get("/credits/ledger", params={"cursor": cursor})

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
