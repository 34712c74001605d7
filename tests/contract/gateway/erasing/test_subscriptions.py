"""Who erases their account pays for nothing any more, whether or not the payment provider is there to be told."""

import pytest
from tests.contract.gateway.billing.conftest import bought, pay, selling, subscribed, told
from tests.simulators.paying import Stripe, Thing

from gateway.deps import Gateway
from gateway.erasing import Eraser


@pytest.fixture
async def ports(ports: Gateway, shop: Stripe) -> Gateway:
    return selling(ports, shop)


@pytest.fixture
def eraser(wired: Gateway) -> Eraser:
    return Eraser(wired.store, wired.blobs, wired.bus, wired.relay, wired.cashier)


@pytest.fixture
async def paid(eve, shop: Stripe) -> Thing:
    """A subscription that Stripe has told us of."""
    await eve.get("/me")
    found = subscribed(shop, eve)
    response = await told(eve, shop, "customer.subscription.created", found)
    assert response.json()["status"] == "handled"
    return found


async def test_the_subscription_is_ended_at_once_and_the_receipt_says_so(eve, paid):
    receipt = (await eve.delete("/me")).json()

    assert paid["status"] == "canceled"
    assert receipt["erased"]["subscriptions"] == 1
    assert "subscription" not in {one["what"] for one in receipt["pending"]}


async def test_while_stripe_is_away_the_rest_is_erased_and_the_receipt_says_what_is_missing(
    eve, paid, shop, until_done
):
    shop.away = True
    receipt = (await eve.delete("/me")).json()

    assert (receipt["state"], paid["status"]) == ("erased", "active")
    assert "subscription" in {one["what"] for one in receipt["pending"]}

    shop.away = False
    done = await until_done(eve, receipt["url"])

    assert (done["erased"]["subscriptions"], paid["status"]) == (1, "canceled")
    assert done["pending"] == []


async def test_one_that_is_over_already_is_in_nobodys_way(eve, paid, until_done):
    paid["status"] = "canceled"

    done = await until_done(eve, (await eve.delete("/me")).json()["url"])

    assert done["erased"]["subscriptions"] == 1


async def test_who_pays_for_nothing_has_nothing_ended(eve, shop, until_done):
    shop.away = True

    done = await until_done(eve, (await eve.delete("/me")).json()["url"])

    assert "subscriptions" not in done["erased"]


async def test_what_stripe_tells_afterwards_brings_nobody_back(eve, paid, shop, until_done):
    await until_done(eve, (await eve.delete("/me")).json()["url"])

    answer = await told(eve, shop, "customer.subscription.deleted", paid)

    assert answer.json()["status"] == "handled"
    assert (await eve.get("/me")).json()["code"] == "account_erased"


async def test_a_checkout_that_is_open_is_closed_so_that_nobody_pays_at_it(eve, shop):
    await eve.get("/me")
    session = await bought(eve, shop)

    receipt = (await eve.delete("/me")).json()

    assert (session["status"], receipt["erased"]["checkouts"]) == ("expired", 1)


async def test_a_checkout_stays_pending_while_stripe_is_away(eve, shop, until_done):
    await eve.get("/me")
    session = await bought(eve, shop)
    shop.away = True
    receipt = (await eve.delete("/me")).json()

    assert "checkout" in {one["what"] for one in receipt["pending"]}

    shop.away = False
    done = await until_done(eve, receipt["url"])

    assert (done["erased"]["checkouts"], done["pending"], session["status"]) == (1, [], "expired")


@pytest.mark.parametrize("over", [pay, lambda session: session.update(status="expired")])
async def test_a_checkout_that_is_over_is_in_nobodys_way(eve, shop, over, until_done):
    await eve.get("/me")
    session = await bought(eve, shop)
    over(session)

    done = await until_done(eve, (await eve.delete("/me")).json()["url"])

    assert done["pending"] == []


async def test_a_checkout_that_stripe_does_not_know_any_more_is_in_nobodys_way(eve, shop, until_done):
    await eve.get("/me")
    del shop.world[(await bought(eve, shop))["id"]]

    done = await until_done(eve, (await eve.delete("/me")).json()["url"])

    assert done["pending"] == []
