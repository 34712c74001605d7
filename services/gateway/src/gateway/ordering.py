"""A run of a project: what is checked before a job is accepted, and what is written when it is."""

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from common.brief import (
    SEEDS,
    Brief,
    ColorPriority,
    Disclosure,
    Emotion,
    FacePosition,
    Grounding,
    HexColor,
    Quality,
    ServiceTier,
    TextPlacement,
    Thinking,
    Vibe,
    Wardrobe,
)
from common.events import JobRequested
from common.ids import new_id
from common.ticket import Ticket
from gateway.auth import Principal
from gateway.models import Models
from gateway.policy import Gate
from gateway.referring import reference_of
from gateway.routing import issue_ticket
from gateway.store import Store
from gateway.store.jobs import Order
from gateway.store.rows import Project
from gateway.surveying import Surveyor
from gateway.wanting import House, Wanted
from gateway.webhooks.outgoing import Outgoing

MOST_CREDITS = 1_000_000


class PromptBody(BaseModel):
    """One side of a comparison: what it says instead of the project's brief. The sides differ in one of these."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"label": "B", "headline": "DO THIS INSTEAD"}}
    )

    label: str | None = Field(default=None, min_length=1, max_length=40, description="A, B and C unless it has a name.")
    headline: str | None = Field(default=None, max_length=200)
    subtext: str | None = Field(default=None, max_length=200)
    title: str | None = Field(default=None, max_length=300)
    vibe: tuple[Vibe, ...] | None = Field(default=None, min_length=1, max_length=3)
    colors: ColorPriority | None = None
    brand_colors: tuple[HexColor, ...] | None = Field(default=None, max_length=6)
    emotion: Emotion | None = None
    face: FacePosition | None = None
    text: TextPlacement | None = None
    wardrobe: Wardrobe | None = None
    draw_text: bool | None = None

    @property
    def answers(self) -> dict[str, Any]:
        """What it says, as the brief would."""
        return self.model_dump(mode="json", exclude_none=True, exclude={"label"})


class QueueBody(BaseModel):
    """Everything may be left to the project's brief."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"quality": "std", "variants": 4, "seed": 12345}}
    )

    quality: Quality | None = Field(default=None, description="draft, std or 4k.")
    variants: Literal[2, 4, 6] | None = None
    seed: int | None = Field(
        default=None, ge=0, lt=SEEDS, description="The same seed and brief make the same pictures."
    )
    model_pref: str | None = Field(default=None, max_length=60, description="An id, an alias, or auto.")
    grounding: tuple[Grounding, ...] | None = Field(default=None, max_length=2, description="web, image, or both.")
    thinking: Thinking | None = None
    service_tier: ServiceTier | None = Field(default=None, description="standard, flex, priority, or batch.")
    draw_text: bool | None = None
    disclosure: Disclosure | None = Field(default=None, description="A visible AI label: auto, on or off.")
    max_cost: int | None = Field(
        default=None,
        ge=0,
        le=MOST_CREDITS,
        description="The most the call may cost, in credits, all prompts together; dearer models are passed over.",
    )
    webhook_url: str | None = Field(
        default=None, max_length=2_000, description="Told how this run goes, instead of the account's address."
    )
    prompts: tuple[PromptBody, ...] | None = Field(
        default=None,
        min_length=1,
        max_length=3,
        description="Up to three runs to compare, that differ in one answer. All are queued, or none.",
    )
    allow_fallback: bool = Field(
        default=True, description="Whether auto may hand over to another model. A named model is never swapped."
    )


# What belongs to one run alone, beside the answers of the brief that it overrides.
_NO_ANSWERS = {"seed", "max_cost", "allow_fallback", "webhook_url", "brief", "prompts"}


@dataclass(frozen=True)
class Desk:
    """Takes orders: has the way looked over, then writes the ticket."""

    store: Store
    models: Models
    gate: Gate = field(default_factory=Gate)
    outgoing: Outgoing = field(default_factory=Outgoing)

    @property
    def surveyor(self) -> Surveyor:
        return Surveyor(self.store, self.models, self.gate, self.outgoing)

    async def prepare(self, person: Principal, project: Project, body: QueueBody) -> Order:
        """Raises what stands in the way: webhook, references, consent, faces, model, mode."""
        asked = body.model_dump(mode="json", exclude_unset=True)
        return await self.order(person, project, wanted_of(project, body), asked)

    async def order(self, person: Principal, project: Project, wanted: Wanted, asked: dict[str, Any]) -> Order:
        """One run, whatever it was asked for with."""
        found = await self.surveyor.survey(person, project.id, wanted)
        ticket = issue_ticket(
            found.wanted,
            found.house,
            job_id=new_id("job"),
            project_id=project.id,
            user_id=person.user_id,
            references=[reference_of(asset) for asset in found.selfies],
            recipients=found.recipients,
            may_compare=found.may_compare,
            guardian=found.guardian,
        )
        return Order(
            ticket=ticket,
            asked=asked,
            model_pref=wanted.model_pref,
            provider={**provider_of(ticket, found.house), "asked": wanted.model_pref},
            event=JobRequested(next="credits", job_id=ticket.job_id, ticket=ticket),
            key_id=person.key.id if person.key else None,
        )


def wanted_of(project: Project, body: QueueBody) -> Wanted:
    """The project's brief with what the call overrides."""
    return overridden(Brief.model_validate(project.brief), body)


def overridden(brief: Brief, body: QueueBody) -> Wanted:
    brief = brief.model_copy(update=body.model_dump(exclude_none=True, exclude=_NO_ANSWERS))
    return Wanted(
        brief,
        brief.quality.value,
        brief.variants,
        brief.model_pref,
        body.seed,
        max_cost=body.max_cost,
        allow_fallback=body.allow_fallback,
        webhook_url=body.webhook_url,
    )


def provider_of(ticket: Ticket, house: House) -> dict[str, Any]:
    """Who makes it: the model, how the face gets in where it only draws a scene, and what it usually takes."""
    model = ticket.route.models[0]
    card = next((card for card in house.cards if card.id == model), None)
    return {
        "name": f"{model}+photo" if card and card.draws == "scene" else model,
        "seconds": card.seconds_per_variant * ticket.variants if card else None,
        "mode": ticket.brief.mode.value,
        "services": list(ticket.route.generators),
        "models": list(ticket.route.models),
    }
