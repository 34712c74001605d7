"""Senders beside each other, and addresses that are slow, gone or inside."""

import asyncio
import socket
from dataclasses import replace

from tests.contract.gateway.webhook_deliveries.conftest import SECRETS, listed, listening

from gateway.webhooks.outgoing import Outgoing
from gateway.webhooks.reaching import Reach
from gateway.webhooks.sending import Postman


async def test_an_address_whose_name_moved_inside_is_not_called(ann, receiver, ports):
    ports = replace(ports, desk=replace(ports.desk, outgoing=Outgoing(Reach(), SECRETS)))
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    (leased,) = await ports.store.webhooks.claim(5)

    await Postman(ports.store.webhooks, ports.outgoing).deliver(leased)

    (one,) = await listed(ann)
    assert (one["status"], one["tries"][0]["error"]) == ("pending", "url_not_allowed")
    assert receiver.told == []


async def test_whoever_does_not_answer_in_time_is_called_again(ann, receiver, ports):
    receiver.answers = [None]
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    (leased,) = await ports.store.webhooks.claim(5)

    await Postman(ports.store.webhooks, ports.outgoing, patience=0.3).deliver(leased)

    (one,) = await listed(ann)
    assert (one["status"], one["tries"][0]["error"]) == ("pending", "timeout")


async def test_where_nobody_is_it_is_tried_again(ann, receiver, ports):
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    (leased,) = await ports.store.webhooks.claim(5)

    with socket.socket() as door:  # held, so that nobody else can be there, and never opened
        door.bind(("127.0.0.1", 0))
        nowhere = f"127.0.0.1:{door.getsockname()[1]}"
        postman = Postman(ports.store.webhooks, Outgoing(Reach([nowhere]), SECRETS))
        await postman.deliver(leased.model_copy(update={"url": f"http://{nowhere}/hook"}))

    (one,) = await listed(ann)
    assert (one["status"], one["tries"][0]["error"]) == ("pending", "connect_error")


async def test_two_senders_never_make_the_same_call(ann, receiver, ports):
    await listening(ann, receiver.url)
    for _ in range(4):
        await ann.post("/webhooks/test")

    leased = await asyncio.gather(*(ports.store.webhooks.claim(50) for _ in range(6)))

    assert len({call.id for calls in leased for call in calls}) == sum(map(len, leased)) == 4


async def test_a_lease_that_ran_out_is_taken_by_another(ann, receiver, ports, post, sql):
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    (lost,) = await ports.store.webhooks.claim(50)
    sql("update webhook_deliveries set claimed_until = now() - interval '1 second'")

    assert await post() == 1
    assert receiver.told[0].headers["webhook-id"] == lost.id


async def test_one_slow_address_holds_up_nobody(ann, bob, receiver, ports):
    await listening(ann, receiver.url)
    await listening(bob, receiver.url)
    for _ in range(10):
        await ann.post("/webhooks/test")
    await bob.post("/webhooks/test")

    first, second = await ports.store.webhooks.claim(50), await ports.store.webhooks.claim(50)

    assert [call.user_id for call in first].count(ann.user) == 4
    assert [call.user_id for call in first].count(bob.user) == 1
    assert second == []
