"""Tickets for EventSource: got with a token, good for one job, and taken back."""

from dataclasses import replace

import pytest


@pytest.fixture
async def job(ann) -> str:
    return (await ann.job())["id"]


async def refusal_of(stranger, url: str) -> tuple[int, str]:
    """Of a stream that does not begin."""
    response = await stranger.get(url)
    return response.status_code, response.json()["code"]


async def test_a_ticket_is_got_for_ones_own_job_only(ann, bob, job):
    made = await ann.post(f"/jobs/{job}/ticket")

    assert made.status_code == 200
    assert made.json()["url"] == f"/stream/jobs/{job}?ticket={made.json()['ticket']}"
    assert made.headers["cache-control"] == "no-store"
    assert (await bob.post(f"/jobs/{job}/ticket")).json()["code"] == "not_found"


async def test_it_opens_no_other_job_and_nothing_else(ann, stranger, job):
    ticket = (await ann.post(f"/jobs/{job}/ticket")).json()["ticket"]
    other = (await ann.job())["id"]

    assert await refusal_of(stranger, f"/stream/jobs/{other}?ticket={ticket}") == (401, "unauthenticated")
    assert await refusal_of(stranger, f"/jobs/{job}?ticket={ticket}") == (401, "unauthenticated")
    assert await refusal_of(stranger, f"/stream/jobs/{job}?ticket=nonsense") == (401, "unauthenticated")


async def test_signing_out_ends_every_ticket_and_later_ones_are_new(ann, stranger, job, ports):
    old = (await ann.post(f"/jobs/{job}/ticket")).json()
    assert (await ann.post("/auth/sign-out")).status_code == 204
    new = (await ann.post(f"/jobs/{job}/ticket")).json()["ticket"]
    holder = ports.tickets.read(new, job)

    assert await refusal_of(stranger, old["url"]) == (401, "unauthenticated")
    assert await ports.store.people.standing(ann.user, None) == holder.session == 1


async def test_a_ticket_got_with_a_key_ends_with_the_key(ann, stranger, job, sql):
    sql(f"update profiles set plan = 'team' where user_id = '{ann.user}'")  # noqa: S608 - ours
    key = (await ann.post("/me/keys", json={"name": "x", "scopes": ["read"]})).json()
    by_key = {"authorization": f"Bearer {key['key']}"}
    ticket = (await stranger.post(f"/jobs/{job}/ticket", headers=by_key)).json()
    await ann.delete(f"/me/keys/{key['id']}")

    assert await refusal_of(stranger, ticket["url"]) == (401, "unauthenticated")


async def test_an_account_that_ends_takes_its_tickets_along(ann, stranger, job):
    ticket = (await ann.post(f"/jobs/{job}/ticket")).json()
    assert (await ann.delete("/me")).status_code == 200

    assert await refusal_of(stranger, ticket["url"]) == (401, "unauthenticated")


async def test_no_line_of_the_log_holds_a_ticket(ann, stranger, job, capsys):
    ticket = (await ann.post(f"/jobs/{job}/ticket")).json()["ticket"]
    await ann.post("/auth/sign-out")
    await stranger.get(f"/stream/jobs/{job}?ticket={ticket}")
    printed = capsys.readouterr()

    assert "request.answered" in printed.out
    assert ticket not in printed.out + printed.err


async def test_a_ticket_is_not_for_those_who_hold_another_secret(ann, job, ports):
    ticket = (await ann.post(f"/jobs/{job}/ticket")).json()["ticket"]
    other = replace(ports, tickets=type(ports.tickets)("another secret of more than thirty-two characters"))

    with pytest.raises(Exception, match="unauthenticated"):
        other.tickets.read(ticket, job)
