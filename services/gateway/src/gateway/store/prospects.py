"""What the ledger says of a run that nobody has asked for yet."""

from typing import Any

from common.database import Database
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


class Foresight(Row):
    """`charges` by the number of pictures delivered, from none to all."""

    refusal: dict[str, Any] | None
    spend: dict[str, Any] | None
    charges: tuple[int, ...]

    @property
    def blockers(self) -> list[PermanentError]:
        ledger = unpaid(self.refusal) if self.refusal else None
        return [error for error in (ledger, self._overspent()) if error]

    def _overspent(self) -> PermanentError | None:
        if self.spend is None:
            return None
        return PermanentError(Code.SPEND_CAP_REACHED, self.spend["detail"], retry_after=self.spend["retry_after"])


class Prospects:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self, user: str, project_id: str | None) -> Standing:
        return Standing.model_validate(await self._database.call("payer_standing", user=user, project=project_id))

    async def foresee(self, user: str, project_id: str | None, quality: str, mode: str, price: Quote) -> Foresight:
        """Judged by the same function as the run itself."""
        answer = await self._database.call(
            "foresee_run", user=user, project=project_id, quality=quality, mode=mode, quote=price.model_dump()
        )
        return Foresight.model_validate(answer)
