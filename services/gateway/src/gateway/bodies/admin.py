"""What only the people who run an installation see."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from common.events import Event
from common.timeline import Moment
from gateway.bodies.body import Body
from gateway.bodies.moments import MomentBody, moment_body
from gateway.store.flags import Flag, Kind, Spending


class ToldBody(MomentBody):
    """Something that happened to a job, with all that was told of it."""

    cost_micro_usd: int = Field(description="What a provider charges for what this event tells of.")
    payload: dict[str, Any]


class FlagBody(Body):
    user_id: str
    kind: Kind = Field(
        description="frozen: nothing is bought or run; paused: nothing is run; flagged: to be looked at."
    )
    reason: str
    until: datetime | None = Field(description="Of a pause.")
    created_at: datetime


class SpenderBody(Body):
    user_id: str
    micro_usd: int


class SpendingBody(Body):
    """By the quotes of what was accepted today (UTC): what it may cost at most."""

    day: date
    micro_usd: int
    cap_micro_usd: int | None = Field(description="Null: none.")
    people: list[SpenderBody] = Field(description="The dearest ones first, twenty at most.")


def told_body(moment: Moment) -> ToldBody:
    payload = moment.event.model_dump(mode="json", by_alias=True, exclude_none=True)
    return ToldBody(**moment_body(moment).model_dump(), cost_micro_usd=cost_of(moment.event), payload=payload)


def cost_of(event: Event) -> int:
    """Of a failed attempt, or of the picture that was just made; later events carry that picture along."""
    if event.cost_micro_usd is not None:
        return event.cost_micro_usd
    image = event.ticket.image if event.ticket and event.name == "image.generated" else None
    return image.cost_micro_usd if image else 0


def flag_body(flag: Flag) -> FlagBody:
    return FlagBody(**flag.model_dump())


def spending_body(spending: Spending) -> SpendingBody:
    return SpendingBody.model_validate(spending.model_dump() | {"cap_micro_usd": spending.cap_micro_usd or None})
