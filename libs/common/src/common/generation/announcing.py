"""A generator's models, as long as it lives."""

import asyncio

from common.bus.connection import Bus
from common.bus.topology import MODELS
from common.catalog import ModelCard

RENEW_CARDS_EVERY = 10.0


async def announce_cards(bus: Bus, cards: tuple[ModelCard, ...]) -> None:
    """Renew the room's cards in `MODELS` for as long as it lives; they vanish half a minute after it does."""
    while True:
        for card in cards:
            await bus.remember(MODELS, card.id, card.model_dump(mode="json"))
        await asyncio.sleep(RENEW_CARDS_EVERY)
