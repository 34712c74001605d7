"""Once more what a job was asked for: a new job with a new quote, by default of the variants that are missing.

It is made from the prompt that was frozen when the old one was queued, not from the project as it is now.
"""

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from common.brief import SEEDS
from common.errors import Code, PermanentError
from common.events import JobRequested
from common.pricing import quote
from gateway.auth import Principal
from gateway.editing import EditBody, EditDesk
from gateway.ordering import Desk, QueueBody
from gateway.store.jobs import Order
from gateway.store.rows import AskedFor, Job

UNREACHABLE = frozenset({Code.URL_NOT_ALLOWED, Code.URL_UNREACHABLE})


class RetryBody(BaseModel):
    """Left out, everything is as it was."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"model_pref": "auto"}})

    all: bool = Field(default=False, description="Every variant anew, not only the missing ones.")
    model_pref: str | None = Field(default=None, max_length=60, description="Another model.")
    seed: int | None = Field(default=None, ge=0, lt=SEEDS)
    webhook_url: str | None = Field(
        default=None,
        max_length=2_000,
        description="Told how it goes, instead of the address of the old job; null takes that one away.",
    )


@dataclass(frozen=True)
class RetryDesk:
    desk: Desk

    async def prepare(self, person: Principal, job: Job, body: RetryBody) -> Order:
        """Raises `job_not_retryable`, and whatever stands in the way of a job: its address is looked at anew too."""
        missing = missing_of(job)
        refuse(job, missing, body)
        asked = await self.desk.store.jobs.asked_for(job.id, person.user_id)
        with naming_the_old_address(asked, body):
            order = await self._again(person, job, asked, said(job, asked, body))
        return replace(cut(order, job.variants if body.all else len(missing)), retry_of=job.id)

    async def _again(self, person: Principal, job: Job, asked: AskedFor, words: dict[str, Any]) -> Order:
        if edited := job.provider.get("edits"):
            parent = await self.desk.store.renders.get(edited, person.user_id)
            return await EditDesk(self.desk).prepare(person, parent, EditBody.model_validate(words))
        project = await self.desk.store.projects.get(job.project_id, person.user_id)
        frozen = project.model_copy(update={"brief": asked.normalized, "mode": asked.normalized["mode"]})
        return await self.desk.prepare(person, frozen, QueueBody.model_validate(words))


def missing_of(job: Job) -> list[int]:
    delivered = {render.variant for render in job.renders}
    return [variant for variant in range(1, job.variants + 1) if variant not in delivered]


def refuse(job: Job, missing: list[int], body: RetryBody) -> None:
    """What was refused for what it shows would be refused again: only another model may think otherwise."""
    if not job.is_over:
        raise PermanentError(Code.JOB_NOT_RETRYABLE, "The job is not over yet.")
    if not missing:
        raise PermanentError(Code.JOB_NOT_RETRYABLE, "Every variant was delivered; queue the project again for more.")
    if job.status == "blocked" and body.model_pref is None:
        message = "Its content was refused and would be again: change the words, or name another model (model_pref)."
        raise PermanentError(Code.JOB_NOT_RETRYABLE, message)


@contextmanager
def naming_the_old_address(asked: AskedFor, body: RetryBody) -> Generator[None]:
    """What could be called once need not be any more, and whoever retries did not name it this time."""
    try:
        yield
    except PermanentError as error:
        if error.code not in UNREACHABLE or "webhook_url" in body.model_fields_set:
            raise
        message = (
            f"The old job was to be told at {asked.raw.get('webhook_url')}. {error.message} Name another address"
            " (webhook_url), or null for none of its own."
        )
        errors = [{"pointer": "/webhook_url", "detail": message, "code": error.code}]
        raise PermanentError(error.code, message, errors=errors) from error


def said(job: Job, asked: AskedFor, body: RetryBody) -> dict[str, Any]:
    """The old words with the new ones. Beside pictures that are there, the missing ones get a seed of their own."""
    seed = asked.seed if not job.renders or body.all else another_seed(asked.seed, job.id)
    new = body.model_dump(exclude_none=True, include={"model_pref", "seed"})
    new |= body.model_dump(exclude_unset=True, include={"webhook_url"})
    return {**asked.raw, "seed": seed, **new}


def another_seed(seed: int, job_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{seed} {job_id}".encode(), digest_size=8).digest(), "big") % SEEDS


def cut(order: Order, variants: int) -> Order:
    """The order for so many variants, at their price."""
    old = order.ticket
    price = quote(old.quality, old.brief.mode, variants, old.quote.surcharge_micro_usd)
    ticket = old.model_copy(update={"variants": variants, "quote": price})
    return replace(order, ticket=ticket, event=JobRequested(next="credits", job_id=ticket.job_id, ticket=ticket))
