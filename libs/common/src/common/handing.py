"""What becomes of a variant that a generator could not make: another model tries, another generator, or nobody."""

from common.errors import Code
from common.events import Event, Failure, ImageFailed, ImageRequested
from common.ticket import Ticket

# Failures that another model of the same provider may not have.
OF_THE_MODEL = frozenset({
    Code.MODEL_UNAVAILABLE, Code.OPTION_UNAVAILABLE, Code.SIZE_OUT_OF_RANGE, Code.PROVIDER_UNAVAILABLE,
    Code.PROVIDER_BUSY, Code.PROVIDER_QUOTA_EXHAUSTED, Code.NO_PICTURE_MADE, Code.CONTENT_TOO_SIMILAR,
    Code.DEADLINE_EXCEEDED,
})  # fmt: skip


def hand_over(cause: Event, failure: Failure) -> Event:
    """A generator that cannot deliver gives the variant to another model of its own, or to the next on the route.

    One that was to draw a face anew gives it at last to who makes scenes for the photographed face.
    """
    ticket = cause.ticket
    if is_stopped(ticket, failure):
        return ImageFailed.following(cause, next="credits", failure=failure)
    if ticket and failure.code in OF_THE_MODEL and (model := ticket.alternate_after(cause.next, cause.model)):
        return ImageRequested.following(cause, next=cause.next, attempt=cause.attempt + 1, model=model)
    if ticket and (fallback := ticket.fallback_after(cause.next)):
        return ImageRequested.following(cause, next=fallback, attempt=cause.attempt + 1)
    if ticket and ticket.likeness and (other := ticket.stand_in_for(cause.next)):
        return ImageRequested.following(cause, next=other.service, attempt=cause.attempt + 1, model=other.model)
    return ImageFailed.following(cause, next="credits", failure=failure)


def is_stopped(ticket: Ticket | None, failure: Failure) -> bool:
    """Nobody else is to try it. Where there is too little time for one model, a quicker one may still do."""
    if failure.code is Code.DEADLINE_EXCEEDED:
        return ticket is None or ticket.deadline is None or not ticket.has_time_for(0)
    return failure.code is Code.CANCELED
