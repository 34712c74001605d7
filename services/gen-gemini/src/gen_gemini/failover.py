"""Several accounts behind one port: what one cannot do now, the next does. With a single one nothing is different.

Moved on is only what was not bought: a spent quota, a refused key, a model that is gone, an open breaker, too much to
do. An answer that was lost may have been bought, and stays where it was asked. Each account has limits, breakers,
uploads and conversations of its own: the next one uploads the references itself and is told the conversation anew.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from common.blobs import Blobs
from common.bus import Bus
from common.claims import AnswerLostError
from common.errors import Code, PermanentError, ThumbworksError, TransientError
from common.events import ImageSubmitted
from common.generation import ImageRequest, Picture, Report, Submitted
from common.handing import OF_THE_MODEL
from common.provider_files import ForgetReply, ForgetRequest
from gen_gemini.accounts import accounts_of
from gen_gemini.batches import SEPARATOR
from gen_gemini.cards import BY_ID
from gen_gemini.engine import GeminiEngine
from gen_gemini.failures import ModelGoneError
from gen_gemini.interactions.background import MARK, NAMED
from gen_gemini.limits import LONGEST_WAIT
from gen_gemini.metrics import MOVES
from gen_gemini.offers import Board
from gen_gemini.pools import account_in
from gen_gemini.resting import Resting
from gen_gemini.settings import GeminiSettings

log = structlog.get_logger()

OF_THE_ACCOUNT = frozenset({Code.PROVIDER_QUOTA_EXHAUSTED, Code.PROVIDER_KEY_REJECTED, Code.PROVIDER_BUSY})
NEXT_PATIENCE = 0.0
"""Seconds a place is waited for where another account may have one."""


class Accounts:
    def __init__(
        self, settings: GeminiSettings, bus: Bus, blobs: Blobs, sealed: Blobs, bucket: Blobs | None = None
    ) -> None:
        alone = accounts_of(settings)
        others = [Others(self, place) if len(alone) > 1 else None for place in range(len(alone))]
        self.engines: Sequence[GeminiEngine] = [
            GeminiEngine(one, bus, blobs, sealed, bucket, elsewhere)
            for one, elsewhere in zip(alone, others, strict=True)
        ]
        self.board = Board(bus, [engine.offers for engine in self.engines])
        self._resting = Resting(bus)

    async def generate(self, request: ImageRequest, report: Report) -> Picture | Submitted:
        """Raises what leaves most hope where no account can."""
        if earlier := await self._held(request):
            return Submitted(earlier)
        missed: list[ThumbworksError] = []
        candidates = await self.candidates(request)
        for engine in candidates:
            patience = LONGEST_WAIT if engine is candidates[-1] else NEXT_PATIENCE
            try:
                made = await engine.generate(request, report, patience)
            except (TransientError, PermanentError) as error:
                missed.append(error)
                if not moves_on(error):
                    break
                await self.note(engine, request, error)
                if not request.has_time_for(BY_ID[request.model].typical_seconds):
                    break
            else:
                return billed(made, missed)
        raise most_hopeful(missed)

    async def collect(self, request: ImageRequest, request_id: str) -> Picture:
        holder, now = await self._holder(request_id)
        try:
            return await holder.collect(request, now)
        except ModelGoneError:
            await self.board.show()
            raise

    async def watch(self, event: ImageSubmitted) -> None:
        holder, _ = await self._holder(event.request_id)
        await holder.watch(event)

    async def forget(self, asked: ForgetRequest) -> ForgetReply:
        """Every account lets go of its own copies."""
        said = [await engine.forgetting.forget(asked) for engine in self.engines]
        remaining = tuple(one for reply in said for one in reply.remaining)
        return ForgetReply(files=sum(reply.files for reply in said), remaining=remaining)

    async def candidates(self, request: ImageRequest) -> Sequence[GeminiEngine]:
        """Those that offer what is asked, in their order; those that rest come last."""
        if len(self.engines) == 1:
            return self.engines
        able = [engine for engine in self.engines if engine is self.engines[0] or engine.can(request)]
        offering = [engine for engine in able if engine.offers.offers(request.model)] or able
        rests = {engine.account: await self.rests(engine, request) for engine in offering}
        return sorted(offering, key=lambda engine: rests[engine.account])

    async def rests(self, engine: GeminiEngine, request: ImageRequest) -> bool:
        return await self._resting.does(engine.account, kind_of(request))

    async def note(self, engine: GeminiEngine, request: ImageRequest, error: ThumbworksError) -> None:
        if isinstance(error, ModelGoneError):
            await self.board.show()
        if len(self.engines) > 1:
            log.warning("account.passed", account=engine.account, model=request.model, code=error.code)
            MOVES.labels(request.model, error.code).inc()
            await self._resting.note(engine.account, kind_of(request), error)

    async def _held(self, request: ImageRequest) -> str:
        """A copy may have died after it put a request down: whoever holds it, it is not put down again elsewhere."""
        if not request.wishes.batch or len(self.engines) == 1:
            return ""
        found = [await engine.batches.holding(request) for engine in self.engines]
        return next(filter(None, found), "")

    async def _holder(self, request_id: str) -> tuple[GeminiEngine, str]:
        """Who holds what was left with Google, and its name there."""
        if len(self.engines) == 1:
            return self.engines[0], request_id
        if request_id.startswith(NAMED):
            now, account = request_id, request_id.partition(MARK)[2]
        else:
            now = await self.engines[0].batches.whereabouts(request_id)
            account = account_in(now)
        return next((engine for engine in self.engines if engine.account == account), self.engines[0]), now

    def hurry(self) -> None:
        for engine in self.engines:
            engine.background.rhythm.hurry()
            if engine.rounds:
                engine.rounds.rhythm.hurry()

    async def look_after_batches(self) -> None:
        await asyncio.gather(*(engine.rounds.rhythm.keep(engine.rounds.go) for engine in self.engines if engine.rounds))

    async def look_after_interactions(self) -> None:
        await asyncio.gather(*(engine.background.rhythm.keep(engine.background.go) for engine in self.engines))

    async def tidy(self) -> None:
        for engine in self.engines:
            await engine.tidy()

    async def aclose(self) -> None:
        for engine in self.engines:
            await engine.aclose()


@dataclass(frozen=True)
class Others:
    """All accounts but the one at `place`, for a batch that it was refused."""

    accounts: Accounts
    place: int

    def may_take(self, error: PermanentError) -> bool:
        return moves_on(error)

    async def put_down(self, request: ImageRequest, error: PermanentError) -> str:
        """Not at one that rests: it would be refused there, too. Raises what is transient when nobody else takes it."""
        accounts, refused = self.accounts, self.accounts.engines[self.place]
        await accounts.note(refused, request, error)
        missed: list[ThumbworksError] = []
        for engine in await accounts.candidates(request):
            if engine is refused or await accounts.rests(engine, request):
                continue
            try:
                return (await engine.put_down(request)).partition(SEPARATOR)[0]
            except (TransientError, PermanentError) as failure:
                await accounts.note(engine, request, failure)
                missed.append(failure)
        if missed and isinstance(hopeful := most_hopeful(missed), TransientError):
            raise hopeful
        return ""


def kind_of(request: ImageRequest) -> str:
    """Batches have quotas of their own."""
    return f"{request.model}/batch" if request.wishes.batch else request.model


def moves_on(error: ThumbworksError) -> bool:
    """Nothing was bought, and another account need not fail in the same way."""
    if isinstance(error, AnswerLostError):
        return False
    return isinstance(error, ModelGoneError) or error.code in OF_THE_ACCOUNT


def most_hopeful(missed: Sequence[ThumbworksError]) -> ThumbworksError:
    """What may pass soonest, else what another model may not have; what all of them cost goes with it."""
    chosen = min(missed, key=_despair)
    return chosen.costing(sum(error.cost_micro_usd for error in missed if error is not chosen))


def _despair(error: ThumbworksError) -> tuple[int, float]:
    if isinstance(error, TransientError):
        return 0, error.retry_after or 0.0
    return (1 if error.code in OF_THE_MODEL else 2), 0.0


def billed(made: Picture | Submitted, missed: Sequence[ThumbworksError]) -> Picture | Submitted:
    already = sum(error.cost_micro_usd for error in missed)
    if isinstance(made, Submitted) or not already:
        return made
    return replace(made, cost_micro_usd=made.cost_micro_usd + already)
