from datetime import datetime

from pydantic import Field

from gateway.bodies.body import Body
from gateway.store.rows import Booking

# In words a creator understands; what has no row says its own name.
REASONS = {
    "credits.granted": "Credits were added.",
    "credits.monthly": "The credits of a new month.",
    "credits.topped_up": "Filled up for a job; this installation is your own.",
    "credits.lapsed": "Credits of an earlier month that ran out.",
    "credits.forfeited": "Credits were taken back with a refund.",
    "job.held": "Held for a job.",
    "job.refunded": "What a job did not deliver.",
    "job.returned": "A job was taken back or refused.",
}


class BookingBody(Body):
    action: str = Field(description="Stable; to be branched on.")
    reason: str
    delta: int = Field(description="Credits that came, or went.")
    balance: int = Field(description="What was there afterwards.")
    created_at: datetime
    job_id: str | None
    job: str | None = Field(description="Where the job is.")


class LedgerBody(Body):
    items: list[BookingBody]
    next_cursor: str | None


def booking_body(booking: Booking) -> BookingBody:
    said = booking.model_dump(include={"action", "delta", "balance", "created_at", "job_id"})
    reason = REASONS.get(booking.action, booking.action.replace(".", " "))
    return BookingBody(**said, reason=reason, job=f"/jobs/{booking.job_id}" if booking.job_id else None)


def ledger_body(bookings: list[Booking], limit: int) -> LedgerBody:
    shown = bookings[:limit]
    more = len(bookings) > limit
    return LedgerBody(items=[booking_body(one) for one in shown], next_cursor=str(shown[-1].id) if more else None)
