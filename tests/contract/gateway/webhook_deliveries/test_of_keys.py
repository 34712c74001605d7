"""A key with an address of its own: what it began is told there."""

import pytest
from tests.contract.gateway.conftest import Visitor, left_with
from tests.contract.gateway.webhook_deliveries.conftest import SECRETS, listed, listening, settled

SCRIPT = {"name": "Script", "scopes": ["read", "create", "render"]}


@pytest.fixture
async def teamed(ann, sql) -> Visitor:
    """Ann, on a plan with access by key."""
    await ann.get("/me")
    sql(f"update profiles set plan = 'team' where user_id = '{ann.user}'", left_with(ann.user, 1000))  # noqa: S608 - ours
    return ann


@pytest.fixture
def key_at(teamed):
    async def make(url: str | None):
        made = await teamed.post("/me/keys", json=SCRIPT | {"webhook_url": url})
        assert made.status_code == 201, made.text
        return made.json()

    return make


@pytest.fixture
def run_by(teamed, stranger):
    """The id of a run that a program asked for."""

    async def queue(key: dict[str, str], **body) -> str:
        path = f"/project/{await teamed.project()}/queue"
        answer = await stranger.post(path, json=body, headers={"authorization": f"Bearer {key['key']}"})
        assert answer.status_code == 202, answer.text
        return answer.json()["id"]

    return queue


async def urls(person) -> list[str]:
    return [one["url"] for one in await listed(person)]


async def test_a_key_is_told_of_its_runs_with_a_signature(teamed, receiver, key_at, run_by, happens, post):
    key = await key_at(receiver.url)

    await happens(settled(await run_by(key)))
    await post()

    (told,) = receiver.told
    assert told.verified(key["webhook_secret"])["type"] == "job.completed"
    assert [one["status"] for one in await listed(teamed)] == ["delivered"]


async def test_the_runs_own_address_goes_first_then_the_keys_then_the_accounts(
    teamed, receiver, key_at, run_by, happens
):
    await listening(teamed, receiver.url + "/account")
    key = await key_at(receiver.url + "/key")
    silent = await key_at(None)

    await happens(settled((await teamed.job())["id"]))
    await happens(settled(await run_by(silent)))
    await happens(settled(await run_by(key)))
    await happens(settled(await run_by(key, webhook_url=receiver.url + "/run")))

    ends = [url.rpartition("/")[2] for url in await urls(teamed)]
    assert ends == ["run", "key", "account", "account"]


@pytest.mark.parametrize("url", ["http://example.org/hook", "https://127.0.0.1/", "nonsense"])
async def test_an_address_that_may_not_be_called_is_refused(teamed, key_at, url):
    key = await key_at(None)

    answers = [
        await teamed.post("/me/keys", json=SCRIPT | {"webhook_url": url}),
        await teamed.patch(f"/me/keys/{key['id']}", json={"webhook_url": url}),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(422, "url_not_allowed")}
    assert {one.json()["errors"][0]["pointer"] for one in answers} == {"/webhook_url"}


async def test_the_address_is_listed_changed_and_taken_away(teamed, receiver, key_at, run_by, happens):
    key = await key_at(receiver.url)
    path = f"/me/keys/{key['id']}"
    moved = (await teamed.patch(path, json={"webhook_url": receiver.url + "/2"})).json()
    renamed = (await teamed.patch(path, json={"name": "Other"})).json()
    gone = (await teamed.patch(path, json={"webhook_url": None})).json()

    await happens(settled(await run_by(key)))

    assert [one["webhook_url"] for one in (moved, renamed, gone)] == [receiver.url + "/2", receiver.url + "/2", None]
    assert (await teamed.get("/me/keys")).json()[0]["webhook_url"] is None
    assert await urls(teamed) == []


async def test_the_secret_is_shown_once_whoever_makes_the_first_address(teamed, receiver, key_at):
    key = await key_at(None)
    first = (await teamed.patch(f"/me/keys/{key['id']}", json={"webhook_url": receiver.url})).json()
    second = await key_at(receiver.url)

    assert first["webhook_secret"] == SECRETS.of(teamed.user, 1)
    assert key["webhook_secret"] is second["webhook_secret"] is None
    assert (await teamed.get("/me/keys")).json()[0]["webhook_secret"] is None


async def test_of_a_revoked_key_what_it_began_is_told_to_the_end(teamed, receiver, key_at, run_by, happens, post):
    key = await key_at(receiver.url)
    waiting, running = await run_by(key), await run_by(key)
    await happens(settled(waiting))
    await teamed.delete(f"/me/keys/{key['id']}")
    await happens(settled(running))

    await post()

    assert len(receiver.told) == 2
    assert {one["status"] for one in await listed(teamed)} == {"delivered"}


async def test_an_address_that_was_switched_off_says_so_and_is_switched_on_again(
    teamed, receiver, key_at, run_by, happens, post
):
    key = await key_at(receiver.url)
    receiver.answers = ["410 Gone", "200 OK"]
    await happens(settled(await run_by(key)))
    await post()
    off = (await teamed.get("/me/keys")).json()[0]
    on = (await teamed.patch(f"/me/keys/{key['id']}", json={"webhook_url": receiver.url})).json()
    (dead,) = await listed(teamed)
    await teamed.post(f"/webhooks/deliveries/{dead['id']}/replay")

    await post()

    assert off["webhook_disabled_at"]
    assert on["webhook_disabled_at"] is None
    assert [one["status"] for one in await listed(teamed)] == ["delivered"]


async def test_a_good_keys_address_outlives_a_quiet_month(teamed, receiver, key_at, database, sql, ports):
    await key_at(receiver.url)
    sql(f"update webhook_endpoints set created_at = now() - interval '90 days' where user_id = '{teamed.user}'")  # noqa: S608 - ours

    await ports.store.webhooks.prune()

    assert len(await database.select("webhook_endpoints", user_id=teamed.user)) == 1


async def test_whoever_left_an_organisation_is_not_told_of_its_runs(
    teamed, receiver, key_at, run_by, happens, bob, sql
):
    job = await run_by(await key_at(receiver.url))
    await bob.get("/me")
    sql(f"update jobs set user_id = '{bob.user}' where id = '{job}'")  # noqa: S608 - as leaving does

    await happens(settled(job))

    assert await urls(teamed) == []
    assert await urls(bob) == []
