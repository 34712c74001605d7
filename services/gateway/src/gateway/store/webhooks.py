from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from common.database import Database
from gateway.store.rows import Idempotency, Made, Row, refuse_mismatch


class Listener(Row):
    """Where an account wants to be called; no `url` when it does not."""

    url: str | None
    events: tuple[str, ...] | None
    failing_since: datetime | None
    disabled_at: datetime | None
    note: str
    has_secret: bool
    previous_until: datetime | None
    fresh: int | None = None


class Delivery(Row):
    id: str
    job_id: str | None
    event: str
    variant: int
    url: str
    payload: dict[str, Any]
    status: Literal["pending", "delivered", "dead"]
    attempts: int
    tries: tuple[dict[str, Any], ...]
    note: str
    next_at: datetime | None
    created_at: datetime
    ended_at: datetime | None


class Leased(Row):
    """A call to be made now."""

    id: str
    url: str
    user_id: str
    payload: dict[str, Any]
    attempts: int
    generation: int
    previous: bool


@dataclass(frozen=True)
class Try:
    status: int | None
    error: str
    seconds: float


class Webhooks:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def listener(self, user: str) -> Listener:
        return Listener.model_validate(await self._database.call("get_webhook", user=user))

    async def listen(self, user: str, url: str | None, events: tuple[str, ...] | None = None) -> Listener:
        """Set the account's address, or take it away. `fresh` is the generation of a secret nobody has seen yet."""
        wanted = list(events) if events is not None else None
        return Listener.model_validate(await self._database.call("set_webhook", user=user, url=url, events=wanted))

    async def rotate(self, user: str, once: Idempotency) -> Made[tuple[int, datetime | None]]:
        """(generation of the newest secret, until when the one before counts)."""
        answer = await self._database.call("rotate_webhook_secret", user=user, key=once.key, body_hash=once.body_hash)
        refuse_mismatch(answer)
        until = answer["previous_until"]
        secret = answer["generation"], datetime.fromisoformat(until) if until else None
        return Made(secret, answer["status"] == "replayed")

    async def test(self, user: str, url: str | None, once: Idempotency) -> Made[Delivery]:
        answer = await self._database.call("test_webhook", user=user, url=url, key=once.key, body_hash=once.body_hash)
        refuse_mismatch(answer)
        return Made(Delivery.model_validate(answer["delivery"]), answer["status"] == "replayed")

    async def deliveries(self, user: str, limit: int, after: str | None, status: str | None) -> list[Delivery]:
        """Newest first; one more than `limit` when there are others."""
        rows = await self._database.call("list_deliveries", user=user, limit=limit, after=after, status=status)
        return [Delivery.model_validate(row) for row in rows]

    async def delivery(self, delivery: str, user: str) -> Delivery:
        return Delivery.model_validate(await self._database.call("get_delivery", id=delivery, user=user))

    async def replay(self, delivery: str, user: str) -> Delivery:
        return Delivery.model_validate(await self._database.call("replay_delivery", id=delivery, user=user))

    async def claim(self, limit: int) -> list[Leased]:
        return [Leased.model_validate(row) for row in await self._database.call("claim_deliveries", limit=limit)]

    async def finish(self, delivery: str, told: Try, *, delivered: bool, retry_in: float | None, gone: bool) -> None:
        await self._database.call(
            "finish_delivery", id=delivery, told=asdict(told), delivered=delivered, retry_in=retry_in, gone=gone
        )

    async def prune(self) -> None:
        await self._database.call("prune_deliveries")
