"""What an operator knows of accounts, and what a day costs."""

from datetime import date, datetime
from typing import Literal

from common.database import Database
from gateway.pages import Asked
from gateway.store.rows import Row

Kind = Literal["frozen", "paused", "flagged"]
KINDS: tuple[Kind, ...] = ("frozen", "paused", "flagged")


class Flag(Row):
    user_id: str
    kind: Kind
    reason: str
    until: datetime | None
    created_at: datetime


class Spender(Row):
    user_id: str
    micro_usd: int


class Spending(Row):
    day: date
    micro_usd: int
    cap_micro_usd: int
    people: tuple[Spender, ...]


class Flags:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def some(self, asked: Asked) -> list[Flag]:
        """Newest first; one more than asked for when there are others."""
        return [Flag.model_validate(row) for row in await self._database.call("list_flags", **asked.arguments())]

    async def pause(self, user: str, hours: int, reason: str) -> None:
        """Raises `not_found`."""
        await self._database.call("pause_account", user=user, hours=hours, reason=reason)

    async def clear(self, user: str, kind: Kind | None = None) -> int:
        """How many were taken off."""
        return await self._database.call("clear_flags", user=user, kind=kind)

    async def spending(self) -> Spending:
        return Spending.model_validate(await self._database.call("spend_today"))
