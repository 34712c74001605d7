"""What a run would cost, when it would be done, who would make it, and what is in the way."""

from typing import Literal

from pydantic import ConfigDict, Field

from common.catalog import ModelCard
from gateway.bodies.body import Body
from gateway.choosing import Weighed
from gateway.wanting import Wanted


class RefundBody(Body):
    delivered: int
    charged: int
    refunded: int


class CostBody(Body):
    """Credits. The total is held when the job is queued; what is not delivered, or was made cheaper, comes back."""

    base: int
    surcharge: int = Field(description="At the dearest model that may work on it.")
    total: int = Field(description="The most it can cost.")
    first_choice: int = Field(description="What it costs when the first model makes all of it.")
    surcharge_micro_usd: int = Field(description="Per picture, at the dearest model.")
    currency: Literal["credits"] = "credits"
    refunds: list[RefundBody] = Field(description="What is charged and refunded when so many pictures are delivered.")


class BalanceBody(Body):
    """Of whoever pays."""

    available: int
    held: int
    sufficient: bool | None = Field(description="Null while there is no price.")
    missing: int = Field(description="Credits.")


class EtaBody(Body):
    seconds: int = Field(description="From now to the last picture, as things stand.")
    queue_position: int = Field(description="In the payer's own line; 0 when it starts at once.")


class PlannedBody(Body):
    model: str
    title: str
    service: str
    provider: str
    credits: int = Field(description="What the run costs when this model makes all of it.")
    seconds_per_variant: float
    sends_faces_to: str | None = Field(description="Who receives the selfies; null when they stay here.")


class ConsideredBody(Body):
    model: str
    title: str
    verdict: Literal["first", "fallback", "passed_over"]
    code: str | None = Field(description="Why it was passed over: a code of errors, or experimental, uncertain, ...")
    reason: str | None


class ModelPlanBody(Body):
    rule: str
    reason: str
    first: PlannedBody | None
    fallbacks: list[PlannedBody] = Field(description="In the order they are tried.")
    considered: list[ConsideredBody]


class BlockerBody(Body):
    """What the run would be refused with, as a problem document without `instance`."""

    model_config = ConfigDict(frozen=True, extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str


class LineBody(Body):
    """Of whoever pays. A run that finds no free lane waits; it is not refused."""

    waiting: int
    running: int
    lanes: int = Field(description="How many run at once.")
    free: int = Field(description="How many more would start at once.")


class EstimateBody(Body):
    ok: bool = Field(description="Nothing is in the way: queued now, it would be accepted.")
    quality: str
    variants: int
    cost: CostBody | None = Field(description="Null when no model can make it.")
    balance: BalanceBody
    line: LineBody
    eta: EtaBody | None
    model_plan: ModelPlanBody
    blockers: list[BlockerBody] = Field(description="The first is what queueing would answer.")
    warnings: list[str]


class TotalBody(Body):
    total: int = Field(description="The most all of them can cost together.")
    currency: Literal["credits"] = "credits"


class SideBody(Body):
    """One of the runs of a comparison, and what is in its own way."""

    label: str
    quality: str
    variants: int
    cost: CostBody | None
    eta: EtaBody | None = Field(description="Behind those named before it.")
    model_plan: ModelPlanBody
    blockers: list[BlockerBody]
    warnings: list[str]


class BatchEstimateBody(Body):
    ok: bool = Field(description="Nothing is in the way of any of them: queued now, all would be accepted.")
    differs_in: str
    cost: TotalBody | None = Field(description="Null when one of them cannot be made.")
    balance: BalanceBody
    line: LineBody
    prompts: list[SideBody] = Field(description="In the order they were named.")
    blockers: list[BlockerBody] = Field(description="Of all of them; the first is what queueing would answer.")


def model_plan_body(wanted: Wanted, weighed: Weighed) -> ModelPlanBody:
    order = weighed.choice.in_order if weighed.choice else ()
    planned = [_planned(wanted, card) for card in order]
    first = order[0].id if order else ""
    return ModelPlanBody(
        rule=weighed.rule.id,
        reason=weighed.rule.why,
        first=planned[0] if planned else None,
        fallbacks=planned[1:],
        considered=[
            ConsideredBody(
                model=one.card.id,
                title=one.card.title,
                verdict="passed_over" if one.code else "first" if one.card.id == first else "fallback",
                code=one.code or None,
                reason=one.why or None,
            )
            for one in weighed.considered
        ],
    )


def _planned(wanted: Wanted, card: ModelCard) -> PlannedBody:
    said = card.model_dump(include=set(PlannedBody.model_fields) - {"model", "credits"})
    return PlannedBody(model=card.id, credits=wanted.price(card).total, **said)
