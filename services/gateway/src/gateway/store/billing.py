from typing import Any, Literal

from common.database import Database
from gateway.billing.cashier import Thing
from gateway.store.rows import Idempotency, Made, Row, refuse_mismatch


class OfferRow(Row):
    name: str
    kind: Literal["pack", "plan"]
    title: str
    credits: int
    amount: int
    currency: str


class Purchase(Row):
    id: str
    offer: str
    session_id: str | None
    url: str | None
    status: str
    erased: bool = False


class Billed(Row):
    """`owed`: paid for an account that was erased, and not given back yet."""

    status: Literal["handled", "ignored", "refused", "unmatched", "replayed", "owed", "returned"]
    attempts: int


class Billing:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def offers(self) -> list[OfferRow]:
        return [OfferRow.model_validate(row) for row in await self._database.call("list_offers")]

    async def open(self, purchase: str, user: str, offer: str, once: Idempotency) -> tuple[Made[Purchase], str | None]:
        """The purchase, and the customer the user is at the cashier's. Raises `not_found`."""
        answer = await self._database.call(
            "open_purchase", id=purchase, user=user, offer=offer, key=once.key, body_hash=once.body_hash
        )
        refuse_mismatch(answer)
        made = Made(Purchase.model_validate(answer["purchase"]), answer["status"] == "replayed")
        return made, answer["customer_id"]

    async def bind(self, purchase: str, checkout: Thing) -> Purchase:
        """`erased` where the account went while the checkout was opened."""
        row = await self._database.call(
            "bind_checkout",
            id=purchase,
            session=checkout["id"],
            url=checkout["url"],
            amount=checkout["amount_subtotal"],
            currency=checkout["currency"],
        )
        return Purchase.model_validate(row)

    async def was_told(self, event: str) -> bool:
        """Whether that event was here before, and counted."""
        rows = await self._database.select("webhook_inbox", provider="stripe", event_id=event)
        return bool(rows) and rows[0]["status"] not in {"unmatched", "owed"}

    async def receive(self, event: Thing, body_sha256: str, effect: dict[str, Any] | None) -> Billed:
        answer = await self._database.call(
            "receive_billing", event_id=event["id"], kind=event["type"], body_sha256=body_sha256, effect=effect
        )
        return Billed.model_validate(answer)

    async def returned(self, event: Thing, effect: Thing) -> Billed:
        """What was owed has gone back."""
        return Billed.model_validate(await self._database.call("returned_billing", event_id=event["id"], effect=effect))
