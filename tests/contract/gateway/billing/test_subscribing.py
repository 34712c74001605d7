"""Plans begin, renew, change and end as Stripe's subscriptions do."""

import itertools
import time

import pytest
from tests.contract.gateway.billing.conftest import (
    balance_of,
    bought,
    invoiced,
    nothing_is_wrong,
    pay,
    plan,
    subscribed,
)
from tests.simulators.paying import PERIOD


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
