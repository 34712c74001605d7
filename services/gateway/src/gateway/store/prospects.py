"""What the ledger says of a run that nobody has asked for yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from common.database import Database, refused
from common.errors import Code, PermanentError
from common.pricing import Quote
from gateway.store.jobs import unpaid
from gateway.store.rows import Row


class Wallet(Row):
    available: int
    held: int
    tops_up: bool


class Line(Row):
    """The payer's own line: jobs waiting, jobs running, and how many may run at once."""

    waiting: int
    running: int
    lanes: int


class Standing(Row):
    wallet: Wallet
    line: Line


@dataclass(frozen=True)
class Run:
    """One of those that would be queued together."""

    quality: str
    mode: str
    quote: Quote


class Limit(Row):
    """One that is in the way; `detail` as the function would raise it."""

    code: Code
    detail: str


class Foresight(Row):
    """`charges` of each run, by the number of pictures delivered, from none to all."""

    refusal: dict[str, Any] | None
    limits: tuple[Limit, ...]
    charges: tuple[tuple[int, ...], ...]

    @property
    def blockers(self) -> list[PermanentError]:
        ledger = unpaid(self.refusal) if self.refusal else None
        return [*([ledger] if ledger else []), *(refused(one.code, one.detail) for one in self.limits)]


class Prospects:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self, user: str, project_id: str | None) -> Standing:
        return Standing.model_validate(await self._database.call("payer_standing", user=user, project=project_id))

    async def foresee(
        self, user: str, project_id: str | None, runs: Sequence[Run], key_id: str | None = None
    ) -> Foresight:
        """Judged by the same functions as the runs themselves."""
        asked = [{"quality": run.quality, "mode": run.mode, "quote": run.quote.model_dump()} for run in runs]
        answer = await self._database.call("foresee_runs", user=user, project=project_id, runs=asked, key_id=key_id)
        return Foresight.model_validate(answer)
