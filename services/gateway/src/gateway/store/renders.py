from typing import Any

from common.database import Database
from gateway.store.rows import Render, Row


class Made(Row):
    """A finished picture with the brief and the quality of the job that made it."""

    render: Render
    quality: str
    brief: dict[str, Any]


class Renders:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, render_id: str, user: str) -> Made:
        """Raises `not_found`, for what belongs to somebody else too."""
        return Made.model_validate(await self._database.call("get_render", id=render_id, user=user))
