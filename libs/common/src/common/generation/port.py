"""The port of an image generator: what it is asked, and what it gives back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from common.brief import Brief
from common.catalog import ModelCard, Size
from common.direction import Direction
from common.palette import Palette
from common.ticket import IdentityPage, Reference, Source, has_time
from common.wishes import LabeledReference, Wishes

Report = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class ImageRequest:
    """One variant, as a generator needs to know it. Pixels; the selfies are read through blobs by key."""

    job_id: str
    variant: int
    attempt: int
    model: str
    size: Size
    seed: int
    brief: Brief
    direction: Direction
    palette: Palette
    identity: IdentityPage | None
    project_id: str = ""
    selfies: tuple[Reference, ...] = ()
    system: str = ""  # the standing instruction
    prompt: str = ""  # compiled by `common.prompts`; names the references by number
    references: tuple[LabeledReference, ...] = ()  # in the order the prompt numbers them
    wishes: Wishes = field(default_factory=Wishes)
    has_fallback: bool = False  # another model may do it, so that waiting for this one is no use
    deadline: datetime | None = None

    def has_time_for(self, seconds: float) -> bool:
        return has_time(self.deadline, seconds)


@dataclass(frozen=True)
class Picture:
    """What a generator gives back: an encoded image and where it came from."""

    data: bytes
    extension: str
    width: int
    height: int
    scene: str = ""
    surcharge_micro_usd: int = 0  # what the user is charged for it beyond the base
    cost_micro_usd: int = 0  # what the provider charges us for all it took
    session_key: str = ""  # sealed blob with the conversation, for edits that go on from here
    sources: tuple[Source, ...] = ()
    provenance: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Submitted:
    """The provider has the request and answers later; `request_id` is its name for it."""

    request_id: str


class ImageGenerator(Protocol):
    """One vendor or engine.

    Raises a transient error only when nothing was bought, `AnswerLostError` when nobody can tell, a permanent one when
    the request can never be met.
    `repeatable`: asking twice costs nothing, so an attempt that broke off is simply made again.
    """

    cards: tuple[ModelCard, ...]
    repeatable: bool

    async def generate(self, request: ImageRequest, report: Report) -> Picture | Submitted: ...


class LateImageGenerator(ImageGenerator, Protocol):
    """One that may leave a request with its provider (`Submitted`) and collect the answer hours later."""

    async def collect(self, request: ImageRequest, request_id: str) -> Picture: ...
