"""From an answer of the ledger to the facts it makes: jobs that ended, jobs that may start."""

from collections.abc import Iterator

from common.events import (
    WHOLE_JOB,
    CreditsRejected,
    CreditsReserved,
    CreditsSettled,
    Event,
    Failure,
    RenderFailed,
)
from common.ticket import Ticket
from credits.ledger import Answer

GATEWAY = "gateway"


def facts_of(answer: Answer, cause: Event | None = None) -> list[Event]:
    """The endings first, then the starts. `cause` is missing where only time had passed."""
    caused_by = cause.message_id if cause else None
    ticket = answer.ticket or (cause.ticket if cause else None)
    return [*_ending(answer, ticket, caused_by), *(_start(waiting, caused_by) for waiting in answer.dispatch)]


def _ending(answer: Answer, ticket: Ticket | None, caused_by: str | None) -> Iterator[Event]:
    settlement = answer.settlement
    if settlement is None:
        return
    if answer.state == "rejected" and settlement.failure:
        yield CreditsRejected(
            next=GATEWAY, job_id=answer.job_id, ticket=ticket, caused_by=caused_by, failure=settlement.failure
        )
    else:
        yield CreditsSettled(
            next=GATEWAY, job_id=answer.job_id, ticket=ticket, caused_by=caused_by, settlement=settlement
        )


def _start(ticket: Ticket, caused_by: str | None) -> Event:
    return CreditsReserved(next=ticket.route.preparing[0], job_id=ticket.job_id, ticket=ticket, caused_by=caused_by)


def whole_job_failed(cause: Event, failure: Failure) -> Event | None:
    """When credits itself cannot deal with a message, the job ends: the fact goes back to credits, once.

    If even that fails, the dead letter says so and the hold runs out by itself.
    """
    if isinstance(cause, RenderFailed) and cause.variant == WHOLE_JOB:
        return None
    return RenderFailed(
        next="credits",
        job_id=cause.job_id,
        ticket=cause.ticket,
        caused_by=cause.message_id,
        failure=failure,
    )
