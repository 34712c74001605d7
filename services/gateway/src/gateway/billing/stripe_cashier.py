"""Stripe through its official SDK (optional: `gateway[stripe]`), with shapes of API version 2026-10-28."""

import importlib
import json
from collections.abc import Awaitable, Mapping
from typing import Any

from common.errors import Code, PermanentError, TransientError
from gateway.billing.cashier import Thing, Wish

SECONDS = 20.0
RETRIES = 2
OVER = frozenset({"resource_missing", "charge_already_refunded", "charge_disputed"})
"""What Stripe calls something that cannot be ended because it has ended."""


class StripeCashier:
    """`prices` names prices made at Stripe, by offer; an offer without one is sold at the amount in our table."""

    def __init__(self, key: str, webhook_secret: str, prices: Mapping[str, str] | None = None, api: str = "") -> None:
        try:
            self._stripe: Any = importlib.import_module("stripe")
        except ImportError as error:
            msg = "Selling credits needs Stripe's SDK: pip install 'stripe>=16.1,<17'."
            raise ValueError(msg) from error
        self._secret, self._prices = webhook_secret, dict(prices or {})
        client = self._stripe.StripeClient(
            key,
            http_client=self._stripe.HTTPXClient(timeout=SECONDS),
            max_network_retries=RETRIES,
            base_addresses={"api": api} if api else None,
        )
        self._v1: Any = client.v1

    async def open_checkout(self, wish: Wish) -> Thing:
        about = {"purchase": wish.purchase_id, "user": wish.user_id, "offer": wish.offer.name}
        params: Thing = {
            "mode": "payment" if wish.offer.kind == "pack" else "subscription",
            "line_items": [self._line(wish)],
            "client_reference_id": wish.user_id,
            "metadata": about,
            "success_url": wish.success_url,
            "cancel_url": wish.cancel_url,
        }
        if wish.offer.kind == "plan":
            params["subscription_data"] = {"metadata": about}
        if wish.customer_id:
            params["customer"] = wish.customer_id
        elif wish.email:
            params["customer_email"] = wish.email
        options = {"idempotency_key": wish.purchase_id}
        return await self._asked(self._v1.checkout.sessions.create_async(params=params, options=options))

    def _line(self, wish: Wish) -> Thing:
        offer = wish.offer
        if price := self._prices.get(offer.name):
            return {"price": price, "quantity": 1}
        data: Thing = {
            "currency": offer.currency,
            "unit_amount": offer.amount,
            "product_data": {"name": f"Thumbworks: {offer.title}"},
        }
        if offer.kind == "plan":
            data["recurring"] = {"interval": "month"}
        return {"price_data": data, "quantity": 1}

    def verified(self, body: bytes, signature: str) -> Thing:
        try:
            self._stripe.WebhookSignature.verify_header(body, signature, self._secret, 300)
        except (self._stripe.SignatureVerificationError, ValueError) as error:  # ValueError: bytes that are no text
            raise PermanentError(Code.WEBHOOK_NOT_GENUINE) from error
        try:
            event = json.loads(body)
            return {"id": str(event["id"]), "type": str(event["type"]), "object": dict(event["data"]["object"])}
        except (ValueError, KeyError, TypeError) as error:
            raise PermanentError(Code.VALIDATION_FAILED, "The call is no event.") from error

    async def checkout(self, name: str) -> Thing:
        return await self._asked(self._v1.checkout.sessions.retrieve_async(name))

    async def close_checkout(self, name: str) -> None:
        await self._ended(self._close(name))

    async def _close(self, name: str) -> None:
        sessions = self._v1.checkout.sessions
        if (await sessions.retrieve_async(name)).status == "open":
            await sessions.expire_async(name)

    async def refund(self, payment: str) -> None:
        of = "charge" if payment.startswith(("ch_", "py_")) else "payment_intent"
        options = {"idempotency_key": f"refund:{payment}"}
        await self._ended(self._v1.refunds.create_async(params={of: payment}, options=options))

    async def subscription(self, name: str) -> Thing:
        return await self._asked(self._v1.subscriptions.retrieve_async(name))

    async def end_subscription(self, name: str) -> None:
        await self._ended(self._v1.subscriptions.cancel_async(name, params={"invoice_now": False, "prorate": False}))

    async def invoice(self, name: str) -> Thing:
        return await self._asked(self._v1.invoices.retrieve_async(name, params={"expand": ["payments"]}))

    async def charge(self, name: str) -> Thing:
        return await self._asked(self._v1.charges.retrieve_async(name))

    async def dispute(self, name: str) -> Thing:
        return await self._asked(self._v1.disputes.retrieve_async(name))

    def offer_of(self, subscription: Thing) -> str | None:
        price = subscription["items"]["data"][0]["price"]
        named = {price_id: offer for offer, price_id in self._prices.items()}
        about: Thing = subscription.get("metadata") or {}
        return named.get(price["id"]) or price.get("lookup_key") or about.get("offer")

    async def _ended(self, call: Awaitable[Any]) -> None:
        """What is not there any more has ended."""
        try:
            await call
        except self._stripe.StripeError as error:
            if error.code not in OVER:
                raise TransientError(Code.BILLING_UNAVAILABLE, retry_after=60) from error

    async def _asked(self, call: Awaitable[Any]) -> Thing:
        try:
            return (await call).to_dict()
        except self._stripe.StripeError as error:
            raise TransientError(Code.BILLING_UNAVAILABLE, retry_after=60) from error
