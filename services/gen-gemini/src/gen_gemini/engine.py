"""Gemini behind the generation port. It imports Google's SDK, which takes a while: it is loaded when needed."""

import asyncio
import hashlib
import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from time import perf_counter

from common.blobs import Blobs, ObjectBlobs
from common.bus import Bus
from common.catalog import surcharge_for
from common.errors import Code, PermanentError, TransientError
from common.events import ImageSubmitted
from common.generation import ImageRequest, Picture, Report, Submitted
from gen_gemini.asking import Asking, GenerateContent, Tick, check_tokens
from gen_gemini.batches import LASTS_SECONDS, Batches
from gen_gemini.breaker import Breaker
from gen_gemini.buckets import Bucket
from gen_gemini.cards import Backend, card_of, cards_for, model_on
from gen_gemini.choices import Choices, choose
from gen_gemini.client import open_client
from gen_gemini.desks import DeveloperDesk, VertexDesk
from gen_gemini.drawing import Drawing, Drawn
from gen_gemini.failures import ModelGoneError, RateLimitedError
from gen_gemini.files import Uploads
from gen_gemini.interactions.background import NAMED
from gen_gemini.interactions.opening import open_background, open_interactions
from gen_gemini.limits import Allowance, Limits
from gen_gemini.offers import Offers
from gen_gemini.pictures import cropped_to
from gen_gemini.pools import Gathering, Pools
from gen_gemini.provenance import provenance_of
from gen_gemini.references import Address, References, Way
from gen_gemini.requests import Materials, contents_of
from gen_gemini.rounds import Rounds
from gen_gemini.sessions import Sessions
from gen_gemini.settings import GeminiSettings
from gen_gemini.thoughts import keep_thoughts

PREPARED, DRAWN = 0.15, 0.9
LINK_SECONDS = 3600


class GeminiEngine:
    """One backend, one adapter, one client; everything that is shared with other copies lies on the bus."""

    def __init__(
        self, settings: GeminiSettings, bus: Bus, blobs: Blobs, sealed: Blobs, bucket: Blobs | None = None
    ) -> None:
        self.client = open_client(settings)
        account = account_of(settings)
        self._settings, self._sealed = settings, sealed
        self._backend: Backend = settings.gemini_backend
        may_upload = settings.gemini_uploads and self._backend == "developer"
        keep = settings.gemini_keep_uploads_hours * 3600
        self.uploads = Uploads(self.client, bus, account, keep) if may_upload else None
        self._references = References(blobs, sealed, self.uploads, self._backend, address_of(settings, blobs))
        self._bucket = Bucket(settings.gemini_bucket, bucket) if self._backend == "vertex" and bucket else None
        self.interactions = open_interactions(self.client, settings, bus, account)
        self.background = open_background(self.interactions, settings, bus, account)
        self._drawing = Drawing(self._adapter(), self._references, self._backend)
        self._sessions = Sessions(sealed, settings.gemini_adapter)
        self._limits = Limits(bus, account, Allowance(settings.gemini_images_per_minute, settings.gemini_concurrency))
        self._breaker = Breaker(bus, account, settings.gemini_breaker_seconds)
        self.offers = Offers(self.client, bus, account, cards_for(self._backend, batches=settings.can_batch))
        pools = Pools(bus, account, Gathering(settings.gemini_batch_window_seconds, settings.gemini_batch_most))
        every = settings.gemini_poll_seconds
        self.batches = Batches(pools, bus, sealed, self._backend, retry=every)
        self.rounds = Rounds(self._desk(), pools, bus, sealed, every=every) if settings.can_batch else None

    def _adapter(self) -> Asking:
        if self._settings.gemini_adapter == "interactions":
            return self.interactions
        kept = self._bucket if self._settings.gemini_bucket_pictures else None
        return GenerateContent(self.client, streaming=self._settings.gemini_streaming, bucket=kept)

    def _desk(self) -> DeveloperDesk | VertexDesk:
        if self._bucket:
            return VertexDesk(self.client, self._bucket.blobs, self._bucket.address)
        return DeveloperDesk(self.client, self._settings.gemini_batch_inline_bytes, self._settings.gemini_webhook)

    async def generate(self, request: ImageRequest, report: Report) -> Picture | Submitted:
        model = model_on(self._backend, request.model)
        choices = choose(request, model)
        await self._breaker.check(model.id, has_fallback=request.has_fallback)
        if request.wishes.batch:
            return Submitted(await self._put_down(request, choices))
        async with self._limits.hold(model.id, choices.seconds), self._watched(model.id):
            turn = await self._turn(request)
            await report(PREPARED)
            if self._settings.gemini_count_tokens:
                await check_tokens(self.client, choices, contents_of(request, turn))
            if self._settings.leaves_interactions:
                return Submitted(await self._drawing.leave(self.background, request, choices, turn))
            async with ticking(report, model.typical_seconds) as tick:
                drawn = await self._drawing.draw(request, choices, turn, tick)
        await report(DRAWN)
        return await self._picture(drawn, request, choices)

    async def collect(self, request: ImageRequest, request_id: str) -> Picture:
        """The answer of a batch, its usage at half price, or of an interaction that was left there."""
        choices = choose(request, model_on(self._backend, request.model))
        if request_id.startswith(NAMED):
            drawn = self._drawing.collected(
                await self.background.answer(request_id), request, choices, await self._turn(request)
            )
            return await self._picture(drawn, request, choices)
        try:
            answer = await self.batches.answer(request, request_id)
        except ModelGoneError:
            await self.offers.withdraw(request.model)
            raise
        return await self._picture(self._drawing.collected(answer, request, choices), request, choices)

    async def _put_down(self, request: ImageRequest, choices: Choices) -> str:
        """For a batch, which has limits of its own. What it looks at must be there until it is answered."""
        if self.rounds is None:
            raise PermanentError(Code.OPTION_UNAVAILABLE, "Batches on Vertex need a project and a bucket.")
        way = Way(fetch=self._backend == "vertex", lasts=LASTS_SECONDS)  # a signed link ends within the hour
        turn = await self._references.materials(request, way)
        if self._settings.gemini_count_tokens:
            await check_tokens(self.client, choices, contents_of(request, turn))
        return await self.batches.submit(request, choices, turn)

    async def watch(self, event: ImageSubmitted) -> None:
        await (self.background if event.request_id.startswith(NAMED) else self.batches).watch(event)

    async def tidy(self) -> None:
        await self.interactions.tidy()
        if self.uploads:
            await self.uploads.tidy()

    async def aclose(self) -> None:
        await self.client.aio.aclose()

    async def _turn(self, request: ImageRequest) -> Materials:
        turn = await self._references.materials(request)
        edit = request.wishes.edit
        if edit is None or not edit.session:
            return turn
        history = await self._sessions.history(
            edit.session, request.model, lambda reference: self._references.picture(reference, request)
        )
        return Materials(turn.references, turn.video, turn.document, history)

    @asynccontextmanager
    async def _watched(self, model: str) -> AsyncGenerator[None]:
        """The breaker and the offers learn how it went; refusals and mistakes of ours are not the model's fault."""
        try:
            yield
        except ModelGoneError:
            await self.offers.withdraw(model)
            raise
        except RateLimitedError as error:
            await self._limits.drain(model, error.retry_after or self._settings.gemini_pause_seconds)
            raise
        except TransientError as error:
            if error.code in {Code.PROVIDER_BUSY, Code.PROVIDER_UNAVAILABLE}:
                await self._breaker.failed(model)
            raise
        await self._breaker.succeeded(model)

    async def _picture(self, drawn: Drawn, request: ImageRequest, choices: Choices) -> Picture:
        outcome, answer = drawn.answer.outcome, drawn.answer
        if outcome.sniffed is None:
            raise PermanentError(Code.NO_PICTURE_MADE)
        try:
            data, extension, width, height = await asyncio.to_thread(
                cropped_to, outcome.data, outcome.sniffed, request.size
            )
        except ValueError as error:
            raise PermanentError(Code.NO_PICTURE_MADE, "The provider's picture is damaged.") from error
        thoughts = await keep_thoughts(self._sealed, request, outcome) if request.wishes.keep_thoughts else []
        cut = (width, height) != (outcome.sniffed.width, outcome.sniffed.height)
        return Picture(
            data=data,
            extension=extension,
            width=width,
            height=height,
            surcharge_micro_usd=surcharge_for(
                card_of(choices.model), request.size, size=request.wishes.image_size, batch=request.wishes.batch
            ),
            cost_micro_usd=drawn.cost,
            session_key=await self._remember(drawn, request),
            sources=answer.sources,
            provenance=provenance_of(
                outcome,
                choices,
                request.seed,
                drawn.usage,
                replace(answer.trace, calls=drawn.calls),
                cut=cut,
                grounded=bool(answer.sources),
            )
            | ({"thoughts": thoughts} if thoughts else {}),
        )

    async def _remember(self, drawn: Drawn, request: ImageRequest) -> str:
        """What came by batch or without a turn of its own begins no conversation."""
        if drawn.answer.content is None or request.wishes.batch:
            return ""
        earlier = request.wishes.edit.session if request.wishes.edit else ""
        return await self._sessions.save(request, earlier, drawn.turn, drawn.answer.content)


def address_of(settings: GeminiSettings, blobs: Blobs) -> Address | None:
    """Where Google may read a blob by itself: a signed link for an hour, or its own bucket on vertex."""
    if not settings.gemini_fetches:
        return None
    store = settings.blob_store_url

    async def address(key: str) -> str | None:
        if settings.gemini_backend == "vertex":
            return f"{store.rstrip('/')}/{key}" if store.startswith("gs://") else None
        return await blobs.link(key, LINK_SECONDS) if isinstance(blobs, ObjectBlobs) else None

    return address


def account_of(settings: GeminiSettings) -> str:
    """Whose limits, uploads and models these are: a digest of key and address, never the key."""
    whose = (
        settings.gemini_backend,
        settings.gemini_api_key.get_secret_value(),
        settings.google_cloud_project,
        settings.gemini_base_url,
    )
    return hashlib.blake2b("\0".join(whose).encode(), digest_size=6).hexdigest()


@asynccontextmanager
async def ticking(report: Report, typical: float) -> AsyncGenerator[Tick]:
    """Progress while nobody says anything: nearer to the end the longer it takes, and at once when a chunk comes."""
    started = perf_counter()

    async def tick() -> None:
        waited = perf_counter() - started
        await report(PREPARED + (DRAWN - PREPARED) * (1 - math.exp(-waited / typical)))

    async def beat() -> None:
        while True:
            await asyncio.sleep(max(1.0, typical / 20))
            await tick()

    task = asyncio.create_task(beat())
    try:
        yield tick
    finally:
        task.cancel()
