"""What the installation allows, said to the database once: it judges in the transaction of what is asked for."""

import asyncio

import structlog

from common.database import Database
from common.errors import TransientError

log = structlog.get_logger()

AGAIN_SECONDS = 1.0


class HouseRules:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def set(self, rules: dict[str, int]) -> None:
        await self._database.call("set_house_rules", rules=rules)

    async def settle(self, rules: dict[str, int]) -> None:
        """The same, however long the database is away."""
        while True:
            try:
                return await self.set(rules)
            except TransientError as error:
                log.warning("house_rules.unsaid", code=error.code)
            await asyncio.sleep(AGAIN_SECONDS)
