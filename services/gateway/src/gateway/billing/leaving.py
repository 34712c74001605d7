"""What somebody who is erased pays, or could still pay, ends at the cashier's too."""

import asyncio
from dataclasses import dataclass

from common.errors import TransientError
from gateway.billing.cashier import Cashier, Thing
from gateway.store.erasures import CHECKOUTS, SUBSCRIPTIONS, Erasure, Erasures

ANSWER_SECONDS = 20.0


@dataclass(frozen=True)
class Leaving:
    erasures: Erasures
    cashier: Cashier | None = None

    async def settled(self, erasure: Erasure) -> bool:
        """Whether nothing is paid for any more. Whoever takes the money may be away: nothing else waits for them."""
        if not erasure.still_subscribed and not erasure.still_open:
            return True
        if self.cashier is None:
            return False
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._end(erasure, self.cashier)
        except (TransientError, TimeoutError):
            return False
        return True

    async def _end(self, erasure: Erasure, cashier: Cashier) -> None:
        if subscription := erasure.still_subscribed:
            await cashier.end_subscription(subscription)
            await self.erasures.count(erasure.id, **{SUBSCRIPTIONS: 1})
        for checkout in erasure.still_open:
            await cashier.close_checkout(checkout)
        if closed := len(erasure.still_open):
            await self.erasures.count(erasure.id, **{CHECKOUTS: closed})


async def give_back(cashier: Cashier, effect: Thing) -> None:
    """What an erased account was paid for, after what would be paid again. Both may be repeated."""
    invoice: Thing = effect.get("invoice") or {}
    if subscription := effect.get("subscription"):
        await cashier.end_subscription(subscription)
    if payment := effect.get("payment") or invoice.get("payment"):
        await cashier.refund(payment)
