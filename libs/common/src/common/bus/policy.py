"""What becomes of a message whose handling fails: the only file with `except Exception`.

    decoded, handled              the facts it returned are stored, then it is acknowledged
    job is over                   dropped before any heavy step, but for what was bought before it was taken back
    TransientError                redelivered later, until the ticket's deadline (ledger rooms: for ever)
    PermanentError                the room's failure fact is announced
    cannot be decoded             the same, from the subject alone, and a dead letter
    anything else                 a bug: five tries, then `internal_error` and a dead letter

While a handler runs the message is kept alive; at the room's hard limit it is ended.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import structlog
from faststream import BaseMiddleware
from faststream.exceptions import HandlerException, NackMessage
from faststream.message import StreamMessage
from nats.errors import NotJSMessageError
from structlog.contextvars import bound_contextvars

from common.bus.room import Room
from common.bus.topology import BEAT, FAULTS, RPC
from common.claims import is_still_wanted
from common.errors import MEANINGS, Code, PermanentError, ThumbworksError, TransientError
from common.events import EVENTS, Event, Failure
from common.telemetry import count_message

log = structlog.get_logger()

BUG_TRIES = 5
LONGEST_PAUSE = 30.0


class FailurePolicy(BaseMiddleware[Any, Any]):
    """One verdict for every message of every room."""

    async def consume_scope(self, call_next: Callable[[Any], Awaitable[Any]], msg: StreamMessage[Any]) -> Any:
        subject = msg.raw_message.subject
        if subject.startswith(f"{RPC}."):
            return await answer(call_next, msg)
        rooms: dict[str, Room] = self.context.get("rooms")
        room = rooms[msg.raw_message.metadata.consumer]
        return await _Delivery(room, msg, subject).handle(call_next)


async def answer(call_next: Callable[[Any], Awaitable[Any]], msg: StreamMessage[Any]) -> Any:
    """A request's answer; what goes wrong is answered too, because somebody waits."""
    try:
        return await call_next(msg)
    except ThumbworksError as error:
        return {"failure": Failure(code=error.code, message=error.message).model_dump()}
    except Exception:
        log.exception("request.crashed", subject=msg.raw_message.subject)
        return {"failure": {"code": Code.INTERNAL_ERROR, "message": MEANINGS[Code.INTERNAL_ERROR]}}


class _Delivery:
    """One delivery of one message to one room."""

    def __init__(self, room: Room, msg: StreamMessage[Any], subject: str) -> None:
        self._room, self._msg, self._subject = room, msg, subject
        self._name, _, self._job = subject.rpartition(".")
        self._event: Event | None = None
        self._started = perf_counter()

    async def handle(self, call_next: Callable[[Any], Awaitable[Any]]) -> None:
        with bound_contextvars(job_id=self._job, message=self._name, delivery=deliveries(self._msg)):
            async with kept_alive(self._msg):
                try:
                    await self._judge(call_next)
                except HandlerException:
                    raise
                except Exception as error:  # the verdict itself could not be delivered
                    raise NackMessage(delay=self._pause(deliveries(self._msg))) from error

    async def _judge(self, call_next: Callable[[Any], Awaitable[Any]]) -> None:
        try:
            await self._work(call_next)
        except TransientError as error:
            await self._try_later(error)
        except PermanentError as error:
            await self._give_up(error)
        except Exception as error:  # noqa: BLE001 - the one place where bugs end
            await self._count_bug(error)

    async def _work(self, call_next: Callable[[Any], Awaitable[Any]]) -> None:
        event = self._event = await self._decode()
        if ending := await self._reason_to_drop(event):
            self._note("dropped", ending=ending)
            return
        async with asyncio.timeout(self._room.limit(event)):
            facts = await call_next(self._msg)
        for fact in as_events(facts):
            await self._room.bus.announce(fact)
        self._note("handled")

    async def _reason_to_drop(self, event: Event) -> str | None:
        bus = self._room.bus
        ending = await bus.is_over(self._job) if self._room.guarded else None
        return None if ending is None or await is_still_wanted(bus, event, ending) else ending

    async def _decode(self) -> Event:
        """Bytes to the event its subject names; a message nobody can read must not be tried for ever."""
        try:
            event = await self._msg.decode()
        except (ValueError, LookupError) as error:
            raise PermanentError(Code.UNDECODABLE_MESSAGE) from error
        if not isinstance(event, Event) or event.job_id != self._job:
            raise PermanentError(Code.UNDECODABLE_MESSAGE)
        return event

    async def _try_later(self, error: TransientError) -> None:
        delay = error.retry_after or self._pause(deliveries(self._msg))
        if self._is_out_of_time(delay):
            await self._give_up(error)
            return
        self._note("retried", code=error.code, delay=round(delay, 2))
        raise NackMessage(delay=delay) from error

    def _pause(self, tries: int) -> float:
        return pause_before(tries, self._room.first_pause)

    def _is_out_of_time(self, delay: float) -> bool:
        ticket = self._event.ticket if self._event else None
        if self._room.forever or ticket is None or ticket.deadline is None:
            return False
        return (ticket.deadline - datetime.now(UTC)).total_seconds() < delay

    async def _count_bug(self, error: Exception) -> None:
        tries = await self._room.bus.tally(FAULTS, f"{self._room.durable}.{sequence(self._msg)}")
        log.error("message.crashed", room=self._room.name, tries=tries, exc_info=error)
        if tries < BUG_TRIES:
            self._note("crashed", tries=tries)
            raise NackMessage(delay=self._pause(tries)) from error
        await self._give_up(PermanentError(Code.INTERNAL_ERROR))

    async def _give_up(self, error: ThumbworksError) -> None:
        failure = Failure(code=error.code, message=error.message)
        if error.code in {Code.UNDECODABLE_MESSAGE, Code.INTERNAL_ERROR}:
            await self._room.bus.bury(self._room.name, self._letter(error))
        cause = self._event or self._unread()
        if cause and (verdict := self._room.fails_with(cause, failure)):
            await self._room.bus.announce(verdict.model_copy(update={"cost_micro_usd": error.cost_micro_usd or None}))
        self._note("failed", code=error.code)

    def _unread(self) -> Event | None:
        """What can be said of a message that could not be read: its subject."""
        noun, verb, following, job_id = self._subject.split(".")
        event = EVENTS.get(f"{noun}.{verb}")
        return event.model_construct(next=following, job_id=job_id) if event else None

    def _letter(self, error: ThumbworksError) -> dict[str, Any]:
        return {
            "durable": self._room.durable,
            "sequence": sequence(self._msg),
            "subject": self._subject,
            "code": error.code,
            "deliveries": deliveries(self._msg),
        }

    def _note(self, outcome: str, **fields: Any) -> None:
        seconds = perf_counter() - self._started
        count_message(self._room.name, self._name.rpartition(".")[0], outcome, seconds)
        level = log.info if outcome in {"handled", "dropped"} else log.warning
        level(f"message.{outcome}", room=self._room.name, seconds=round(seconds, 3), **fields)


def as_events(facts: Event | Iterable[Event] | None) -> Iterable[Event]:
    if facts is None:
        return ()
    return (facts,) if isinstance(facts, Event) else facts


def deliveries(msg: StreamMessage[Any]) -> int:
    """How often JetStream has handed this message out; 1 under the in-memory test broker."""
    try:
        return msg.raw_message.metadata.num_delivered
    except NotJSMessageError:
        return 1


def sequence(msg: StreamMessage[Any]) -> int:
    try:
        return msg.raw_message.metadata.sequence.stream
    except NotJSMessageError:
        return 0


def pause_before(tries: int, first: float) -> float:
    """Seconds; doubles from `first`, with jitter so that a crowd does not return at once."""
    return min(LONGEST_PAUSE, first * 2 ** min(tries, 10)) * random.uniform(0.75, 1.25)


@contextlib.asynccontextmanager
async def kept_alive(msg: StreamMessage[Any]) -> AsyncGenerator[None]:
    """Tell the server every ten seconds that somebody is at it."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(BEAT)
            with contextlib.suppress(OSError, ValueError):
                await msg.in_progress()  # type: ignore[attr-defined]

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
