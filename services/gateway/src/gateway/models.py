"""Which models and engines are alive: rooms renew them in `MODELS` and `ABILITIES`, which forget after 30 seconds.

Read straight from the buckets' streams, without a consumer; the last known answer stays while the bus is away, so that
a job can be accepted then too.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace

import structlog
from nats.errors import Error as NatsError
from pydantic import ValidationError

from common.abilities import Abilities, together
from common.bus import DURABLES, JOBS, Bus
from common.bus.topology import ABILITIES, MODELS
from common.catalog import ModelCard
from common.errors import TransientError
from gateway.routing import LAYOUT_EXTRACTOR
from gateway.wanting import House, Queue

log = structlog.get_logger()

EVERY_SECONDS = 5.0
UNTIL_FIRST_SECONDS = 0.25


class Models:
    """`experimental` offers cards marked so; otherwise they are kept back, and who names one is told why."""

    def __init__(self, bus: Bus, *, experimental: bool = False) -> None:
        self.bus, self._experimental = bus, experimental
        self.house = House()

    async def run(self) -> None:
        while True:
            await self.refresh()
            await asyncio.sleep(EVERY_SECONDS if self.house.cards else UNTIL_FIRST_SECONDS)

    async def refresh(self) -> House:
        try:
            house = self.offering(await self._cards(), await self._rooms())
            self.house = replace(house, queues=await self._queues(house), abilities=await self._abilities())
        except (NatsError, TransientError, TimeoutError) as error:
            log.warning("models.unknown", error=type(error).__name__)
        return self.house

    def offering(self, cards: Sequence[ModelCard], rooms: Sequence[str] = ()) -> House:
        """The cards sorted into those that are offered and those kept back."""
        alive = [card for card in cards if card.status != "retired"]
        hidden = [card for card in alive if card.experimental and not self._experimental]
        return House(tuple(card for card in alive if card not in hidden), frozenset(rooms), tuple(hidden))

    async def _cards(self) -> list[ModelCard]:
        cards: list[ModelCard] = []
        async for _, said in self.bus.entries(MODELS):
            with contextlib.suppress(ValidationError):  # a card from a newer house
                cards.append(ModelCard.model_validate(said))
        return cards

    async def _abilities(self) -> Abilities:
        return together([said async for _, said in self.bus.entries(ABILITIES)])

    async def _queues(self, house: House) -> dict[str, Queue]:
        """What waits for each generator. Every place at work has one pull request waiting or one message in hand."""
        services = {card.service for card in house.cards} & DURABLES.keys()
        return {service: await self._queue(service) for service in services}

    async def _queue(self, service: str) -> Queue:
        info = await self.bus.js.consumer_info(JOBS, service)
        working = info.num_ack_pending or 0
        return Queue(info.num_pending or 0, working, max(1, working + (info.num_waiting or 0)))

    async def _rooms(self) -> list[str]:
        """Optional rooms that somebody is working in: their durable has a pull request waiting or work in hand."""
        if LAYOUT_EXTRACTOR not in DURABLES:
            return []
        info = await self.bus.js.consumer_info(JOBS, LAYOUT_EXTRACTOR)
        return [LAYOUT_EXTRACTOR] if info.num_waiting or info.num_ack_pending else []
