"""What an event of the cashier changes here: a table of kinds, and for each what is looked up and handed to the ledger.

What is not in the table changes nothing and is only noted. Effects are applied by `receive_billing`, in SQL.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from gateway.billing.cashier import Cashier, Thing

Look = Callable[[Cashier, Thing], Awaitable[Thing | None]]

PAID = frozenset({"paid", "no_payment_required"})
UNPAID = {
    "checkout.session.async_payment_failed": "failed",
    "checkout.session.expired": "expired",
}
WON = frozenset({"won", "warning_closed", "prevented"})


async def effect_of(cashier: Cashier, event: Thing) -> Thing | None:
    """The effect of an event as things stand now; None when it has none."""
    look = KINDS.get(event["type"])
    if look is None:
        return None
    effect = await look(cashier, event["object"])
    if effect and effect["do"] == "checkout" and not effect["paid"]:
        effect |= {"status": UNPAID.get(event["type"])}
    return effect


async def checkout(cashier: Cashier, told: Thing) -> Thing:
    session = await cashier.checkout(told["id"])
    about: Thing = session.get("metadata") or {}
    return {
        "do": "checkout",
        "session": session["id"],
        "purchase": about.get("purchase"),
        "paid": session["payment_status"] in PAID,
        "payment": session.get("payment_intent"),
        "amount": session.get("amount_subtotal"),
        "total": session.get("amount_total"),
        "currency": session.get("currency"),
        "customer": session.get("customer"),
        "subscription": session.get("subscription"),
    }


async def subscription(cashier: Cashier, told: Thing) -> Thing:
    return {"do": "subscription"} | await _subscription(cashier, told["id"])


async def invoice(cashier: Cashier, told: Thing) -> Thing | None:
    found = await cashier.invoice(told["id"])
    parent: Thing = found.get("parent") or {}
    details: Thing = parent.get("subscription_details") or {}
    if not details.get("subscription"):
        return None
    about = await _subscription(cashier, str(details["subscription"]))
    told_of = {
        "id": found["id"],
        "status": found["status"],
        "reason": found["billing_reason"],
        "amount": found["amount_paid"],
        "payment": _payment_in(found),
        "share_left": about["share_left"],
    }
    return {"do": "invoice", "invoice": told_of} | about


async def charge(cashier: Cashier, told: Thing) -> Thing:
    found = await cashier.charge(told["id"])
    return {
        "do": "payback",
        "payment": found.get("payment_intent") or found["id"],
        "refunded": found["amount_refunded"],
    }


async def refund(cashier: Cashier, told: Thing) -> Thing | None:
    return await charge(cashier, {"id": told["charge"]}) if told.get("charge") else None


async def dispute(cashier: Cashier, told: Thing) -> Thing:
    seen_at = _now()
    found = await cashier.dispute(told["id"])
    return {
        "do": "payback",
        "payment": found.get("payment_intent") or found["charge"],
        "disputed": 0 if found["status"] in WON else found["amount"],
        "seen_at": seen_at,
    }


async def _subscription(cashier: Cashier, name: str) -> Thing:
    seen_at = _now()  # before it is looked at: whoever looked later knows better
    found = await cashier.subscription(name)
    about: Thing = found.get("metadata") or {}
    item = found["items"]["data"][0]
    start, end = item["current_period_start"], item["current_period_end"]
    return {
        "subscription": found["id"],
        "customer": found["customer"],
        "user": about.get("user"),
        "status": found["status"],
        "offer": cashier.offer_of(found),
        "period_end": datetime.fromtimestamp(end, UTC).isoformat(),
        "cancel_at_period_end": bool(found.get("cancel_at_period_end")),
        "seen_at": seen_at,
        "share_left": round(min(1.0, max(0.0, (end - time.time()) / max(1, end - start))), 4),
    }


def _payment_in(found: Thing) -> str | None:
    payments: Thing = found.get("payments") or {"data": []}
    listed: list[Thing] = payments["data"]
    named = [one["payment"].get("payment_intent") or one["payment"].get("charge") for one in listed]
    return next((str(payment) for payment in named if payment), None)


def _now() -> str:
    return datetime.now(UTC).isoformat()


KINDS: dict[str, Look] = {
    "checkout.session.completed": checkout,
    "checkout.session.async_payment_succeeded": checkout,
    "checkout.session.async_payment_failed": checkout,
    "checkout.session.expired": checkout,
    "customer.subscription.created": subscription,
    "customer.subscription.updated": subscription,
    "customer.subscription.deleted": subscription,
    "invoice.paid": invoice,
    "invoice.payment_failed": invoice,
    "charge.refunded": charge,
    "refund.created": refund,
    "refund.updated": refund,
    "charge.dispute.created": dispute,
    "charge.dispute.updated": dispute,
    "charge.dispute.closed": dispute,
}
