"""Every fact on the bus. A class and its subject spell each other: `CreditsReserved` is `credits.reserved.…`.

    <noun>.<verb>.<next>.<job_id>
      what happened   who is next   whose job

The stream's subjects, the AsyncAPI document and `docs/events.md` are generated from this file. Readers ignore fields
they do not know; `schema` grows when an old reader would misunderstand.
"""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from common.errors import Code
from common.ticket import Ticket

EVENT_SCHEMA = 1
NOUNS = ("job", "credits", "identity", "layout", "image", "likeness", "render", "provider")
WHOLE_JOB = 0

JobStatus = Literal["succeeded", "partially_succeeded", "failed", "blocked", "canceled", "expired"]

EVENTS: dict[str, type["Event"]] = {}


class Failure(BaseModel):
    """Why something did not work: a stable code and a sentence for the user."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: Code
    message: str


class Event(BaseModel):
    """A fact in the past tense that carries the ticket so far.

    `variant` counts from 1; 0 speaks of the job as a whole. `ticket` is missing only where the message that caused
    the event could not be read.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: ClassVar[str]

    schema_: int = Field(default=EVENT_SCHEMA, alias="schema", description="The version of this envelope.")
    next: str = Field(description="The service that is to do something about it.")
    job_id: str
    variant: int = Field(default=WHOLE_JOB, description="Counted from 1; 0 speaks of the job as a whole.")
    attempt: int = Field(default=1, description="Grows when a variant goes to another generator.")
    at: datetime = Field(default_factory=lambda: datetime.now(UTC), description="When it was told.")
    caused_by: str | None = Field(default=None, description="The id of the message whose handling led to this one.")
    model: str | None = Field(default=None, description="An alternate that stands in for the route's model.")
    cost_micro_usd: int | None = Field(
        default=None, description="What a provider billed for the attempt that failed; for admins."
    )
    ticket: Ticket | None = Field(default=None, description="The job's document so far.")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        noun, verb = re.findall(r"[A-Z][a-z]+", cls.__name__)
        cls.name = f"{noun}.{verb}".lower()
        EVENTS[cls.name] = cls

    @property
    def subject(self) -> str:
        return f"{self.name}.{self.next}.{self.job_id}"

    @property
    def message_id(self) -> str:
        """The same for every try, so the stream keeps one copy."""
        return f"{self.job_id}:{self.name}:{self.next}:{self.variant}:{self.attempt}"

    @property
    def carried(self) -> Ticket:
        """The ticket of an event that always has one."""
        if self.ticket is None:
            msg = f"{self.name} arrived without its ticket"
            raise ValueError(msg)
        return self.ticket

    @classmethod
    def following(cls, cause: "Event", *, next: str, **fields: Any) -> Self:  # noqa: A002 - the envelope's word
        """The event that `cause` led to: same job, variant, attempt and ticket unless given."""
        inherited: dict[str, Any] = {
            "job_id": cause.job_id,
            "variant": cause.variant,
            "attempt": cause.attempt,
            "ticket": cause.ticket,
            "caused_by": cause.message_id,
        }
        return cls(next=next, **(inherited | fields))


class JobRequested(Event):
    """The gateway accepted a job: route and quote are on the ticket."""


class JobCanceled(Event):
    """Its owner took it back, or whoever's face is in it did."""

    finish_bought: bool = Field(
        default=True, description="Whether variants that are paid for are waited for; not when a person is erased."
    )
    code: Code = Field(default=Code.CANCELED, description="What its owner is told.")


class JobExpired(Event):
    """Its deadline passed, or it waited in the queue for too long."""


class CreditsReserved(Event):
    """The price is held and a lane is free: work starts, the deadline is on the ticket."""


class CreditsRejected(Event):
    """Not enough credits, or not in the plan. Terminal; settles zero."""

    failure: Failure


class IdentityResolved(Event):
    """Selfies ranked, landmarks and cut-out stored."""


class IdentityFailed(Event):
    """No usable face: the whole job ends."""

    failure: Failure


class LayoutExtracted(Event):
    """The copy target is a LayoutSpec now."""


class LayoutFailed(Event):
    """The copy target could not be read: the whole job ends."""

    failure: Failure


class ImageRequested(Event):
    """Make this variant. A generator hands it to the next fallback with `attempt` + 1."""


class ImageSubmitted(Event):
    """Sent to a provider that answers later; no slot is held meanwhile."""

    request_id: str


class ProviderAnswered(Event):
    """The answer to an `image.submitted` is there; collect it."""

    request_id: str


class ImageGenerated(Event):
    """One variant's picture is stored."""


class ImageFailed(Event):
    """Nobody on the route could make this variant."""

    failure: Failure


class LikenessChecked(Event):
    """Compared with the selfies; the receipt is on the ticket."""


class LikenessFailed(Event):
    """Not alike enough for a strict face lock: make this variant once more, then behind the photographed face."""

    failure: Failure


class RenderComposited(Event):
    """One variant is finished in its platform size."""


class RenderFailed(Event):
    """One variant could not be finished."""

    failure: Failure


class VariantVerdict(BaseModel):
    """How one variant ended, as the ledger counted it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    variant: int
    status: Literal["succeeded", "failed", "blocked", "canceled"]
    code: Code | None = None
    message: str = ""


class Settlement(BaseModel):
    """The last word on a job. Credits; `charged + refunded` is what was held."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    status: JobStatus
    charged: int
    refunded: int
    verdicts: tuple[VariantVerdict, ...]
    failure: Failure | None = None


class CreditsSettled(Event):
    """The last outcome is in: the job is over."""

    settlement: Settlement


def parse_subject(subject: str) -> tuple[type[Event], str, str]:
    """(event class, next, job id) of a subject; LookupError when it is not one of ours."""
    tokens = subject.split(".")
    if len(tokens) != 4 or (event := EVENTS.get(f"{tokens[0]}.{tokens[1]}")) is None:  # noqa: PLR2004 - see the module's docstring
        msg = f"not an event: {subject}"
        raise LookupError(msg)
    return event, tokens[2], tokens[3]


def dump(event: Event) -> bytes:
    return event.model_dump_json(by_alias=True, exclude_none=True).encode()
