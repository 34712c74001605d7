"""The ledger as the handlers know it: what they may ask, and what they then have to announce.

The rules live in SQL (`supabase/migrations/*ledger*`): each call is one transaction that may be repeated.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from common.database import Database
from common.errors import MEANINGS, Code
from common.events import Failure, Settlement
from common.ticket import Ticket

Ending = Literal["failed", "blocked", "canceled", "expired"]


class Answer(BaseModel):
    """What a step led to. `ticket` and `settlement` are there when the job is over; `dispatch` may start now."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    job_id: str
    state: Literal["waiting", "running", "settled", "rejected", "unknown"]
    settlement: Settlement | None = None
    ticket: Ticket | None = None
    dispatch: tuple[Ticket, ...] = ()


class Ledger:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, ticket: Ticket) -> Answer:
        """Hold the price; run the job at once if its payer has a free lane."""
        return await self._step("reserve_credits", ticket=ticket.model_dump(mode="json"))

    async def delivered(self, job_id: str, variant: int, attempt: int, surcharge_micro_usd: int) -> Answer:
        return await self._step(
            "record_outcome",
            job=job_id,
            variant=variant,
            attempt=attempt,
            status="succeeded",
            surcharge_micro_usd=surcharge_micro_usd,
        )

    async def missed(self, job_id: str, variant: int, attempt: int, failure: Failure) -> Answer:
        """One variant will not come."""
        return await self._step(
            "record_outcome",
            job=job_id,
            variant=variant,
            attempt=attempt,
            status=ending_for(failure.code),
            code=failure.code,
            message=failure.message,
        )

    async def close(self, job_id: str, ending: Ending, failure: Failure, bought: Sequence[int] = ()) -> Answer:
        """End the whole job: what is delivered counts, `bought` variants are waited for, the rest is given back."""
        return await self._step(
            "close_job",
            job=job_id,
            status=ending,
            code=failure.code,
            message=failure.message,
            bought=list(bought),
        )

    async def sweep(self) -> list[Answer]:
        """Settle what is past its time. The answers stay due until `announced` confirms them."""
        return [read(answer) for answer in await self._database.call("sweep_holds")]

    async def begin_months(self) -> int:
        """Grant the credits of every period that has begun; how many there were."""
        return await self._database.call("grant_due")

    async def announced(self, jobs: Iterable[str]) -> None:
        await self._database.call("sweep_announced", jobs=list(jobs))

    async def _step(self, function: str, **arguments: Any) -> Answer:
        return read(await self._database.call(function, **arguments))


BLOCKING = frozenset(
    {
        Code.PROVIDER_REJECTED,
        Code.CONTENT_BLOCKED,
        Code.CONTENT_TOO_SIMILAR,
        Code.CONTENT_UNSAFE,
        Code.IDENTITY_REFUSED,
        Code.GUARDIAN_REQUIRED,
    }
)


def ending_for(code: Code) -> Literal["failed", "blocked", "canceled"]:
    """A refusal of the content, a provider's or our own, is told apart from a fault, and from what was taken back."""
    if code is Code.CANCELED:
        return "canceled"
    return "blocked" if code in BLOCKING else "failed"


def read(answer: dict[str, Any]) -> Answer:
    """The ledger knows codes; the words for those it found itself are ours."""
    found = Answer.model_validate(answer)
    if found.settlement is None:
        return found
    verdicts = tuple(
        verdict.model_copy(update={"message": verdict.message or MEANINGS[verdict.code]}) if verdict.code else verdict
        for verdict in found.settlement.verdicts
    )
    failure = found.settlement.failure
    if failure:
        failure = Failure(code=failure.code, message=failure.message or MEANINGS[failure.code])
    settlement = found.settlement.model_copy(update={"verdicts": verdicts, "failure": failure})
    return found.model_copy(update={"settlement": settlement})
