"""What the safety gate decided, and who is paused for what it refused."""

from common.database import Database


class Decisions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, user: str, decision: dict[str, str], strikes: int) -> str | None:
        """Until when the account is paused, as it was before this decision; None when it is not."""
        return await self._database.call("decide_content", user=user, decision=decision, strikes=strikes)

    async def write_picture(self, user: str, decisions: list[dict[str, str]]) -> None:
        """What was found in one picture, a row for each thing that was looked for."""
        await self._database.call("decide_picture", user=user, decisions=decisions)

    async def write_drawn(self, user: str, subject: str, decisions: list[dict[str, str]]) -> None:
        """About a picture that was made; told twice, written once."""
        await self._database.call("decide_drawn", user=user, subject=subject, decisions=decisions)

    async def paused_until(self, user: str, strikes: int) -> str | None:
        return await self._database.call("account_pause", user=user, strikes=strikes)
