"""A run before the button is pressed: judged on the same road as the real one, and nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ConfigDict, Field

from common.errors import PermanentError
from gateway.auth import Principal
from gateway.bodies.estimates import (
    BalanceBody,
    BlockerBody,
    CostBody,
    EstimateBody,
    EtaBody,
    RefundBody,
    model_plan_body,
)
from gateway.eta import eta_seconds, queue_position
from gateway.ordering import Desk, QueueBody
from gateway.problems import blocker
from gateway.routing import is_prepared
from gateway.store.prospects import Foresight, Standing, Wallet
from gateway.surveying import Survey
from gateway.wanting import Wanted


class EstimateForm(QueueBody):
    """A brief as far as it is filled in, and what the queue call would say beside it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"brief": {"headline": "STOP DOING THIS"}, "quality": "std"}}
    )

    brief: dict[str, Any] = Field(default_factory=dict[str, Any], description="Answers so far; none is required.")


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
        found = await self.desk.surveyor.survey(person, project_id, wanted, rehearsal=True)
        standing = await self.desk.store.prospects.standing(person.user_id, project_id)
        foresight = await self._foresee(person, project_id, found)
        blockers = [*problems, *found.blockers, *(foresight.blockers if foresight else [])]
        cost = cost_body(found, foresight) if foresight else None
        return EstimateBody(
            ok=not blockers,
            quality=wanted.quality,
            variants=wanted.variants,
            cost=cost,
            balance=balance_body(standing.wallet, cost),
            eta=eta_body(found, standing),
            model_plan=model_plan_body(found.wanted, found.weighed),
            blockers=[BlockerBody.model_validate(blocker(error)) for error in blockers],
            warnings=[*warnings, *found.warnings],
        )

    async def _foresee(self, person: Principal, project_id: str | None, found: Survey) -> Foresight | None:
        if found.quote is None:
            return None
        wanted = found.wanted
        return await self.desk.store.prospects.foresee(
            person.user_id, project_id, wanted.quality, wanted.brief.mode.value, found.quote
        )


def cost_body(found: Survey, foresight: Foresight) -> CostBody | None:
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
            for delivered, charged in enumerate(foresight.charges)
        ],
    )


def balance_body(wallet: Wallet, cost: CostBody | None) -> BalanceBody:
    missing = 0 if cost is None or wallet.tops_up else max(0, cost.total - wallet.available)
    sufficient = None if cost is None else missing == 0
    return BalanceBody(available=wallet.available, held=wallet.held, sufficient=sufficient, missing=missing)


def eta_body(found: Survey, standing: Standing) -> EtaBody | None:
    choice = found.weighed.choice
    if choice is None or not is_prepared(found.wanted.brief, found.house):
        return None
    line = standing.line
    return EtaBody(seconds=eta_seconds(found.wanted, choice, found.house, line), queue_position=queue_position(line))
