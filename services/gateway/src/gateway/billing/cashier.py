"""The port to whoever takes the money.

Nothing is granted by what a call to it answers: only verified events lead to credits, and what an event is about is
looked up again, so that its age and order do not matter.
"""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

Thing = dict[str, Any]


@dataclass(frozen=True)
class Offer:
    name: str
    kind: Literal["pack", "plan"]
    title: str
    amount: int
    currency: str


@dataclass(frozen=True)
class Wish:
    """One purchase: its id stands for it at the cashier's too, so that asking twice opens one checkout."""

    purchase_id: str
    user_id: str
    offer: Offer
    success_url: str
    cancel_url: str
    email: str | None = None
    customer_id: str | None = None


class Cashier(Protocol):
    """Raises `webhook_not_genuine`, `billing_unavailable` (transient)."""

    async def open_checkout(self, wish: Wish) -> Thing: ...

    def verified(self, body: bytes, signature: str) -> Thing:
        """The event in a call, if its signature fits."""
        ...

    async def checkout(self, name: str) -> Thing: ...

    async def close_checkout(self, name: str) -> None:
        """Nobody can pay at it any more. One that is over is over."""
        ...

    async def refund(self, payment: str) -> None:
        """All of it that has not gone back yet. Asked again, or where its bank takes it back: nothing more."""
        ...

    async def subscription(self, name: str) -> Thing: ...

    async def end_subscription(self, name: str) -> None:
        """At once, and without a last invoice. One that is over is over."""
        ...

    async def invoice(self, name: str) -> Thing: ...

    async def charge(self, name: str) -> Thing: ...

    async def dispute(self, name: str) -> Thing: ...

    def offer_of(self, subscription: Thing) -> str | None:
        """Which of our offers a subscription is for, by its price as it is now."""
        ...
