"""Where a ticket goes from a preparing hop: to the next one, or fanned out to the first generator."""

from common.events import Event, ImageRequested
from common.ticket import Ticket


def onward(event: Event, ticket: Ticket, hop: str, fact: type[Event]) -> list[Event]:
    """`fact` for the next preparing hop after `hop`; after the last one, one `image.requested` per variant."""
    if following := ticket.after(hop):
        return [fact.following(event, next=following, ticket=ticket)]
    generator = ticket.route.generators[0]
    return [
        ImageRequested.following(event, next=generator, variant=variant, ticket=ticket)
        for variant in range(1, ticket.variants + 1)
    ]
