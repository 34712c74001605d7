"""Who works on a job, in which order."""

from pydantic import Field

from common.ticket.pages import Page


class StandIn(Page):
    """Who makes the scene behind the photographed face."""

    service: str
    model: str


class Route(Page):
    """Who works on this job. `generators` holds the first choice and the fallbacks the user allowed, in order."""

    preparing: tuple[str, ...] = ("identity",)
    generators: tuple[str, ...]
    models: tuple[str, ...] = Field(description="The model id for each generator, in the same order.")
    finishing: tuple[str, ...] = ("compositor",)
    alternates: dict[str, tuple[str, ...]] = Field(
        default_factory=dict[str, tuple[str, ...]],
        description="Other models of a generator that may stand in, in order; none where a model was named.",
    )
    stand_in: StandIn | None = Field(
        default=None, description="For a variant whose drawn face did not pass a strict face lock."
    )
