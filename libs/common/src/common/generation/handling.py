"""One variant from asking to announcing, the same in every generator.

Checks that the model can do it, claims the attempt before money moves, calls the port, stores the picture and tells it.
"""

import asyncio
from typing import Annotated

from faststream import Context

from common.blobs import Blobs
from common.bus.connection import Bus
from common.catalog import ModelCard
from common.claims import AnswerLostError, Attempts, Claim
from common.errors import Code, PermanentError, TransientError
from common.events import (
    Event,
    ImageGenerated,
    ImageRequested,
    ImageSubmitted,
    LikenessFailed,
    ProviderAnswered,
)
from common.generation.port import ImageGenerator, ImageRequest, LateImageGenerator, Picture, Submitted
from common.generation.requesting import card_for, layout_of, request_from
from common.likeness import photographed
from common.ticket import ImagePage


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
