"""Where calls go, and what signs them."""

from dataclasses import replace

import pytest
from tests.contract.gateway.webhook_deliveries.conftest import listening

from gateway.webhooks.outgoing import Outgoing


@pytest.mark.parametrize("url", ["http://example.org/hook", "https://127.0.0.1/", "https://10.1.2.3/", "nonsense", ""])
async def test_an_address_that_may_not_be_called_is_refused_where_it_is_given(ann, url):
    project = await ann.project()

    answers = [
        await ann.put("/me/webhook", json={"url": url}),
        await ann.post("/webhooks/test", json={"url": url}),
        await ann.post(f"/project/{project}/queue", json={"webhook_url": url}),
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert {answer.json()["code"] for answer in answers[2:]} == {"url_not_allowed"}


async def test_where_nothing_can_be_signed_nothing_is_promised(ann, ports):
    ann._transport.app.state.gateway = replace(ports, desk=replace(ports.desk, outgoing=Outgoing(ports.outgoing.reach)))
    project = await ann.project()

    answers = [
        await ann.put("/me/webhook", json={"url": "https://example.org"}),
        await ann.post("/me/webhook/secret"),
        await ann.post("/webhooks/test"),
        await ann.post(f"/project/{project}/queue", json={"webhook_url": "https://example.org"}),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(503, "webhooks_disabled")}


async def test_the_secret_is_shown_once(ann, receiver):
    first = await ann.put("/me/webhook", json={"url": receiver.url})
    second = await ann.put("/me/webhook", json={"url": receiver.url + "/2"})
    read = await ann.get("/me/webhook")

    assert first.json()["secret"].startswith("whsec_")
    assert second.json()["secret"] is read.json()["secret"] is None
    assert read.json()["url"] == receiver.url + "/2"


async def test_a_new_secret_and_the_one_before_both_count_for_a_day(ann, receiver, post, sql):
    old = await listening(ann, receiver.url)
    new = (await ann.post("/me/webhook/secret")).json()["secret"]
    await ann.post("/webhooks/test")
    await post()
    sql("update webhook_secrets set previous_until = now()")
    await ann.post("/webhooks/test")
    await post()

    both, newest = receiver.told
    assert old != new
    assert both.verified(old) == both.verified(new)
    assert newest.verified(new)["type"] == "webhook.test"
    with pytest.raises(Exception, match="No matching signature"):
        newest.verified(old)


async def test_a_repeated_request_for_a_secret_makes_one(ann, receiver):
    await listening(ann, receiver.url)
    key = {"idempotency-key": "once"}

    first, again = [(await ann.post("/me/webhook/secret", headers=key)) for _ in range(2)]

    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
