"""Their owner looks at calls, tests an address and takes it back; what is old is forgotten."""

import json

from tests.contract.gateway.webhook_deliveries.conftest import listed, listening, settled


async def test_pages_of_deliveries_follow_each_other(ann, receiver):
    await listening(ann, receiver.url)
    made = [(await ann.post("/webhooks/test")).json()["id"] for _ in range(5)]

    first = (await ann.get("/webhooks/deliveries", params={"limit": 3})).json()
    second = (await ann.get("/webhooks/deliveries", params={"limit": 3, "cursor": first["next_cursor"]})).json()

    assert [one["id"] for one in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None


async def test_what_belongs_to_others_is_not_there(ann, bob, receiver):
    await listening(ann, receiver.url)
    delivery = (await ann.post("/webhooks/test")).json()["id"]

    answers = [
        await bob.get(f"/webhooks/deliveries/{delivery}"),
        await bob.post(f"/webhooks/deliveries/{delivery}/replay"),
        await bob.get("/webhooks/deliveries", params={"cursor": delivery}),
        await bob.post("/webhooks/test"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert await listed(bob) == []


async def test_a_repeated_test_is_made_once(ann, receiver):
    await listening(ann, receiver.url)
    key = {"idempotency-key": "the same"}

    first, again = [await ann.post("/webhooks/test", headers=key) for _ in range(2)]

    assert first.json()["id"] == again.json()["id"]
    assert len(await listed(ann)) == 1


async def test_an_account_stops_being_called(ann, receiver, happens):
    await listening(ann, receiver.url)
    job = (await ann.job())["id"]
    gone = await ann.delete("/me/webhook")

    await happens(settled(job))

    assert (gone.status_code, await listed(ann)) == (204, [])


async def test_old_calls_and_addresses_nobody_uses_are_forgotten(ann, receiver, ports, database, sql):
    await ann.post("/webhooks/test", json={"url": receiver.url})
    sql(
        "update webhook_deliveries set created_at = created_at - interval '31 days'",
        "update webhook_endpoints set created_at = created_at - interval '31 days'",
    )

    await ports.store.webhooks.prune()

    assert await listed(ann) == await database.select("webhook_endpoints", user_id=ann.user) == []


async def test_the_body_is_what_was_written_down(ann, receiver, post):
    await listening(ann, receiver.url)
    delivery = (await ann.post("/webhooks/test")).json()

    await post()

    assert json.loads(receiver.told[0].body) == delivery["payload"]
