"""Lists of an organisation come in pages like every other list, each row once."""

from typing import Any

import pytest
from tests.contract.gateway.organisations.conftest import code, join


async def pages(person, path: str, limit: int = 1) -> list[dict[str, Any]]:
    """Everything, a few at a time."""
    found, cursor = [], None
    while True:
        asked = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        page = (await person.get(path, params=asked)).json()
        assert len(page["items"]) <= limit
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


async def test_members_come_in_the_order_of_their_roles(owner, org, new_visitor):
    admin = await join(owner, org, new_visitor(), "admin")
    first, second = [await join(owner, org, new_visitor()) for _ in range(2)]
    path = f"/organisations/{org}/members"

    found = await pages(owner, path)

    assert [one["user_id"] for one in found] == [owner.user, admin.user, first.user, second.user]
    assert (await owner.get(path)).json() == {"items": found, "next_cursor": None}


async def test_invitations_come_newest_first(owner, org):
    made = [(await owner.post(f"/organisations/{org}/invitations", json={})).json()["id"] for _ in range(3)]

    found = await pages(owner, f"/organisations/{org}/invitations", 2)

    assert [one["id"] for one in found] == made[::-1]


@pytest.mark.parametrize("of", ["assets", "projects"])
async def test_what_is_shared_comes_newest_first_and_once(owner, org, things, of):
    await owner.project(organisation_id=org)
    path = f"/organisations/{org}/{of}"

    found = await pages(owner, path)

    assert found == (await owner.get(path)).json()["items"]
    assert len({one["id"] for one in found}) == len(found) > 1
    assert things.made["picture" if of == "assets" else "project"] in {one["id"] for one in found}


@pytest.mark.parametrize("of", ["members", "invitations", "assets", "projects"])
async def test_a_cursor_of_another_list_is_none_of_this_one(owner, org, of):
    await owner.project()
    await owner.project()
    cursor = (await owner.get("/projects", params={"limit": 1})).json()["next_cursor"]

    refused = [
        await owner.get(f"/organisations/{org}/{of}", params={"cursor": one}) for one in (cursor, "nonsense", "")
    ]

    assert {code(one) for one in refused} == {(422, "validation_failed")}
