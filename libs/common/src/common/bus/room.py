"""A service as the bus sees it: what it is called, what it listens to and how it says that it failed."""

from collections.abc import Awaitable, Callable
from typing import Any

from faststream import AckPolicy
from faststream.message import StreamMessage
from faststream.nats import JStream, NatsBroker, PullSub

from common.bus.connection import Bus
from common.bus.topology import DURABLES, JOBS, RPC
from common.events import Event, Failure, parse_subject

HARD_LIMIT = 120.0
FIRST_PAUSE = 0.25
FETCH_TIMEOUT = 5.0

FailsWith = Callable[[Event, Failure], Event | None]
Handler = Callable[..., Any]


def failing(fact: type[Event]) -> FailsWith:
    """The usual answer to a failure: the room's `<noun>.failed`, counted by credits."""

    def verdict(cause: Event, failure: Failure) -> Event:
        return fact.following(cause, next="credits", failure=failure)

    return verdict


def silently(_cause: Event, _failure: Failure) -> None:
    """For rooms whose failure is nobody's verdict: the dead letter says it."""


class Room:
    """Handlers by event class, and the promises they are run under.

    `slots` handlers run at once, each a pull subscriber of its own with a batch of one: that is exact concurrency
    without prefetch (`max_workers` prefetches and doubles work). A `guarded` room drops work for jobs that are over.
    A `forever` room retries bad weather without looking at the deadline. `limit` is the seconds a handler may take,
    `first_pause` those before a second try; they double.
    """

    def __init__(
        self,
        name: str,
        *,
        fails_with: FailsWith,
        durable: str | None = None,
        slots: int = 1,
        guarded: bool = True,
        forever: bool = False,
        limit: Callable[[Event], float] | float = HARD_LIMIT,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self.name = name
        self.durable = durable or name
        self.fails_with = fails_with
        self.slots = slots
        self.guarded = guarded
        self.forever = forever
        self.first_pause = first_pause
        self.bus = Bus()
        self._limit = limit
        self._handlers: dict[type[Event], Handler] = {}
        self._answers: dict[str, Handler] = {}

    def on(self, fact: type[Event], handler: Handler) -> None:
        """`handler` takes the event and its ports by name, and returns the facts that follow.

        `Event` itself stands for every fact that has no handler of its own.
        """
        self._handlers[fact] = handler

    def answers(self, verb: str, handler: Handler) -> None:
        """Request/reply on `rpc.<service>.<verb>`, shared among the copies of the service."""
        self._answers[verb] = handler

    @property
    def facts(self) -> tuple[type[Event], ...]:
        """What it has a handler for."""
        return tuple(self._handlers)

    def limit(self, event: Event) -> float:
        return self._limit(event) if callable(self._limit) else self._limit

    def subscribe(self, broker: NatsBroker) -> None:
        for slot in range(self.slots):
            self._subscribe_slot(broker, documented=slot == 0)
        for verb, handler in self._answers.items():
            broker.subscriber(f"{RPC}.{self.name}.{verb}", queue=self.name, title=f"{self.name}.{verb}")(handler)

    def _subscribe_slot(self, broker: NatsBroker, *, documented: bool) -> None:
        slot = broker.subscriber(
            DURABLES[self.durable],
            stream=JStream(JOBS, declare=False),
            durable=self.durable,
            pull_sub=PullSub(batch_size=1, timeout=FETCH_TIMEOUT),
            # On the subscription: a broker's policy does not reach every kind of subscriber.
            ack_policy=AckPolicy.NACK_ON_ERROR,
            decoder=decode,
            no_reply=True,
            title=self.durable,
            description=f"The facts that are next for {self.name}, one at a time.",
            include_in_schema=documented,
        )
        for fact, handler in self._handlers.items():
            if fact is not Event:
                slot(handler, filter=is_about(fact))
        slot(self._handlers.get(Event, pass_by))


def is_about(fact: type[Event]) -> Callable[[StreamMessage[Any]], Awaitable[bool]]:
    """A filter by subject; a coroutine, since FastStream sends plain functions to a thread."""
    prefix = f"{fact.name}."

    async def matches(message: StreamMessage[Any]) -> bool:
        return message.raw_message.subject.startswith(prefix)

    return matches


async def decode(message: StreamMessage[Any]) -> Event:
    """The bytes of a message as the event its subject names."""
    event, _, _ = parse_subject(message.raw_message.subject)
    return event.model_validate_json(message.body)


async def pass_by(event: Event) -> None:
    """A fact on this room's durable that asks nothing of it."""
