"""What is on offer, and the answers while nothing can be sold."""

from dataclasses import replace

import pytest
from tests.contract.gateway.billing.conftest import balance_of, bought, pay

from gateway.settings import GatewaySettings


async def test_while_stripe_is_away_nothing_is_lost(ann, shop, stranger):
    before, session = await balance_of(ann), pay(await bought(ann, shop))
    body, headers = shop.event("checkout.session.completed", session)
    shop.away = True
    away = await stranger.post("/webhooks/stripe", content=body, headers=headers)
    opening = await ann.post("/credits/purchase", json={"pack": "pack_100"})
    shop.away = False

    again = await stranger.post("/webhooks/stripe", content=body, headers=headers)

    assert [(one.status_code, one.json()["code"]) for one in (away, opening)] == [(503, "billing_unavailable")] * 2
    assert (again.json()["status"], await balance_of(ann)) == ("handled", before + 100)


async def test_a_repeated_purchase_opens_one_checkout(ann, shop):
    key = {"idempotency-key": "buy"}

    first, again = [await ann.post("/credits/purchase", json={"pack": "pack_500"}, headers=key) for _ in range(2)]

    assert first.json() == again.json()
    assert len(shop.asked) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "validation_failed"),
        ({"pack": "pack_100", "plan": "pro"}, 422, "validation_failed"),
        ({"pack": "pro"}, 404, "not_found"),
        ({"plan": "pack_100"}, 404, "not_found"),
        ({"pack": "pack_100", "success_url": "https://evil.example/"}, 422, "url_not_allowed"),
        ({"pack": "pack_100", "cancel_url": "https://thumbs.example@evil.example/"}, 422, "url_not_allowed"),
    ],
)
async def test_what_cannot_be_bought_is_refused(ann, body, status, code):
    response = await ann.post("/credits/purchase", json=body)

    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_without_a_key_nothing_is_sold_and_the_offers_are_still_shown(ann, ports, stranger):
    ann._transport.app.state.gateway = replace(ports, cashier=None)

    answers = [await ann.post("/credits/purchase", json={"pack": "pack_100"}), await stranger.post("/webhooks/stripe")]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(501, "billing_disabled")}
    offers = {offer["name"]: offer["credits"] for offer in (await stranger.get("/credits/offers")).json()}
    assert offers.items() >= {"pack_100": 100, "pro": 250}.items()


def test_a_key_without_what_proves_its_events_is_refused_at_the_start():
    with pytest.raises(ValueError, match="THUMBWORKS_STRIPE_WEBHOOK_SECRET"):
        GatewaySettings(auth="local", stripe_key="sk_test_1")  # type: ignore[arg-type]
