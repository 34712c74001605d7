"""What a variant's ticket asks of a generator: the model on its route, and everything the port needs to know."""

from common.blobs import Blobs
from common.catalog import ModelCard
from common.direction import direct, variant_seed
from common.errors import Code, PermanentError
from common.events import Event
from common.generation.port import ImageGenerator, ImageRequest
from common.layout import LayoutSpec
from common.palette import palette_for
from common.prompts import PromptTask, compile_prompt, gather_references
from common.ticket import Ticket
from common.wishes import Wishes


def card_for(generator: ImageGenerator, ticket: Ticket, service: str, named: str | None = None) -> ModelCard:
    """The card of the model on the route, or of the alternate `named`, checked against what is asked of it."""
    model, size = named or ticket.model_for(service), ticket.sizes.generation
    card = next((card for card in generator.cards if card.id == model), None)
    if card is None:
        raise PermanentError(Code.MODEL_UNAVAILABLE, f"{service} does not offer {model}.")
    if max(size.w, size.h) > card.max_side:
        raise PermanentError(Code.SIZE_OUT_OF_RANGE, f"{card.title} makes at most {card.max_side} pixels a side.")
    return card


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
