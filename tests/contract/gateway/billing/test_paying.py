"""A checkout grants nothing, a verified payment grants once."""

import asyncio

import pytest
from tests.contract.gateway.billing.conftest import BACK, balance_of, bought, nothing_is_wrong, pay


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
