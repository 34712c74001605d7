"""What is paid for an account that was erased buys nothing: it goes back, and nothing more is taken."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.contract.gateway.billing.conftest import bought, invoiced, pay, selling, subscribed, told
from tests.simulators.paying import Stripe, Thing

from gateway.deps import Gateway
from thumbworks.wallet import OWED, unexplained


@pytest.fixture
async def ports(ports: Gateway, shop: Stripe) -> Gateway:
    return selling(ports, shop)


@pytest.fixture
def tell(stranger, shop: Stripe) -> Callable[..., Any]:
    async def make(kind: str, thing: Thing, **more: Any) -> tuple[int, str]:
        response = await told(stranger, shop, kind, thing, **more)
        said = response.json()
        return response.status_code, said.get("code") or said["status"]

    return make


@pytest.fixture
def booked(database, eve) -> Callable[[], Any]:
    """What stands in the ledger of hers."""

    async def read() -> list[tuple[str, int]]:
        rows = await database.select("audit", user_id=eve.user)
        return [(row["action"], row["delta_credits"]) for row in sorted(rows, key=lambda row: row["id"])]

    return read


@pytest.fixture
async def session(eve, shop: Stripe) -> Thing:
    """A checkout for a hundred credits, opened before she went."""
    await eve.get("/me")
    return await bought(eve, shop)


async def test_credits_paid_before_and_told_after_the_erasure_are_given_back(
    eve, session, shop, tell, booked, database
):
    await eve.delete("/me")
    before = await booked()

    answer = await tell("checkout.session.completed", pay(session))

    (purchase,) = await database.select("purchases", session_id=session["id"])
    assert (answer, shop.refunded) == ((200, "returned"), [session["payment_intent"]])
    assert (purchase["status"], purchase["note"]) == ("refused", "Paid when its account was erased; given back.")
    assert await booked() == before
    assert await database.select("billing_accounts", user_id=eve.user) == []


async def test_told_again_it_is_given_back_once(eve, session, shop, tell):
    await eve.delete("/me")
    pay(session)

    answer = [await tell("checkout.session.completed", session, name=f"evt_{session['id']}") for _ in range(2)]
    another = await tell("checkout.session.async_payment_succeeded", session)

    assert (answer, another) == ([(200, "returned"), (200, "replayed")], (200, "returned"))
    assert shop.refunded == [session["payment_intent"]]


async def test_while_stripe_cannot_give_it_back_it_is_owed_and_to_be_told_again(eve, session, shop, tell, database):
    await eve.delete("/me")
    pay(session)
    name = f"evt_{session['id']}"
    shop.out_of_money = True
    failed = await tell("checkout.session.completed", session, name=name)
    shop.out_of_money = False
    open_books = await unexplained(database)

    answer = await tell("checkout.session.completed", session, name=name)

    assert failed == (503, "billing_unavailable")
    assert [(one["rule"], one["subject"]) for one in open_books] == [(OWED, name)]
    assert await unexplained(database) == []
    assert (answer, shop.refunded) == ((200, "returned"), [session["payment_intent"]])


async def test_what_was_booked_before_the_erasure_is_not_given_back(eve, session, shop, tell, booked):
    await tell("checkout.session.completed", pay(session))
    await eve.delete("/me")
    before = await booked()

    answer = await tell("checkout.session.async_payment_succeeded", session)

    assert ("credits.purchased", 100) in before
    assert (answer, shop.refunded) == ((200, "handled"), [])
    assert await booked() == before


async def test_a_checkout_that_runs_out_afterwards_is_noted(eve, session, shop, tell, database):
    await eve.delete("/me")

    answer = await tell("checkout.session.expired", session | {"customer": "cus_1"})

    (purchase,) = await database.select("purchases", session_id=session["id"])
    assert (answer, purchase["status"], shop.refunded) == ((200, "handled"), "expired", [])


async def test_a_plan_bought_too_late_is_ended_and_its_invoice_given_back(eve, shop, tell, booked):
    await eve.get("/me")
    session = await bought(eve, shop, plan="pro")
    await eve.delete("/me")
    before = await booked()
    plan = subscribed(shop, eve)
    invoice = invoiced(shop, plan)

    answer = [
        await tell("checkout.session.completed", pay(session, payment_intent=None, subscription=plan["id"])),
        await tell("customer.subscription.created", plan),
        await tell("invoice.paid", invoice),
    ]

    assert answer == [(200, "returned"), (200, "handled"), (200, "returned")]
    assert plan["status"] == "canceled"
    assert shop.refunded == [invoice["payments"]["data"][0]["payment"]["payment_intent"]]
    assert await booked() == before


async def test_a_plan_that_stripe_tells_of_alone_is_ended(eve, shop, tell):
    await eve.get("/me")
    await eve.delete("/me")
    plan = subscribed(shop, eve)

    answer = await tell("customer.subscription.updated", plan)

    assert (answer, plan["status"]) == ((200, "returned"), "canceled")


async def test_an_invoice_whose_credits_came_in_is_not_given_back(eve, shop, tell):
    await eve.get("/me")
    plan = subscribed(shop, eve)
    invoice = invoiced(shop, plan)
    await tell("invoice.paid", invoice)
    await eve.delete("/me")

    answer = await tell("invoice.paid", invoice)

    assert (answer, shop.refunded) == ((200, "handled"), [])


async def test_a_dispute_won_after_the_erasure_brings_no_credits(eve, session, shop, tell, booked):
    await tell("checkout.session.completed", pay(session))
    dispute = shop.new("dp", charge="ch", payment_intent=session["payment_intent"], amount=500, status="needs_response")
    await tell("charge.dispute.created", dispute)
    await eve.delete("/me")
    before = await booked()
    dispute["status"] = "won"

    answer = await tell("charge.dispute.closed", dispute)

    assert answer == (200, "handled")
    assert await booked() == before


async def test_a_checkout_opened_while_its_account_is_erased_is_closed_and_not_shown(eve, shop, database):
    await eve.get("/me")
    shop.meanwhile = lambda: eve.delete("/me")

    answer = await eve.post("/credits/purchase", json={"pack": "pack_100"})

    (purchase,) = await database.select("purchases", user_id=eve.user)
    assert (answer.status_code, answer.json()["code"]) == (401, "account_erased")
    assert shop.world[purchase["session_id"]]["status"] == "expired"
    assert purchase["status"] == "expired"
