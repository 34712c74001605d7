"""Gemini behind the generation port. It imports Google's SDK, which takes a while: it is loaded when needed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from common.blobs import Blobs
from common.bus import Bus
from common.errors import Code, PermanentError, TransientError
from common.events import ImageSubmitted
from common.generation import ImageRequest, Picture, Report, Submitted
from gen_gemini.accounts import account_of, address_of
from gen_gemini.asking import Asking, GenerateContent, check_tokens
from gen_gemini.batches import LASTS_SECONDS, Batches
from gen_gemini.breaker import Breaker
from gen_gemini.buckets import Bucket
from gen_gemini.cards import Backend, cards_for, model_on
from gen_gemini.choices import Choices, choose
from gen_gemini.client import open_client
from gen_gemini.desks import DeveloperDesk, VertexDesk
from gen_gemini.drawing import Drawing
from gen_gemini.failures import ModelGoneError, RateLimitedError
from gen_gemini.files import Uploads
from gen_gemini.forgetting import Forgetting
from gen_gemini.interactions.background import NAMED
from gen_gemini.interactions.opening import open_background, open_interactions
from gen_gemini.limits import LONGEST_WAIT, Allowance, Limits
from gen_gemini.offers import Offers
from gen_gemini.pools import Gathering, Pools
from gen_gemini.progress import DRAWN, PREPARED, ticking
from gen_gemini.references import References, Way
from gen_gemini.requests import Materials, contents_of
from gen_gemini.results import Results
from gen_gemini.rounds import Elsewhere, Rounds
from gen_gemini.sessions import Sessions
from gen_gemini.settings import GeminiSettings


class GeminiEngine:
    """One account: one backend, adapter and client; everything that is shared with other copies lies on the bus.

    `elsewhere` are the other accounts, where there are any.
    """

    def __init__(
        self,
        settings: GeminiSettings,
        bus: Bus,
        blobs: Blobs,
        sealed: Blobs,
        bucket: Blobs | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.client = open_client(settings)
        account = self.account = account_of(settings)
        self._settings = settings
        self._backend: Backend = settings.gemini_backend
        may_upload = settings.gemini_uploads and self._backend == "developer"
        keep = settings.gemini_keep_uploads_hours * 3600
        self.uploads = Uploads(self.client, bus, account, keep) if may_upload else None
        self._references = References(blobs, sealed, self.uploads, self._backend, address_of(settings, blobs))
        self._bucket = Bucket(settings.gemini_bucket, bucket) if self._backend == "vertex" and bucket else None
        self.interactions = open_interactions(self.client, settings, bus, account)
        self.background = open_background(self.interactions, settings, bus, account, marked=bool(elsewhere))
        self._drawing = Drawing(self._adapter(), self._references, self._backend)
        self._sessions = Sessions(sealed, settings.gemini_adapter)
        self._results = Results(sealed, self._sessions)
        self._limits = Limits(bus, account, Allowance(settings.gemini_images_per_minute, settings.gemini_concurrency))
        self._breaker = Breaker(bus, account, settings.gemini_breaker_seconds)
        self.offers = Offers(self.client, bus, account, cards_for(self._backend, batches=settings.can_batch))
        pools = Pools(bus, account, Gathering(settings.gemini_batch_window_seconds, settings.gemini_batch_most))
        every = settings.gemini_poll_seconds
        self.forgetting = Forgetting(self.uploads, pools, self.interactions)
        self.batches = Batches(pools, bus, sealed, self._backend, retry=every, may_move=bool(elsewhere))
        rounds = Rounds(self._desk(), pools, bus, sealed, every=every, elsewhere=elsewhere)
        self.rounds = rounds if settings.can_batch else None

    def _adapter(self) -> Asking:
        if self._settings.gemini_adapter == "interactions":
            return self.interactions
        kept = self._bucket if self._settings.gemini_bucket_pictures else None
        return GenerateContent(self.client, streaming=self._settings.gemini_streaming, bucket=kept)

    def _desk(self) -> DeveloperDesk | VertexDesk:
        if self._bucket:
            return VertexDesk(self.client, self._bucket.blobs, self._bucket.address)
        return DeveloperDesk(self.client, self._settings.gemini_batch_inline_bytes, self._settings.gemini_webhook)

    def can(self, request: ImageRequest) -> bool:
        """Whether this backend has what is asked for."""
        try:
            choose(request, model_on(self._backend, request.model))
        except PermanentError:
            return False
        return not request.wishes.batch or self.rounds is not None

    async def generate(
        self, request: ImageRequest, report: Report, patience: float = LONGEST_WAIT
    ) -> Picture | Submitted:
        """`patience` is how many seconds a place among the calls is waited for here."""
        model = model_on(self._backend, request.model)
        choices = choose(request, model)
        await self._breaker.check(model.id, has_fallback=request.has_fallback)
        if request.wishes.batch:
            return Submitted(await self._put_down(request, choices))
        async with self._limits.hold(model.id, choices.seconds, patience), self._watched(model.id):
            turn = await self._turn(request)
            await report(PREPARED)
            if self._settings.gemini_count_tokens:
                await check_tokens(self.client, choices, contents_of(request, turn))
            if self._settings.leaves_interactions:
                return Submitted(await self._drawing.leave(self.background, request, choices, turn))
            async with ticking(report, model.typical_seconds) as tick:
                drawn = await self._drawing.draw(request, choices, turn, tick)
        await report(DRAWN)
        return await self._results.picture(drawn, request, choices)

    async def collect(self, request: ImageRequest, request_id: str) -> Picture:
        """The answer of a batch, its usage at half price, or of an interaction that was left there."""
        choices = choose(request, model_on(self._backend, request.model))
        if request_id.startswith(NAMED):
            drawn = self._drawing.collected(
                await self.background.answer(request_id), request, choices, await self._turn(request)
            )
            return await self._results.picture(drawn, request, choices)
        try:
            answer = await self.batches.answer(request, request_id)
        except ModelGoneError:
            await self.offers.withdraw(request.model)
            raise
        return await self._results.picture(self._drawing.collected(answer, request, choices), request, choices)

    async def put_down(self, request: ImageRequest) -> str:
        """For a batch; its name from now on."""
        choices = choose(request, model_on(self._backend, request.model))
        await self._breaker.check(choices.model.id, has_fallback=request.has_fallback)
        return await self._put_down(request, choices)

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
