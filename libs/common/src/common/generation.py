"""What every image generator shares: the port, the one handler, and how it announces itself.

A generator room supplies an `ImageGenerator` and wiring, nothing else. The handler checks that the model can do it,
claims the attempt before money moves, calls the port, stores the picture and announces it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Protocol

from faststream import Context

from common.blobs import Blobs
from common.brief import Brief
from common.bus.connection import Bus
from common.bus.topology import MODELS
from common.catalog import ModelCard, Size
from common.claims import AnswerLostError, Attempts, Claim
from common.direction import Direction, direct, variant_seed
from common.errors import Code, PermanentError, TransientError
from common.events import (
    Event,
    ImageGenerated,
    ImageRequested,
    ImageSubmitted,
    LikenessFailed,
    ProviderAnswered,
)
from common.layout import LayoutSpec
from common.likeness import photographed
from common.palette import Palette, palette_for
from common.prompts import PromptTask, compile_prompt, gather_references
from common.ticket import IdentityPage, ImagePage, Reference, Source, Ticket, has_time
from common.wishes import LabeledReference, Wishes

RENEW_CARDS_EVERY = 10.0

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


async def generate_image(
    event: ImageRequested | LikenessFailed,
    generator: Annotated[ImageGenerator, Context()],
    blobs: Annotated[Blobs, Context()],
    bus: Annotated[Bus, Context()],
) -> ImageGenerated | ImageSubmitted:
    card = card_for(generator, event.carried, event.next, event.model)
    claim = await claim_for(event, card, Attempts(bus), repeatable=generator.repeatable)
    if claim.page:
        return generated(event, claim.page)
    if claim.request_id:
        return submitted(event, claim.request_id)
    request = request_from(event, card, await layout_of(event.carried, blobs))
    answer = await buy(request, generator, bus, claim)
    if isinstance(answer, Submitted):
        await claim.submitted(answer.request_id)
        return submitted(event, answer.request_id)
    return generated(event, await keep(answer, event, request, card, blobs, claim))


async def claim_for(event: Event, card: ModelCard, attempts: Attempts, *, repeatable: bool) -> Claim:
    """The deadline keeps us from buying what would come too late; what is bought is never thrown away for it."""
    ticket = event.carried
    in_batch = ticket.wishes is not None and ticket.wishes.batch  # its model's seconds say nothing of a batch
    if repeatable or in_batch or ticket.has_time_for(card.seconds_per_variant):
        return await attempts.begin(event, card.id, repeatable=repeatable)
    return await attempts.bought(event, card.id)


async def collect_image(
    event: ProviderAnswered,
    generator: Annotated[LateImageGenerator, Context()],
    blobs: Annotated[Blobs, Context()],
    bus: Annotated[Bus, Context()],
) -> ImageGenerated:
    """The answer to what was left with a provider. Collecting twice gives the same picture."""
    card = card_for(generator, event.carried, event.next, event.model)
    claim = await Attempts(bus).resume(event, card.id)
    request = request_from(event, card, await layout_of(event.carried, blobs))
    page = claim.page or await keep(
        await generator.collect(request, event.request_id), event, request, card, blobs, claim
    )
    return generated(event, page)


def generated(event: Event, page: ImagePage) -> ImageGenerated:
    """To whoever looks at it first. A photographed face has its receipt already."""
    ticket = event.carried.with_page(image=page)
    if page.draws == "scene" and ticket.identity:
        ticket = ticket.with_page(likeness=photographed(ticket.likeness))
    return ImageGenerated.following(event, next=ticket.first_finishing, ticket=ticket)


def submitted(event: Event, request_id: str) -> ImageSubmitted:
    """The room is next for its own submission: its poller says when the answer is there."""
    return ImageSubmitted.following(event, next=event.next, request_id=request_id, model=event.model)


def card_for(generator: ImageGenerator, ticket: Ticket, service: str, named: str | None = None) -> ModelCard:
    """The card of the model on the route, or of the alternate `named`, checked against what is asked of it."""
    model, size = named or ticket.model_for(service), ticket.sizes.generation
    card = next((card for card in generator.cards if card.id == model), None)
    if card is None:
        raise PermanentError(Code.MODEL_UNAVAILABLE, f"{service} does not offer {model}.")
    if max(size.w, size.h) > card.max_side:
        raise PermanentError(Code.SIZE_OUT_OF_RANGE, f"{card.title} makes at most {card.max_side} pixels a side.")
    return card


async def buy(request: ImageRequest, generator: ImageGenerator, bus: Bus, claim: Claim) -> Picture | Submitted:
    try:
        return await until_stopped(generator, request, bus)
    except AnswerLostError:  # the claim stays open: the next delivery books it as unknown
        raise
    except (TransientError, PermanentError):
        await claim.release()
        raise


async def keep(
    picture: Picture, event: Event, request: ImageRequest, card: ModelCard, blobs: Blobs, claim: Claim
) -> ImagePage:
    """Store what was bought; only then the claim says so."""
    key = f"{event.carried.prefix}/images/{event.variant}-{event.attempt}.{picture.extension}"
    await blobs.put(key, picture.data)
    page = ImagePage(
        key=key,
        width=picture.width,
        height=picture.height,
        service=card.service,
        model=card.id,
        draws=card.draws,
        seed=request.seed,
        scene=picture.scene,
        surcharge_micro_usd=picture.surcharge_micro_usd,
        cost_micro_usd=picture.cost_micro_usd,
        session_key=picture.session_key,
        sources=picture.sources,
        provenance=picture.provenance,
    )
    await claim.done(page)
    return page


async def layout_of(ticket: Ticket, blobs: Blobs) -> LayoutSpec | None:
    """The thumbnail to copy, where a room has read one."""
    if ticket.layout is None:
        return None
    return LayoutSpec.model_validate_json(await blobs.get(ticket.layout.spec_key))


def request_from(event: Event, card: ModelCard, layout: LayoutSpec | None = None) -> ImageRequest:
    ticket, wishes = event.carried, event.carried.wishes or Wishes()
    direction = direct(ticket.brief, event.variant, ticket.seed, ticket.inspirations)
    palette = palette_for(ticket.brief, direction)
    references = gather_references(card, ticket.references, ticket.identity, ticket.layout, wishes)
    again = card.draws == "picture" and ticket.likeness is not None
    prompt = compile_prompt(
        PromptTask(ticket.brief, direction, palette, ticket.sizes.generation, references, wishes, layout, again)
    )
    return ImageRequest(
        job_id=event.job_id,
        variant=event.variant,
        attempt=event.attempt,
        model=card.id,
        size=ticket.sizes.generation,
        seed=variant_seed(direction.seed, event.attempt) if again else direction.seed,
        brief=ticket.brief,
        direction=direction,
        palette=palette,
        identity=ticket.identity,
        project_id=ticket.project_id,
        selfies=ticket.references,
        prompt=prompt.text,
        system=prompt.system,
        references=references,
        wishes=wishes,
        has_fallback=ticket.may_hand_over(event.next, event.model),
        deadline=ticket.deadline,
    )


async def until_stopped(generator: ImageGenerator, request: ImageRequest, bus: Bus) -> Picture | Submitted:
    """Call the port. A free call is broken off when the job is stopped; a paid one finishes and counts."""

    async def report(fraction: float) -> None:
        await bus.report(request.job_id, variant=request.variant, stage="generating", fraction=round(fraction, 3))

    call = asyncio.ensure_future(generator.generate(request, report))
    if not generator.repeatable:
        return await call
    with bus.stoppable(request.job_id) as stop:
        waiting = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({call, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if not call.done():
                raise PermanentError(Code.CANCELED)
            return await call
        finally:
            waiting.cancel()
            call.cancel()


async def announce_cards(bus: Bus, cards: tuple[ModelCard, ...]) -> None:
    """Renew the room's cards in `MODELS` for as long as it lives; they vanish half a minute after it does."""
    while True:
        for card in cards:
            await bus.remember(MODELS, card.id, card.model_dump(mode="json"))
        await asyncio.sleep(RENEW_CARDS_EVERY)
