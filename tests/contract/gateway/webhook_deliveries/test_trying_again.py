"""Calls that are not answered: pauses, the last try, addresses that are given up."""

import asyncio

import asyncpg
from tests.contract.gateway.webhook_deliveries.conftest import listed, listening, settled

from gateway.store.webhooks import Try
from gateway.webhooks.sending import PAUSES

WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


async def test_what_is_not_answered_is_tried_again_and_keeps_its_name(ann, receiver, post, sql):
    receiver.answers = ["500 Oops", "302 Found\r\nlocation: http://127.0.0.1/", "200 OK"]
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")

    for _ in range(3):
        await post()
        sql("update webhook_deliveries set next_at = now() where status = 'pending'")

    (one,) = await listed(ann)
    assert (one["status"], one["attempts"]) == ("delivered", 3)
    assert [tried["status"] for tried in one["tries"]] == [500, 302, 200]
    assert len({(told.headers["webhook-id"], told.body) for told in receiver.told}) == 1
    assert one["id"] == receiver.told[0].headers["webhook-id"]


async def test_nobody_is_called_again_before_the_pause_is_over(ann, receiver, post):
    receiver.answers = ["503 Busy\r\nretry-after: 3000"]
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")

    made = [await post() for _ in range(3)]

    (one,) = await listed(ann, status="pending")
    assert made == [1, 0, 0]
    assert one["next_at"] > one["tries"][0]["at"][:15]


async def test_after_the_last_try_it_is_dead_and_can_be_replayed(ann, receiver, post, sql):
    receiver.answers = ["500 Oops"]
    await listening(ann, receiver.url)
    delivery = (await ann.post("/webhooks/test")).json()["id"]
    for _ in range(len(PAUSES) + 1):
        await post()
        sql("update webhook_deliveries set next_at = now() where status = 'pending'")
    (dead,) = await listed(ann, status="dead")
    receiver.answers = ["204 No Content"]

    replayed = await ann.post(f"/webhooks/deliveries/{delivery}/replay")
    await post()

    assert (dead["attempts"], dead["next_at"]) == (10, None)
    assert (replayed.status_code, replayed.json()["status"], replayed.json()["attempts"]) == (202, "pending", 0)
    now = (await ann.get(f"/webhooks/deliveries/{delivery}")).json()
    assert (now["status"], now["attempts"], len(now["tries"])) == ("delivered", 1, 11)
    assert {told.headers["webhook-id"] for told in receiver.told} == {delivery}


async def test_an_address_that_is_gone_is_switched_off(ann, receiver, post, happens):
    receiver.answers = ["410 Gone"]
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    await post()
    job = (await ann.job())["id"]

    await happens(settled(job))

    assert await post() == 0
    assert {(one["event"], one["status"]) for one in await listed(ann)} == {
        ("webhook.test", "dead"),
        ("job.completed", "dead"),
    }
    about = (await ann.get("/me/webhook")).json()
    assert about["disabled_at"]
    assert about["note"] == "Switched off: it answered 410, gone."
    assert (await ann.put("/me/webhook", json={"url": receiver.url})).json()["disabled_at"] is None


async def test_an_address_that_fails_for_days_is_switched_off_with_all_that_waits(ann, receiver, post, sql):
    receiver.answers = ["500 Oops"]
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    await post()
    sql(
        "update webhook_endpoints set failing_since = now() - interval '6 days' where failing_since is not null",
        "update webhook_deliveries set next_at = now() where status = 'pending'",
    )
    waiting = (await ann.post("/webhooks/test")).json()["id"]

    await post()

    assert {one["status"] for one in await listed(ann)} == {"dead"}
    assert "5 days" in (await ann.get("/me/webhook")).json()["note"]
    assert (await ann.post(f"/webhooks/deliveries/{waiting}/replay")).json()["note"] == ""


async def test_a_call_that_ends_while_its_address_is_switched_off_waits_its_turn(ann, receiver, ports, database_url):
    await listening(ann, receiver.url)
    delivery = (await ann.post("/webhooks/test")).json()["id"]
    told = Try(status=500, error="", seconds=0.1)
    other = await asyncpg.connect(database_url)
    async with other.transaction():
        await other.execute("select from webhook_endpoints where url = $1 for update", receiver.url)
        finish = ports.store.webhooks.finish(delivery, told, delivered=False, retry_in=5, gone=False)
        ending = asyncio.create_task(finish)
        while not await other.fetchval(WAITING):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)
        await other.execute("update webhook_deliveries set status = 'dead' where id = $1", delivery)
    await ending
    await other.close()

    assert [one["status"] for one in await listed(ann)] == ["dead"]


async def test_one_success_forgives_what_failed_before(ann, receiver, post, sql):
    receiver.answers = ["500 Oops", "200 OK"]
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    await post()
    failing = (await ann.get("/me/webhook")).json()["failing_since"]
    sql("update webhook_deliveries set next_at = now() where status = 'pending'")

    await post()

    assert failing
    assert (await ann.get("/me/webhook")).json()["failing_since"] is None
