"""Selling: a checkout grants nothing, a verified payment grants once, and money that goes back takes credits along."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.simulators.paying import PERIOD, SECRET, Stripe, Thing

from gateway.billing.stripe_cashier import StripeCashier
from gateway.deps import Gateway

BACK = "https://thumbs.example/done"


def selling(ports: Gateway, shop: Stripe, **prices: str) -> Gateway:
    return replace(ports, cashier=StripeCashier("sk_test_1", SECRET, prices, shop.url), return_urls=(BACK,))


@pytest.fixture
async def ports(ports: Gateway, shop: Stripe) -> Gateway:
    return selling(ports, shop, team="price_team")


async def told(caller: httpx.AsyncClient, shop: Stripe, kind: str, thing: Thing, **more: Any) -> httpx.Response:
    """The gateway is told of something, as Stripe does."""
    body, headers = shop.event(kind, thing, **more)
    return await caller.post("/webhooks/stripe", content=body, headers=headers)


@pytest.fixture
def tell(stranger, shop) -> Callable[..., Any]:
    """Tells the gateway of something; the status it answers."""

    async def make(kind: str, thing: Thing, **more: Any) -> str:
        response = await told(stranger, shop, kind, thing, **more)
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
        "status": "complete",
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
