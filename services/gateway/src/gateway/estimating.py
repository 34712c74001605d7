"""What runs would cost, and all that is in their way: judged on the road of the real ones, and nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ConfigDict, Field

from common.errors import PermanentError
from gateway.auth import Principal
from gateway.bodies.estimates import (
    BalanceBody,
    BatchEstimateBody,
    BlockerBody,
    CostBody,
    EstimateBody,
    EtaBody,
    LineBody,
    RefundBody,
    SideBody,
    TotalBody,
    model_plan_body,
)
from gateway.comparing import Sides
from gateway.eta import eta_seconds, queue_position
from gateway.ordering import Desk, QueueBody
from gateway.problems import blocker
from gateway.routing import is_prepared
from gateway.store.prospects import Foresight, Line, Run, Standing, Wallet
from gateway.survey import Survey
from gateway.wanting import Wanted


class EstimateForm(QueueBody):
    """A brief as far as it is filled in, and what the queue call would say beside it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"brief": {"headline": "STOP DOING THIS"}, "quality": "std"}}
    )

    brief: dict[str, Any] = Field(default_factory=dict[str, Any], description="Answers so far; none is required.")


@dataclass(frozen=True)
class Prospect:
    """What is known of runs that nobody has asked for yet; without a price of each there is no foresight."""

    surveys: tuple[Survey, ...]
    standing: Standing
    foresight: Foresight | None

    @property
    def total(self) -> int | None:
        prices = [found.quote for found in self.surveys]
        return sum(price.total for price in prices if price) if all(prices) else None

    def cost(self, place: int) -> CostBody | None:
        return cost_body(self.surveys[place], self.foresight.charges[place] if self.foresight else ())

    def blockers(self, *more: PermanentError) -> list[PermanentError]:
        """In the order in which they are met, what is in the way of several once."""
        found = [error for survey in self.surveys for error in survey.blockers]
        met = [*more, *found, *(self.foresight.blockers if self.foresight else [])]
        return list({(error.code, error.message): error for error in reversed(met)}.values())[::-1]


@dataclass(frozen=True)
class Estimator:
    desk: Desk

    async def estimate(
        self,
        person: Principal,
        project_id: str | None,
        wanted: Wanted,
        *,
        problems: Sequence[PermanentError] = (),
        warnings: Sequence[str] = (),
    ) -> EstimateBody:
        """`problems` and `warnings` are what is known of the answers already."""
        ahead = await self._look_ahead(person, project_id, [wanted])
        (found,) = ahead.surveys
        blockers = ahead.blockers(*problems)
        return EstimateBody(
            ok=not blockers,
            quality=wanted.quality,
            variants=wanted.variants,
            cost=ahead.cost(0),
            balance=balance_body(ahead.standing.wallet, ahead.total),
            line=line_body(ahead.standing.line),
            eta=eta_body(found, ahead.standing.line),
            model_plan=model_plan_body(found.wanted, found.weighed),
            blockers=blockers_body(blockers),
            warnings=[*warnings, *found.warnings],
        )

    async def estimate_all(
        self,
        person: Principal,
        project_id: str | None,
        sides: Sides,
        *,
        problems: Sequence[PermanentError] = (),
    ) -> BatchEstimateBody:
        """Of a comparison, together and one by one."""
        ahead = await self._look_ahead(person, project_id, sides.wanted)
        blockers = ahead.blockers(*problems)
        line, total = ahead.standing.line, ahead.total
        return BatchEstimateBody(
            ok=not blockers,
            differs_in=sides.differs_in,
            cost=None if total is None else TotalBody(total=total),
            balance=balance_body(ahead.standing.wallet, total),
            line=line_body(line),
            prompts=[
                side_body(label, found, ahead.cost(place), behind(line, place))
                for place, (label, found) in enumerate(zip(sides.labels, ahead.surveys, strict=True))
            ],
            blockers=blockers_body(blockers),
        )

    async def _look_ahead(self, person: Principal, project_id: str | None, wanted: Sequence[Wanted]) -> Prospect:
        surveyor = self.desk.surveyor
        surveys = [await surveyor.survey(person, project_id, one, rehearsal=True) for one in wanted]
        if not all(found.is_paid for found in surveys):  # nobody's wallet is asked; one's own is shown
            return Prospect(tuple(surveys), await self.desk.store.prospects.standing(person.user_id, None), None)
        standing = await self.desk.store.prospects.standing(person.user_id, project_id)
        return Prospect(tuple(surveys), standing, await self._foresee(person, project_id, surveys))

    async def _foresee(self, person: Principal, project_id: str | None, surveys: Sequence[Survey]) -> Foresight | None:
        runs = [run for found in surveys if (run := run_of(found))]
        if len(runs) < len(surveys):
            return None
        key = person.key.id if person.key else None
        return await self.desk.store.prospects.foresee(person.user_id, project_id, runs, key)


def run_of(found: Survey) -> Run | None:
    wanted = found.wanted
    return Run(wanted.quality, wanted.brief.mode.value, found.quote) if found.quote else None


def behind(line: Line, jobs: int) -> Line:
    """The line as the next one finds it, when so many others were queued just before."""
    return line.model_copy(update={"waiting": line.waiting + jobs})


def cost_body(found: Survey, charges: Sequence[int]) -> CostBody | None:
    price, choice = found.quote, found.weighed.choice
    if price is None or choice is None:
        return None
    return CostBody(
        base=price.base,
        surcharge=price.total - price.base,
        total=price.total,
        first_choice=found.wanted.price(choice.cards[0]).total,
        surcharge_micro_usd=price.surcharge_micro_usd,
        refunds=[
            RefundBody(delivered=delivered, charged=charged, refunded=price.total - charged)
            for delivered, charged in enumerate(charges)
        ],
    )


def balance_body(wallet: Wallet, total: int | None) -> BalanceBody:
    missing = 0 if total is None or wallet.tops_up else max(0, total - wallet.available)
    sufficient = None if total is None else missing == 0
    return BalanceBody(available=wallet.available, held=wallet.held, sufficient=sufficient, missing=missing)


def line_body(line: Line) -> LineBody:
    return LineBody(**line.model_dump(), free=max(0, line.lanes - line.running - line.waiting))


def eta_body(found: Survey, line: Line) -> EtaBody | None:
    choice = found.weighed.choice
    if choice is None or not is_prepared(found.wanted.brief, found.house):
        return None
    return EtaBody(seconds=eta_seconds(found.wanted, choice, found.house, line), queue_position=queue_position(line))


def side_body(label: str, found: Survey, cost: CostBody | None, line: Line) -> SideBody:
    wanted = found.wanted
    return SideBody(
        label=label,
        quality=wanted.quality,
        variants=wanted.variants,
        cost=cost,
        eta=eta_body(found, line),
        model_plan=model_plan_body(wanted, found.weighed),
        blockers=blockers_body(found.blockers),
        warnings=[*wanted.brief.warnings(), *found.warnings],
    )


def blockers_body(errors: Sequence[PermanentError]) -> list[BlockerBody]:
    return [BlockerBody.model_validate(blocker(error)) for error in errors]
