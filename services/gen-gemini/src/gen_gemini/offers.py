"""What the room offers: the rows of the table that are alive at Google, announced as long as they are.

`models.list` decides, at the start and now and then; a 404 takes a model off at once, for every copy of the room.
Of several accounts each has its own list; the room offers what one of them has.
"""

import asyncio
import time
from collections.abc import Sequence

import structlog
from google import genai

from common.bus import Bus
from common.bus.topology import MODELS, PROVIDERS
from common.catalog import ModelCard
from common.errors import Code
from common.generation import RENEW_CARDS_EVERY
from gen_gemini.failures import VENDOR, failure_of

log = structlog.get_logger()

OFF_SECONDS = 6 * 3600.0
LIST_SECONDS = 30.0
PAGE = 200


class Offers:
    def __init__(self, client: genai.Client, bus: Bus, account: str, cards: tuple[ModelCard, ...]) -> None:
        """`cards` is all there could be at this account."""
        self._client, self._bus, self._account, self._all = client, bus, account, cards
        self._listed: set[str] | None = None
        self._locked_out = False
        self.cards: tuple[ModelCard, ...] = ()

    async def reconcile(self) -> None:
        """Ask Google what lives. A key that is refused takes everything off; silence changes nothing."""
        try:
            async with asyncio.timeout(LIST_SECONDS):
                pages = await self._client.aio.models.list(config={"page_size": PAGE})
                named = {str(model.name).rpartition("/")[2] async for model in pages}
        except VENDOR as error:
            failure = failure_of(error)
            self._locked_out = failure.code is Code.PROVIDER_KEY_REJECTED
            level = log.error if self._locked_out else log.warning
            level("models.unlisted", code=failure.code)
        else:
            # A list without a single one of ours is not a list of image models: then only 404s decide.
            self._locked_out, self._listed = False, named if any(card.id in named for card in self._all) else None
            missing = [card.id for card in self._all if card.id not in named]
            log.info("models.listed", offered=[card.id for card in self._alive()], missing=missing)

    async def refresh(self) -> None:
        """`cards` as they are now, less what any copy of the room was told is gone."""
        off = await self._withdrawn()
        self.cards = tuple(card for card in self._alive() if card.id not in off)

    async def withdraw(self, model: str) -> None:
        """Google does not know it any more: no copy offers it until it is listed again after a while."""
        log.error("model.gone", model=model)
        self.cards = tuple(card for card in self.cards if card.id != model)
        await self._bus.remember(PROVIDERS, f"off.{self._account}.{model}", {"until": time.time() + OFF_SECONDS})

    def offers(self, model: str) -> bool:
        return any(card.id == model for card in self.cards)

    def _alive(self) -> tuple[ModelCard, ...]:
        """Uncertain models need to be listed; certain ones only not to be missing from a list."""
        if self._locked_out:
            return ()
        if self._listed is None:
            return tuple(card for card in self._all if card.status == "active")
        return tuple(card for card in self._all if card.id in self._listed)

    async def _withdrawn(self) -> set[str]:
        prefix = f"off.{self._account}"
        entries = [entry async for entry in self._bus.entries(PROVIDERS, prefix)]
        return {key.removeprefix(f"{prefix}.") for key, value in entries if value["until"] > time.time()}


class Board:
    """The room's offer, in `MODELS`: a model stands there while one account has it, with the first such card."""

    def __init__(self, bus: Bus, accounts: Sequence[Offers]) -> None:
        self._bus, self._accounts = bus, accounts
        self._shown: frozenset[str] = frozenset()

    async def reconcile_forever(self, every: float) -> None:
        while True:
            await asyncio.gather(*(offers.reconcile() for offers in self._accounts))
            await self.announce()
            await asyncio.sleep(every)

    async def announce_forever(self) -> None:
        while True:
            await self.announce()
            await asyncio.sleep(RENEW_CARDS_EVERY)

    async def announce(self) -> None:
        for offers in self._accounts:
            await offers.refresh()
        await self.show()

    async def show(self) -> None:
        """As far as this copy knows: what nobody has any more goes at once."""
        cards = {card.id: card for offers in reversed(self._accounts) for card in offers.cards}
        before, self._shown = self._shown, frozenset(cards)
        for model in before - self._shown:
            await self._bus.forget(MODELS, model)
        for model, card in cards.items():
            await self._bus.remember(MODELS, model, card.model_dump(mode="json"))
