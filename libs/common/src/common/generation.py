"""What every image generator shares: the port, the one handler, and how it announces itself.

A generator room supplies an `ImageGenerator` and wiring, nothing else. The handler checks that the model can do it,
claims the attempt before money moves, calls the port, stores the picture and announces it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol

from faststream import Context

from common.blobs import Blobs
from common.brief import Brief
from common.bus.connection import Bus
from common.bus.topology import ATTEMPTS, MODELS
from common.catalog import ModelCard, Size
from common.direction import Direction, direct
from common.errors import Code, PermanentError, TransientError
from common.events import Event, Failure, ImageFailed, ImageGenerated, ImageRequested
from common.palette import Palette, palette_for
from common.telemetry import ATTEMPTS as ATTEMPT_COUNT
from common.ticket import IdentityPage, ImagePage, Reference, Ticket
from common.wishes import LabeledReference, Wishes

RENEW_CARDS_EVERY = 10.0
PURCHASES = 2  # one, and one more where nobody can say what became of the first

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
    prompt: str = ""  # compiled by `common.prompts`; names the references by number
    references: tuple[LabeledReference, ...] = ()  # in the order the prompt numbers them
    wishes: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True)
class Picture:
    """What a generator gives back: an encoded image and where it came from."""

    data: bytes
    extension: str
    width: int
    height: int
    scene: str = ""
    surcharge_micro_usd: int = 0
    provenance: dict[str, Any] = field(default_factory=dict[str, Any])


class ImageGenerator(Protocol):
    """One vendor or engine.

    Raises a transient error only when nothing was bought, a permanent one when the request can never be met.
    `repeatable`: asking twice costs nothing, so an attempt that broke off is simply made again.
    """

    cards: tuple[ModelCard, ...]
    repeatable: bool

    async def generate(self, request: ImageRequest, report: Report) -> Picture: ...


class Attempts:
    """Claims on paid calls, shared by all copies of a generator in the bucket `ATTEMPTS`.

    A claim is `open` while the call is out, `free` when it ended without a purchase, `done` with the page of the
    picture it bought, `unknown` when the caller vanished in between (our loss; the user pays for one picture).
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def begin(self, event: ImageRequested, model: str, *, repeatable: bool) -> "Claim":
        for purchase in range(1, PURCHASES + 1):
            key = f"{event.job_id}.{event.variant}.{event.attempt}.{purchase}"
            mine = {"state": "open", "model": model}
            found = await self._bus.claim(ATTEMPTS, key, mine)
            if found is None:
                return Claim(self._bus, key, model)
            if found["state"] == "done":
                return Claim(self._bus, key, model, ImagePage.model_validate(found["page"]))
            if found["state"] == "free" or repeatable:
                await self._bus.remember(ATTEMPTS, key, mine)
                return Claim(self._bus, key, model)
            if found["state"] == "open":
                await self._bus.remember(ATTEMPTS, key, {"state": "unknown", "model": model})
                ATTEMPT_COUNT.labels(model, "unknown").inc()
        raise PermanentError(Code.PROVIDER_UNAVAILABLE, "The provider's answer was lost twice.")


class Claim:
    """`page` is the picture an earlier delivery of the same attempt already bought."""

    def __init__(self, bus: Bus, key: str, model: str, page: ImagePage | None = None) -> None:
        self._bus, self._key, self._model, self.page = bus, key, model, page

    async def done(self, page: ImagePage) -> None:
        await self._end("done", page=page.model_dump(mode="json"))

    async def release(self) -> None:
        await self._end("free")

    async def _end(self, state: str, **fields: Any) -> None:
        ATTEMPT_COUNT.labels(self._model, state).inc()
        await self._bus.remember(ATTEMPTS, self._key, {"state": state, "model": self._model, **fields})


async def generate_image(
    event: ImageRequested,
    generator: Annotated[ImageGenerator, Context()],
    blobs: Annotated[Blobs, Context()],
    bus: Annotated[Bus, Context()],
) -> ImageGenerated:
    card = card_for(generator, event.carried, event.next)
    claim = await Attempts(bus).begin(event, card.id, repeatable=generator.repeatable)
    page = claim.page or await buy(event, card, generator, blobs, bus, claim)
    ticket = event.carried.with_page(image=page)
    return ImageGenerated.following(event, next=ticket.route.finishing[0], ticket=ticket)


def card_for(generator: ImageGenerator, ticket: Ticket, service: str) -> ModelCard:
    """The card of the model on the route, checked against what is asked of it."""
    model, size = ticket.model_for(service), ticket.sizes.generation
    card = next((card for card in generator.cards if card.id == model), None)
    if card is None:
        raise PermanentError(Code.MODEL_UNAVAILABLE, f"{service} does not offer {model}.")
    if max(size.w, size.h) > card.max_side:
        raise PermanentError(Code.SIZE_OUT_OF_RANGE, f"{card.title} makes at most {card.max_side} pixels a side.")
    return card


async def buy(
    event: ImageRequested, card: ModelCard, generator: ImageGenerator, blobs: Blobs, bus: Bus, claim: Claim
) -> ImagePage:
    request = request_from(event, card)
    try:
        picture = await until_stopped(generator, request, bus)
    except (TransientError, PermanentError):
        await claim.release()
        raise
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
        provenance=picture.provenance,
    )
    await claim.done(page)
    return page


def request_from(event: ImageRequested, card: ModelCard) -> ImageRequest:
    ticket = event.carried
    direction = direct(ticket.brief, event.variant, ticket.seed)
    return ImageRequest(
        job_id=event.job_id,
        variant=event.variant,
        attempt=event.attempt,
        model=card.id,
        size=ticket.sizes.generation,
        seed=direction.seed,
        brief=ticket.brief,
        direction=direction,
        palette=palette_for(ticket.brief, direction),
        identity=ticket.identity,
        project_id=ticket.project_id,
        selfies=ticket.references,
        wishes=ticket.wishes or Wishes(),
    )


async def until_stopped(generator: ImageGenerator, request: ImageRequest, bus: Bus) -> Picture:
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


def hand_over(cause: Event, failure: Failure) -> Event:
    """A generator that cannot deliver gives the variant to the next fallback on the route, if there is one."""
    ticket = cause.ticket
    fallback = ticket.fallback_after(cause.next) if ticket else None
    if fallback is None or failure.code is Code.CANCELED:
        return ImageFailed.following(cause, next="credits", failure=failure)
    return ImageRequested.following(cause, next=fallback, attempt=cause.attempt + 1)


async def announce_cards(bus: Bus, cards: tuple[ModelCard, ...]) -> None:
    """Renew the room's cards in `MODELS` for as long as it lives; they vanish half a minute after it does."""
    while True:
        for card in cards:
            await bus.remember(MODELS, card.id, card.model_dump(mode="json"))
        await asyncio.sleep(RENEW_CARDS_EVERY)
