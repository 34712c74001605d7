"""The room's port. Google's SDK takes seconds to import: it is loaded in the background, and only with a key."""

import asyncio
import importlib
from typing import TYPE_CHECKING

import structlog

from common.blobs import Blobs
from common.bus import Bus
from common.catalog import ModelCard
from common.errors import Code, PermanentError
from common.events import ImageSubmitted
from common.generation import ImageRequest, Picture, Report, Submitted
from common.provider_files import ForgetReply, ForgetRequest
from gen_gemini.cards import cards_for
from gen_gemini.settings import GeminiSettings

if TYPE_CHECKING:
    from gen_gemini.failover import Accounts

log = structlog.get_logger()

TIDY_SECONDS = 600.0


class Gemini:
    """`cards` is everything this backend could do; what is offered is decided by what lives, see `offers`."""

    repeatable = False

    def __init__(
        self, settings: GeminiSettings, bus: Bus, blobs: Blobs, sealed: Blobs, bucket: Blobs | None = None
    ) -> None:
        self.cards: tuple[ModelCard, ...] = (
            cards_for(settings.gemini_backend, batches=settings.can_batch) if settings.has_access else ()
        )
        self._settings, self._bus, self._blobs, self._sealed = settings, bus, blobs, sealed
        self._bucket = bucket
        self._opening: asyncio.Task[Accounts] | None = None

    async def generate(self, request: ImageRequest, report: Report) -> Picture | Submitted:
        return await (await self.accounts()).generate(request, report)

    async def collect(self, request: ImageRequest, request_id: str) -> Picture:
        return await (await self.accounts()).collect(request, request_id)

    async def watch(self, event: ImageSubmitted) -> None:
        await (await self.accounts()).watch(event)

    async def hurry(self) -> None:
        (await self.accounts()).hurry()

    async def forget(self, asked: ForgetRequest) -> ForgetReply:
        return await (await self.accounts()).forget(asked) if self._settings.has_access else ForgetReply()

    async def accounts(self) -> "Accounts":
        """Those of this room, opened when they are first needed."""
        if not self._settings.has_access:
            raise PermanentError(Code.MODEL_UNAVAILABLE, "This installation has no key for Google's image models.")
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())
        return await asyncio.shield(self._opening)

    async def _open(self) -> "Accounts":
        module = await asyncio.to_thread(importlib.import_module, "gen_gemini.failover")
        return module.Accounts(self._settings, self._bus, self._blobs, self._sealed, self._bucket)

    async def announce(self) -> None:
        """Offer what lives for as long as the room does; without a key nothing, said once."""
        if not self._settings.has_access:
            log.info("gemini.no_key", offered=0, hint="set GEMINI_API_KEY")
            return
        board = (await self.accounts()).board
        await asyncio.gather(
            board.reconcile_forever(self._settings.gemini_reconcile_seconds),
            board.announce_forever(),
        )

    async def close(self) -> None:
        if self._opening is not None:
            await (await self._opening).aclose()

    async def look_after_batches(self) -> None:
        if self._settings.has_access:
            await (await self.accounts()).look_after_batches()

    async def look_after_interactions(self) -> None:
        if self._settings.has_access:
            await (await self.accounts()).look_after_interactions()

    async def tidy_uploads(self) -> None:
        while self._settings.has_access:
            await (await self.accounts()).tidy()
            await asyncio.sleep(TIDY_SECONDS)
