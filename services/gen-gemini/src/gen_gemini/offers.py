"""What the room offers: the rows of the table that are alive at Google, announced as long as they are.

`models.list` decides, at the start and now and then; a 404 takes a model off at once, for every copy of the room.
"""

import asyncio
import time

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
        """`cards` is all there could be here."""
        self._client, self._bus, self._account, self._all = client, bus, account, cards
        self._listed: set[str] | None = None
        self._locked_out = False
        self.cards: tuple[ModelCard, ...] = ()

    async def reconcile_forever(self, every: float) -> None:
        while True:
            await self.reconcile()
            await asyncio.sleep(every)

    async def announce_forever(self) -> None:
        while True:
            await self.announce()
            await asyncio.sleep(RENEW_CARDS_EVERY)

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
        await self.announce()

    async def announce(self) -> None:
        off, before = await self._withdrawn(), self.cards
        self.cards = tuple(card for card in self._alive() if card.id not in off)
        for card in before:
            if card not in self.cards:
                await self._bus.forget(MODELS, card.id)
        for card in self.cards:
            await self._bus.remember(MODELS, card.id, card.model_dump(mode="json"))

    async def withdraw(self, model: str) -> None:
        """Google does not know it any more: no copy offers it until it is listed again after a while."""
        log.error("model.gone", model=model)
        self.cards = tuple(card for card in self.cards if card.id != model)
        await self._bus.remember(PROVIDERS, f"off.{self._account}.{model}", {"until": time.time() + OFF_SECONDS})
        await self._bus.forget(MODELS, model)

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
