"""The wiring of credits: the only place that builds its adapters."""

from common.bus import Room
from common.bus.worker import Worker, serve
from common.database import open_database
from common.events import (
    IdentityFailed,
    ImageFailed,
    JobCanceled,
    JobExpired,
    JobRequested,
    LayoutFailed,
    RenderComposited,
    RenderFailed,
)
from common.settings import Settings
from credits import handlers
from credits.announcing import whole_job_failed
from credits.ledger import Ledger
from credits.settings import CreditsSettings
from credits.sweeping import sweeping

NAME = "credits"


def room(slots: int) -> Room:
    """Unguarded, because endings are its business; never out of patience, because nobody else settles."""
    books = Room(NAME, fails_with=whole_job_failed, slots=slots, guarded=False, forever=True)
    books.on(JobRequested, handlers.reserve)
    books.on(RenderComposited, handlers.count_delivery)
    books.on(ImageFailed, handlers.count_miss)
    books.on(RenderFailed, handlers.count_miss)
    books.on(IdentityFailed, handlers.close_failed)
    books.on(LayoutFailed, handlers.close_failed)
    books.on(JobCanceled, handlers.close_canceled)
    books.on(JobExpired, handlers.close_expired)
    return books


def build(settings: Settings) -> Worker:
    mine = CreditsSettings(**dict(settings))
    database = open_database(mine, connections=mine.ledger_slots + 1)
    ledger, books = Ledger(database), room(mine.ledger_slots)
    worker = Worker(
        NAME,
        mine,
        [books],
        ports={"ledger": ledger, "bus": books.bus},
        background=[sweeping(ledger, books.bus, mine.sweep_seconds)],
    )
    worker.asgi.after_shutdown(database.close)
    return worker


def main() -> None:
    serve(build, CreditsSettings())
