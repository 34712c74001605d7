import json
from dataclasses import dataclass
from typing import Any

from common.database import Database
from common.errors import Code, PermanentError
from common.events import Event, dump
from common.ids import new_id
from common.ticket import Ticket
from gateway.pages import Asked
from gateway.store.rows import AskedFor, Idempotency, Job, Made, refuse_mismatch


@dataclass(frozen=True)
class Order:
    """What is written when a job is queued: the ticket, what was asked word for word, and the event that starts it."""

    ticket: Ticket
    asked: dict[str, Any]
    model_pref: str
    provider: dict[str, Any]
    event: Event
    key_id: str | None = None
    retry_of: str | None = None


@dataclass(frozen=True)
class Comparison:
    """Orders that are queued together, or not at all; `differs_in` is the one answer that is not the same in them."""

    id: str
    differs_in: str
    orders: tuple[Order, ...]
    labels: tuple[str, ...]


class Jobs:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def queue(self, order: Order, once: Idempotency) -> Made[Job]:
        """Job, prompt, idempotency key and event in one transaction.

        Raises `insufficient_credits` (with `required` and `available`), `plan_required` (with what the plan `lacks` and
        the `required_plan`), `key_spend_cap_reached`, `spend_cap_reached`, `idempotency_mismatch`.
        """
        by_key = {"key_id": order.key_id} if order.key_id else {}
        answer = await self._database.call(
            "queue_job_by_key" if by_key else "queue_job",
            **by_key,
            user=order.ticket.user_id,
            job=_job_row(order),
            prompt=_prompt_row(order),
            event=as_posted(order.event),
            key=once.key,
            body_hash=once.body_hash,
        )
        refuse_mismatch(answer)
        if refusal := unpaid(answer):
            raise refusal
        return Made(Job.model_validate(answer["job"]), answer["status"] == "replayed")

    async def queue_all(self, batch: Comparison, once: Idempotency) -> Made[tuple[Job, ...]]:
        """Every job of a comparison and its hold, in one transaction. Raises as `queue` does, for all of them."""
        first = batch.orders[0]
        answer = await self._database.call(
            "queue_jobs",
            user=first.ticket.user_id,
            batch={"id": batch.id, "differs_in": batch.differs_in},
            orders=[
                {"job": _job_row(one), "prompt": _prompt_row(one), "event": as_posted(one.event), "label": label}
                for one, label in zip(batch.orders, batch.labels, strict=True)
            ],
            key_id=first.key_id,
            key=once.key,
            body_hash=once.body_hash,
        )
        refuse_mismatch(answer)
        if refusal := unpaid(answer):
            raise refusal
        return Made(tuple(Job.model_validate(job) for job in answer["jobs"]), answer["status"] == "replayed")

    async def of_batch(self, user: str, once: Idempotency) -> tuple[Job, ...]:
        """What an earlier try with this key queued; nothing where there was none."""
        if once.made is None:
            return ()
        rows = await self._database.call("jobs_of_batch", batch=once.made, user=user)
        return tuple(Job.model_validate(job) for job in rows)

    async def earlier(self, user: str, once: Idempotency) -> Job | None:
        """What an earlier try with this key queued, so that a repeat depends on nothing that changed since."""
        return await self.get(once.made, user) if once.made else None

    async def get(self, job_id: str, user: str) -> Job:
        """Raises `not_found`, for what belongs to somebody else too."""
        return await self._database.read(Job, "get_job", job=job_id, user=user)

    async def asked_for(self, job_id: str, user: str) -> AskedFor:
        """Raises `not_found`."""
        return AskedFor.model_validate(await self._database.call("asked_for", job=job_id, user=user))

    async def some(self, user: str, asked: Asked, status: str | None, project: str | None = None) -> list[Job]:
        """A page of the user's own, or of a project's, newest first, and the row after it."""
        rows = await self._database.call("list_jobs", user=user, status=status, project=project, **asked.arguments())
        return [Job.model_validate(row) for row in rows]

    async def cancel(self, event: Event, user: str) -> Job:
        """Post the event that takes the job back. Raises `job_not_cancelable`."""
        answer = await self._database.call("request_cancel", job=event.job_id, user=user, event=as_posted(event))
        return Job.model_validate(answer)

    async def expired(self) -> list[str]:
        """Ids of jobs past their time that nobody was told about."""
        return [row["job_id"] for row in await self._database.call("expired_jobs")]


def as_posted(event: Event) -> dict[str, Any]:
    """An event as a row of the outbox."""
    return {
        "message_id": event.message_id,
        "job_id": event.job_id,
        "subject": event.subject,
        "payload": json.loads(dump(event)),
    }


def _job_row(order: Order) -> dict[str, Any]:
    ticket = order.ticket
    return {
        "id": ticket.job_id,
        "project_id": ticket.project_id,
        "model": ticket.route.models[0],
        "quality": ticket.quality,
        "variants": ticket.variants,
        "est_credits": ticket.quote.total,
        "surcharge_micro_usd": ticket.quote.surcharge_micro_usd,
        "provider": order.provider,
        "retry_of": order.retry_of,
        "queue_expires_at": ticket.queue_expires_at.isoformat(),
    }


def _prompt_row(order: Order) -> dict[str, Any]:
    return {
        "id": new_id("prm"),
        "raw": order.asked,
        "normalized": order.ticket.brief.model_dump(mode="json"),
        "seed": order.ticket.seed,
        "model_pref": order.model_pref,
    }


def unpaid(answer: dict[str, Any]) -> PermanentError | None:
    """The ledger's answer as an error, if it is a refusal."""
    if answer["status"] == "plan_required":
        about = {name: answer[name] for name in ("lacks", "required_plan")}
        return PermanentError(Code.PLAN_REQUIRED, answer["detail"], **about)
    if answer["status"] == "insufficient":
        needed, available = answer["needed"], answer["available"]
        message = f"This run needs {needed} credits; {available} are available."
        return PermanentError(Code.INSUFFICIENT_CREDITS, message, required=needed, available=available)
    return None
