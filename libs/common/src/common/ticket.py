"""The ticket: the document that walks from room to room and grows a page in each.

It carries references, never pictures, embeddings, landmarks, keys or tokens, and stays under 100 KB. The gateway
writes the route when the job is requested; the ticket alone knows what comes next.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from common.ages import AgeVerdict
from common.brief import Brief
from common.catalog import SizePlan
from common.decency import DecencyPage
from common.disclosure import Decision
from common.inspiration import Inspiration
from common.layout import Box, LayoutRead
from common.likeness import LikenessPage
from common.pricing import Quote
from common.wishes import Wishes

TICKET_SCHEMA = 1
MAX_TICKET_BYTES = 100_000
IDENTITY = "identity"

Edge = Literal["left", "right", "top", "bottom"]


class Page(BaseModel):
    """Readers ignore what they do not know, so rooms can be updated one at a time."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _tolerant(form: type[BaseModel]) -> BeforeValidator:
    """A form refuses answers it has no question for; on a ticket they come from a newer release and are passed over."""

    def read(value: Any) -> Any:
        return form.model_validate(value, extra="ignore") if isinstance(value, Mapping) else value

    return BeforeValidator(read)


class Reference(Page):
    """A selfie as it lies in blob storage, pixels after normalisation."""

    asset_id: str
    key: str
    width: int
    height: int

    @property
    def longest(self) -> int:
        return max(self.width, self.height)


class CopyTarget(Page):
    """The thumbnail to copy. `masked_key` is its version without faces, the only one that leaves the installation."""

    asset_id: str
    key: str
    masked_key: str
    width: int
    height: int
    read: LayoutRead | None = Field(default=None, description="Read before, perhaps corrected; not read again.")


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


class SelfieVerdict(Page):
    """What identity thinks of one selfie; `issues` are codes, `advice` is the sentence for the creator."""

    asset_id: str
    score: float = Field(ge=0, le=1)
    issues: tuple[str, ...] = ()
    advice: str = ""


class MaskedPicture(Page):
    """A picture to look at, safe to send anywhere: `key` is the version without faces."""

    asset_id: str
    key: str = Field(description="The picture's own key where it has nothing like a face.")
    shows_somebody: bool = Field(
        default=True, description="Whether one of them surely is a face; else it may be a cup, or the lamp of a car."
    )
    faces: tuple[Box, ...] = Field(default=(), description="Where faces were, in its pixels.")


class IdentityPage(Page):
    """The chosen selfie and where its parts lie; boxes are pixels of the cut-out picture."""

    asset_id: str
    why: str = Field(default="", description="Why this selfie was chosen, for the creator.")
    person: Literal["same", "unsure", "unverified"] = Field(
        default="unverified", description="Whether all selfies that are used show one person; unverified: no engine."
    )
    verdicts: tuple[SelfieVerdict, ...]
    cutout_key: str
    landmarks_key: str
    width: int
    height: int
    face: Box
    head: Box = Field(description="From the top of the hair to the chin.")
    yaw: float = Field(default=0.0, description="Degrees; positive when the nose points to the right of the picture.")
    roll: float = 0.0
    cut_edges: tuple[Edge, ...] = Field(default=(), description="Where the photo's frame cuts the body.")
    engine: str = ""
    age: AgeVerdict = Field(default="unchecked", description="Whether the selfies may show a child.")


class LayoutPage(Page):
    """`spec_key` is the LayoutSpec that was read; `guide_key` what models may see of it: no face, no word."""

    spec_key: str
    # Streams may still hold tickets that call it by its first name.
    guide_key: str | None = Field(default=None, validation_alias=AliasChoices("guide_key", "plate_key"))
    look: Inspiration | None = Field(default=None, description="Its colors and composition, for those who paint.")
    fingerprint: str = Field(default="", description="What it looks like in 256 bits: pictures must differ from it.")
    crops: tuple[str, ...] = Field(default=(), description="The same of parts of it: no crop of it is made either.")


class Source(Page):
    """A page the model looked at. The provider's terms ask for a link to the page itself beside the picture."""

    uri: str
    title: str = ""
    domain: str = ""
    kind: Literal["web", "image", "suggestions"] = "web"
    html: str = Field(default="", description="The search suggestions, to be shown as they are.")


class ImagePage(Page):
    """One variant's picture from a generator."""

    key: str
    width: int
    height: int
    service: str
    model: str
    draws: Literal["scene", "picture"]
    seed: int
    scene: str = ""
    surcharge_micro_usd: int = 0
    cost_micro_usd: int = Field(default=0, description="What the provider charges for all it took; for admins.")
    session_key: str = Field(default="", description="The sealed conversation an edit can go on from.")
    sources: tuple[Source, ...] = Field(default=(), description="What the model looked up; must be shown and linked.")
    provenance: dict[str, Any] = Field(default_factory=dict[str, Any])


class RenderPage(Page):
    """One finished variant: the files by format and what was measured on them."""

    files: dict[str, str] = Field(description="Blob key per format: png, jpg, json, preview.")
    width: int
    height: int
    bytes: dict[str, int]
    score: float = Field(ge=0, le=100)
    checks: dict[str, float | bool] = Field(default_factory=dict[str, float | bool])
    notes: tuple[str, ...] = ()
    disclosure: Decision | None = Field(default=None, description="Whether it says that AI made it, and why.")
    likeness: LikenessPage | None = Field(default=None, description="How the face compares with the selfies.")
    decency: DecencyPage | None = Field(default=None, description="Whether it, or what it shows, is fit to be shown.")


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
