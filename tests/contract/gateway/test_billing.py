"""Selling: a checkout grants nothing, a verified payment grants once, and money that goes back takes credits along."""

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.simulators.paying import PERIOD, SECRET, Stripe, Thing, simulated

from gateway.billing.stripe_cashier import StripeCashier
from gateway.deps import Gateway
from gateway.settings import GatewaySettings

BACK = "https://thumbs.example/done"


@pytest.fixture
async def shop() -> AsyncIterator[Stripe]:
    async with simulated() as world:
        yield world


@pytest.fixture
async def ports(ports: Gateway, shop: Stripe) -> Gateway:
    return replace(
        ports, cashier=StripeCashier("sk_test_1", SECRET, {"team": "price_team"}, shop.url), return_urls=(BACK,)
    )


@pytest.fixture
def tell(stranger, shop) -> Callable[..., Any]:
    """Tells the gateway of something, as Stripe does; the status it answers."""

    async def make(kind: str, thing: Thing, **more: Any) -> str:
        body, headers = shop.event(kind, thing, **more)
        response = await stranger.post("/webhooks/stripe", content=body, headers=headers)
        assert response.status_code in {200, 202}, response.text
        return response.json()["status"]

    return make


async def balance_of(person) -> int:
    return (await person.get("/me")).json()["credits"]


async def bought(person, shop: Stripe, **wish: str) -> Thing:
    """A checkout that was opened; what Stripe knows of it."""
    answer = await person.post("/credits/purchase", json=wish or {"pack": "pack_100"})
    assert answer.status_code == 201, answer.text
    return next(one for one in shop.world.values() if one.get("url") == answer.json()["checkout_url"])


def pay(session: Thing, **changed: Any) -> Thing:
    session |= {
        "payment_status": "paid",
        "payment_intent": f"pi_of_{session['id']}",
        "customer": f"cus_{session['id']}",
    }
    session |= changed
    return session


def refunded(shop: Stripe, session: Thing, amount: int) -> Thing:
    return shop.new("ch", payment_intent=session["payment_intent"], amount=500, amount_refunded=amount)


def subscribed(shop: Stripe, person, offer: str = "pro", **changed: Any) -> Thing:
    now = int(time.time())
    item = {
        "price": {"id": "price_1", "lookup_key": None},
        "current_period_start": now,
        "current_period_end": now + PERIOD,
    }
    about = {"user": person.user, "offer": offer}
    customer = f"cus_of_{person.user}"
    fields = {"customer": customer, "status": "active", "metadata": about, "items": {"data": [item]}}
    return shop.new("sub", **(fields | changed))


def invoiced(shop: Stripe, subscription: Thing, reason: str = "subscription_create", **changed: Any) -> Thing:
    payment = {"data": [{"payment": {"payment_intent": f"pi_{random.random()}"}}]}
    parent = {"subscription_details": {"subscription": subscription["id"]}}
    fields = {"status": "paid", "billing_reason": reason, "amount_paid": 1200, "parent": parent, "payments": payment}
    return shop.new("in", **(fields | changed))


async def plan(person) -> str:
    return (await person.get("/me")).json()["plan"]


async def nothing_is_wrong(database) -> bool:
    return await database.select("ledger_violations") == []


async def test_a_checkout_grants_nothing_and_a_payment_does(ann, shop, tell, database):
    before = await balance_of(ann)
    session = await bought(ann, shop)
    unpaid = await tell("checkout.session.completed", session)
    waiting = await balance_of(ann)

    paid = await tell("checkout.session.completed", pay(session))

    assert (unpaid, waiting, paid) == ("handled", before, "handled")
    assert await balance_of(ann) == before + 100
    assert shop.asked[0].items() >= {"mode": "payment", "success_url": BACK, "client_reference_id": ann.user}.items()
    assert await nothing_is_wrong(database)


async def test_the_same_event_five_times_grants_once(ann, shop, tell):
    before, session = await balance_of(ann), pay(await bought(ann, shop))

    told = [await tell("checkout.session.completed", session, name=f"evt_{session['id']}") for _ in range(5)]

    assert told == ["handled", *["replayed"] * 4]
    assert await balance_of(ann) == before + 100


async def test_a_payment_told_by_several_events_at_once_grants_once(ann, shop, tell):
    before, session = await balance_of(ann), pay(await bought(ann, shop))
    kinds = ["checkout.session.completed", "checkout.session.async_payment_succeeded"] * 3

    await asyncio.gather(*(tell(kind, session) for kind in kinds))

    assert await balance_of(ann) == before + 100


async def test_a_payment_that_takes_days_grants_when_it_arrives_and_not_when_it_fails(ann, shop, tell, database):
    before = await balance_of(ann)
    slow, failing = await bought(ann, shop), await bought(ann, shop)
    await tell("checkout.session.completed", slow)
    await tell("checkout.session.async_payment_failed", failing)
    await tell("checkout.session.async_payment_succeeded", pay(slow))

    states = {row["session_id"]: row["status"] for row in await database.select("purchases", user_id=ann.user)}

    assert await balance_of(ann) == before + 100
    assert states == {slow["id"]: "paid", failing["id"]: "failed"}


@pytest.mark.parametrize("changed", [{"amount_subtotal": 1}, {"currency": "jpy"}])
async def test_a_wrong_amount_grants_nothing_and_is_flagged(ann, shop, tell, database, changed):
    before, session = await balance_of(ann), pay(await bought(ann, shop), **changed)

    told = await tell("checkout.session.completed", session)

    (account,) = await database.select("billing_accounts", user_id=ann.user)
    assert (told, await balance_of(ann)) == ("refused", before)
    assert account["flagged_at"]


async def test_a_forged_event_is_refused_and_leaves_nothing(ann, shop, stranger, database):
    before, session = await balance_of(ann), pay(await bought(ann, shop))
    body, headers = shop.event("checkout.session.completed", session, name="evt_forged", secret="whsec_other")
    good, signed = shop.event("checkout.session.completed", session, name="evt_forged")
    old = {"stripe-signature": "t=1," + signed["stripe-signature"].split(",")[1]}

    answers = [
        await stranger.post("/webhooks/stripe", content=body, headers=headers),
        await stranger.post("/webhooks/stripe", content=good.replace("evt_forged", "evt_changed"), headers=signed),
        await stranger.post("/webhooks/stripe", content=good, headers=old),
        await stranger.post("/webhooks/stripe", content=b"\xff", headers=signed),
        await stranger.post("/webhooks/stripe", content=good),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "webhook_not_genuine")}
    assert await balance_of(ann) == before
    assert await database.select("webhook_inbox", event_id="evt_forged") == []


async def test_what_an_event_claims_does_not_count_but_what_stripe_says_now(ann, shop, tell):
    before, session = await balance_of(ann), await bought(ann, shop)

    await tell("checkout.session.completed", session | {"payment_status": "paid", "payment_intent": "pi_x"})

    assert await balance_of(ann) == before


async def test_a_checkout_that_is_not_ours_is_noted(shop, tell):
    foreign = shop.new("cs", metadata={}, payment_status="paid", amount_subtotal=1, amount_total=1, currency="usd")

    assert await tell("checkout.session.completed", foreign) == "unmatched"
    assert await tell("customer.created", {"id": "cus_1"}) == "ignored"


async def test_a_refund_takes_back_what_is_left_and_never_more(ann, shop, tell, database):
    before, session = await balance_of(ann), pay(await bought(ann, shop))
    await tell("checkout.session.completed", session)
    await tell("charge.refunded", refunded(shop, session, 250))
    half = await balance_of(ann)

    await tell("charge.refunded", refunded(shop, session, 500))
    await tell("charge.refunded", refunded(shop, session, 500))
    await tell("refund.updated", {"id": "re_1", "charge": refunded(shop, session, 250)["id"]})

    assert (half, await balance_of(ann)) == (before + 50, before)
    assert await nothing_is_wrong(database)


async def test_a_refund_of_what_was_spent_leaves_the_balance_at_zero(ann, shop, tell, database, sql):
    session = pay(await bought(ann, shop))
    await tell("checkout.session.completed", session)
    balance = await balance_of(ann)
    sql(f"select private.book('{ann.user}', 'test.spent', -{balance - 30}, 'spent:{session['id']}', '{{}}')")

    await tell("charge.refunded", refunded(shop, session, 500))

    assert await balance_of(ann) == 0
    assert (await database.select("billing_accounts", user_id=ann.user))[0]["flagged_at"]


async def test_a_refund_that_is_told_before_the_payment_counts_all_the_same(ann, shop, tell, database):
    before, session = await balance_of(ann), pay(await bought(ann, shop))

    await tell("charge.refunded", refunded(shop, session, 500))
    await tell("checkout.session.completed", session)

    assert await balance_of(ann) == before
    assert await nothing_is_wrong(database)


async def test_a_dispute_takes_credits_and_gives_them_again_when_it_is_won(ann, shop, tell, database):
    before, session = await balance_of(ann), pay(await bought(ann, shop))
    await tell("checkout.session.completed", session)
    dispute = shop.new("dp", charge="ch", payment_intent=session["payment_intent"], amount=500, status="needs_response")
    await tell("charge.dispute.created", dispute)
    disputed = await balance_of(ann)
    dispute["status"] = "won"

    await tell("charge.dispute.closed", dispute)
    await tell("charge.dispute.created", dispute)

    assert (disputed, await balance_of(ann)) == (before, before + 100)
    assert await nothing_is_wrong(database)


async def test_a_plan_begins_with_its_subscription_and_brings_credits_with_each_invoice(ann, shop, tell, database):
    before, subscription = await balance_of(ann), subscribed(shop, ann)
    first, second = invoiced(shop, subscription), invoiced(shop, subscription, "subscription_cycle")

    await tell("invoice.paid", first)
    month = await balance_of(ann)
    for invoice in (second, first, second):
        await tell("invoice.paid", invoice)

    assert (await plan(ann), month) == ("pro", before + 250)
    assert await balance_of(ann) == 500  # a month is kept for one more; what was there before it has lapsed
    assert await nothing_is_wrong(database)


async def test_events_of_a_subscription_come_in_any_order(new_visitor, shop, tell):
    for order in itertools.permutations(range(4)):
        person = await new_visitor().consented()
        before, session = await balance_of(person), pay(await bought(person, shop, plan="pro"))
        subscription = subscribed(shop, person, customer=session["customer"])
        events = [
            ("checkout.session.completed", session),
            ("customer.subscription.created", subscription),
            ("invoice.paid", invoiced(shop, subscription)),
            ("customer.subscription.updated", subscription),
        ]

        for place in order:
            await tell(*events[place])

        assert (await plan(person), await balance_of(person)) == ("pro", before + 250)


async def test_a_subscription_that_ended_takes_the_plan_and_leaves_the_credits(ann, shop, tell):
    subscription = subscribed(shop, ann)
    await tell("invoice.paid", invoiced(shop, subscription))
    balance = await balance_of(ann)
    subscription["status"] = "canceled"

    await tell("customer.subscription.deleted", subscription)
    await tell("customer.subscription.updated", subscription)  # told late: looked up, it is over all the same

    assert (await plan(ann), await balance_of(ann)) == ("starter", balance)


async def test_while_a_plan_is_paid_its_invoices_begin_the_months_and_afterwards_the_clock(ann, shop, tell, database):
    async def by_clock() -> str | None:
        return (await database.select("profiles", user_id=ann.user))[0]["next_grant_at"]

    subscription = subscribed(shop, ann)
    free = await by_clock()
    await tell("customer.subscription.created", subscription)
    paid, subscription["status"] = await by_clock(), "canceled"
    await tell("customer.subscription.deleted", subscription)

    assert (free is None, paid, await by_clock() is None) == (False, None, False)


async def test_an_old_subscription_that_ends_does_not_take_the_new_ones_plan(ann, shop, tell):
    old, new = subscribed(shop, ann), subscribed(shop, ann, "team")
    await tell("customer.subscription.created", old)
    await tell("customer.subscription.created", new)
    old["status"] = "canceled"

    await tell("customer.subscription.deleted", old)

    assert await plan(ann) == "team"


async def test_a_failed_invoice_is_flagged_and_the_plan_stays_for_the_grace(ann, shop, tell, database):
    subscription = subscribed(shop, ann)
    await tell("invoice.paid", invoiced(shop, subscription))
    balance, subscription["status"] = await balance_of(ann), "past_due"

    await tell("invoice.payment_failed", invoiced(shop, subscription, "subscription_cycle", status="open"))
    grace = await plan(ann)
    subscription["status"] = "unpaid"
    await tell("customer.subscription.updated", subscription)

    (account,) = await database.select("billing_accounts", user_id=ann.user)
    assert (grace, await plan(ann), await balance_of(ann)) == ("pro", "starter", balance)
    assert account["flag"] == "An invoice was not paid."


async def test_a_larger_plan_brings_the_difference_for_the_time_that_is_left(ann, shop, tell):
    subscription = subscribed(shop, ann)
    await tell("invoice.paid", invoiced(shop, subscription))
    before, now = await balance_of(ann), int(time.time())
    item = subscription["items"]["data"][0]
    item |= {"price": {"id": "price_team", "lookup_key": None}}
    item |= {"current_period_start": now - PERIOD // 2, "current_period_end": now + PERIOD // 2}

    await tell("customer.subscription.updated", subscription)
    await tell("invoice.paid", invoiced(shop, subscription, "subscription_update"))

    assert await plan(ann) == "team"
    assert await balance_of(ann) - before == pytest.approx(375, abs=2)


async def test_something_that_is_not_on_offer_changes_no_plan(ann, shop, tell):
    subscription = subscribed(shop, ann, "gold")

    assert await tell("customer.subscription.created", subscription) == "refused"
    assert await plan(ann) == "starter"


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
