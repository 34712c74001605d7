"""The ticket itself: the gateway writes its route when the job is requested; it alone knows what comes next."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from common.brief import Brief
from common.catalog import SizePlan
from common.decency import DecencyPage
from common.inspiration import Inspiration
from common.likeness import LikenessPage
from common.pricing import Quote
from common.ticket.pages import CopyTarget, IdentityPage, ImagePage, LayoutPage, Page, Reference, RenderPage
from common.ticket.route import Route, StandIn
from common.wishes import Wishes

TICKET_SCHEMA = 1
MAX_TICKET_BYTES = 100_000
IDENTITY = "identity"


def _tolerant(form: type[BaseModel]) -> BeforeValidator:
    """A form refuses answers it has no question for; on a ticket they come from a newer release and are passed over."""

    def read(value: Any) -> Any:
        return form.model_validate(value, extra="ignore") if isinstance(value, Mapping) else value

    return BeforeValidator(read)


class Ticket(Page):
    """What was asked for and decided, and one page from each room that worked on it."""

    ticket_schema: int = Field(default=TICKET_SCHEMA, description="The version of this document.")
    job_id: str
    project_id: str
    user_id: str
    brief: Annotated[Brief, _tolerant(Brief)] = Field(description="The questionnaire, filled in.")
    quality: Literal["draft", "std", "4k"]
    variants: int = Field(ge=1, description="How many pictures were ordered.")
    seed: int = Field(description="Each variant derives its own from it.")
    sizes: Annotated[SizePlan, _tolerant(SizePlan)] = Field(description="Pixels to generate and to export.")
    route: Route = Field(description="Who works on it, with which models.")
    quote: Quote = Field(description="What it costs at most.")
    references: tuple[Reference, ...] = Field(description="The selfies, by blob key.")
    requested_at: datetime
    run_seconds: float = Field(description="Time allowed once dispatched.")
    queue_expires_at: datetime
    wishes: Wishes | None = Field(default=None, description="What is asked of the model beyond the questionnaire.")
    deadline: datetime | None = Field(default=None, description="Written at dispatch.")
    may_compare: bool = Field(
        default=False, description="Whether all whose faces these are agreed that pictures are compared with them."
    )
    guardian: bool = Field(default=False, description="Whether a parent or guardian agreed, for every selfie.")

    identity: IdentityPage | None = Field(default=None, description="The chosen selfie and where its parts lie.")
    logo: Reference | None = Field(default=None, description="The brand kit's logo, by blob key.")
    copy_target: CopyTarget | None = Field(default=None, description="The thumbnail to copy, by blob key.")
    layout: LayoutPage | None = Field(default=None, description="The thumbnail to copy, as a spec.")
    image: ImagePage | None = Field(default=None, description="This variant's picture from the generator.")
    likeness: LikenessPage | None = Field(default=None, description="This variant's picture against the selfies.")
    decency: DecencyPage | None = Field(default=None, description="Whether the picture, or what it shows, is decent.")
    render: RenderPage | None = Field(default=None, description="This variant's finished files.")

    @property
    def prefix(self) -> str:
        return f"jobs/{self.job_id}"

    @property
    def identity_prefix(self) -> str:
        """Sealed, and deleted at settlement."""
        return f"{self.prefix}/identity"

    @property
    def inspirations(self) -> tuple[Inspiration, ...]:
        """The pictures whose colors and composition are followed: the copied one alone, else those that were shown."""
        if self.layout and self.layout.look:
            return (self.layout.look,)
        return self.wishes.inspirations if self.wishes else ()

    def after(self, hop: str) -> str | None:
        """The next preparing hop after `hop`; None when the generators are next."""
        return _after(hop, self.route.preparing)

    def finishing_after(self, hop: str) -> str | None:
        """The next hop that looks at a variant's picture."""
        return _after(hop, self.route.finishing)

    @property
    def first_finishing(self) -> str:
        """Who looks at this variant's picture first; a photographed face needs no comparing."""
        hops = self.route.finishing
        drawn = self.image is None or self.image.draws == "picture"
        return next((hop for hop in hops if drawn or hop != IDENTITY), hops[0])

    def fallback_after(self, generator: str) -> str | None:
        """The generator that may take over a variant `generator` could not make."""
        if generator not in self.route.generators:
            return None
        following = self.route.generators[self.route.generators.index(generator) + 1 :]
        return following[0] if following else None

    def stand_in_for(self, generator: str) -> StandIn | None:
        """Who makes a scene for the photographed face instead of `generator`."""
        other = self.route.stand_in
        return other if other and other.service != generator else None

    def model_for(self, generator: str) -> str:
        return self.route.models[self.route.generators.index(generator)]

    def alternate_after(self, generator: str, model: str | None) -> str | None:
        """The next model of the same generator; `model` is the one that failed, None for the route's."""
        if generator not in self.route.generators:
            return None
        chain = (self.model_for(generator), *self.route.alternates.get(generator, ()))
        place = chain.index(model) if model in chain else 0
        return chain[place + 1] if place + 1 < len(chain) else None

    def may_hand_over(self, generator: str, model: str | None) -> bool:
        if generator not in self.route.generators:
            return False
        return bool(self.alternate_after(generator, model) or self.fallback_after(generator))

    def has_time_for(self, seconds: float) -> bool:
        return has_time(self.deadline, seconds)

    def with_page(self, **pages: BaseModel) -> "Ticket":
        return self.model_copy(update=pages)


def _after(hop: str, stage: tuple[str, ...]) -> str | None:
    following = stage[stage.index(hop) + 1 :] if hop in stage else ()
    return following[0] if following else None


def has_time(deadline: datetime | None, seconds: float) -> bool:
    """Whether so much of it is left; before dispatch there is no deadline."""
    return deadline is None or (deadline - datetime.now(UTC)).total_seconds() >= seconds
