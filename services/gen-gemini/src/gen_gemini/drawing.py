"""From a request to a picture: at most two calls, the second only where it may help, all they took added up."""

from dataclasses import dataclass, replace
from typing import Any, Protocol

import structlog

from common.errors import PermanentError, ThumbworksError
from common.generation import ImageRequest
from gen_gemini.asking import Answer, Asking, Tick
from gen_gemini.cards import Backend
from gen_gemini.choices import Choices
from gen_gemini.costs import Usage, cost_of
from gen_gemini.failures import FetchRefusedError, SignatureError, UploadGoneError
from gen_gemini.metrics import OUTCOMES, SPENT, THINKING
from gen_gemini.outcomes import Kind, Outcome
from gen_gemini.references import AFRESH, UNFETCHED, References
from gen_gemini.refusals import SELF_HEALING, refusal_of
from gen_gemini.requests import Materials, Question, question_of

log = structlog.get_logger()

CALLS = 2


@dataclass(frozen=True)
class Drawn:
    """A picture, with the sum of what all its calls took and the turn that led to it."""

    answer: Answer
    usage: Usage
    cost: int
    calls: int
    turn: Materials


class Leaving(Protocol):
    """Has a request made where nobody waits for it; its name there."""

    async def submit(self, question: Question, about: dict[str, Any]) -> str: ...


class Drawing:
    def __init__(self, asking: Asking, references: References, backend: Backend) -> None:
        self._asking, self._references = asking, references
        self._backend: Backend = backend

    async def draw(self, request: ImageRequest, choices: Choices, turn: Materials, tick: Tick) -> Drawn:
        """Raises what the last answer means when it held no picture; all that was billed goes with it."""
        tab = Tab(request, choices)
        try:
            return await self._draw(request, choices, turn, tick, tab)
        except ThumbworksError as error:
            error.costing(tab.cost)
            raise

    async def _draw(self, request: ImageRequest, choices: Choices, turn: Materials, tick: Tick, tab: "Tab") -> Drawn:
        insist = False
        for call in range(1, CALLS + 1):
            try:
                answer = await self._ask(request, choices, turn, tick, insist=insist)
            except (SignatureError, FetchRefusedError) as error:
                if call == CALLS:
                    raise
                turn = await self._amended(error, request, turn)
                continue
            tab.book(answer)
            if answer.outcome.has_picture:
                return Drawn(answer, tab.usage, tab.cost, call, turn)
            again = call < CALLS and request.has_time_for(choices.model.typical_seconds)
            remedy = await self._remedy(answer.outcome, request, turn) if again else None
            if remedy is None:
                raise refusal_of(answer.outcome)
            turn, insist = remedy, True
        raise AssertionError

    async def leave(self, leaving: Leaving, request: ImageRequest, choices: Choices, turn: Materials) -> str:
        """The same request, to be answered later. What was refused is not bought, and sent once more where it helps."""
        about = {"job": request.job_id, "variant": request.variant}
        try:
            return await leaving.submit(question_of(request, choices, turn, self._backend), about)
        except (SignatureError, FetchRefusedError) as error:
            turn = await self._amended(error, request, turn)
        except UploadGoneError:
            await self._references.forget(request)
            raise
        return await leaving.submit(question_of(request, choices, turn, self._backend), about)

    async def _amended(self, error: PermanentError, request: ImageRequest, turn: Materials) -> Materials:
        """The turn without what was refused: nothing was drawn. Raises the error where it had nothing of the kind."""
        if isinstance(error, FetchRefusedError):  # a link that works for others may not work for Google
            return replace(await self._references.materials(request, UNFETCHED), history=turn.history)
        if not turn.history:
            raise error
        return replace(turn, history=())

    def collected(
        self, answer: Answer, request: ImageRequest, choices: Choices, turn: Materials | None = None
    ) -> Drawn:
        """An answer that came later, booked; raises what it means when it holds no picture."""
        tab = Tab(request, choices)
        tab.book(answer)
        if not answer.outcome.has_picture:
            raise refusal_of(answer.outcome).costing(tab.cost)
        return Drawn(answer, tab.usage, tab.cost, 1, turn or Materials())

    async def _ask(
        self, request: ImageRequest, choices: Choices, turn: Materials, tick: Tick, *, insist: bool
    ) -> Answer:
        question = question_of(request, choices, turn, self._backend, insist=insist)
        try:
            answer = await self._asking.ask(question, tick)
        except UploadGoneError:
            await self._references.forget(request)
            raise
        outcome = answer.outcome
        OUTCOMES.labels(choices.model.id, outcome.kind, outcome.reason or "none").inc()
        THINKING.labels(choices.model.id).inc(answer.usage.thinking)
        if answer.retires:
            log.warning("model.retires", model=choices.model.id, at=answer.retires)
        return answer

    async def _remedy(self, outcome: Outcome, request: ImageRequest, turn: Materials) -> Materials | None:
        """What to ask with the second time; None where asking again cannot help."""
        if outcome.kind in SELF_HEALING:
            return turn
        if outcome.kind is Kind.SIGNATURE and turn.history:
            return replace(turn, history=())
        if outcome.kind is Kind.BLOCKED_PROMPT and outcome.reason == "OTHER" and request.references:
            fresh = await self._references.materials(request, AFRESH)  # one reference may be oddly encoded
            return replace(fresh, history=turn.history)
        return None


class Tab:
    """What the answers of one attempt took together, and what Google charges for them, in micro-USD."""

    def __init__(self, request: ImageRequest, choices: Choices) -> None:
        self._request, self._choices = request, choices
        self.usage, self.cost = Usage(), 0

    def book(self, answer: Answer) -> None:
        """Each at the tier it was served at."""
        model, outcome, took = self._choices.model, answer.outcome, answered(answer, self._choices)
        cost = cost_of(took, model, tier=answer.trace.tier, batch=self._request.wishes.batch)
        self.usage, self.cost = self.usage + took, self.cost + cost
        SPENT.labels(model.id, "picture" if outcome.has_picture else outcome.kind).inc(cost)
        log.info(
            "model.answered",
            model=model.id,
            outcome=outcome.kind,
            reason=outcome.reason,
            response_id=answer.trace.response_id,
            cost_micro_usd=cost,
        )


def answered(answer: Answer, choices: Choices) -> Usage:
    """Some answers do not say which tokens were a picture's: then they are the table's."""
    usage = answer.usage
    if not answer.outcome.has_picture or usage.image:
        return usage
    image = choices.model.prices.image_tokens[choices.size]
    return replace(usage, image=image, text=max(0, usage.text - image))
