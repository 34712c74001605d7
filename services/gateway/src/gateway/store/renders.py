from collections.abc import Sequence
from typing import Any

from common.database import Database
from gateway.store.rows import Idempotency, Render, Row, refuse_mismatch
from gateway.store.rows import Made as Once


class Made(Row):
    """A finished picture with the brief and the quality of the job that made it."""

    render: Render
    quality: str
    brief: dict[str, Any]


class Renders:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, render_id: str, user: str) -> Made:
        """A render or a revision of one. Raises `not_found`, for what belongs to somebody else too."""
        return Made.model_validate(await self._database.call("get_render", id=render_id, user=user))

    async def take_free(self, render_id: str, user: str, pieces: int) -> None:
        """Count what is about to be made of it. Raises `free_limit_reached`."""
        await self._database.call("take_free", id=render_id, user=user, pieces=pieces)

    async def save(self, user: str, rows: Sequence[dict[str, Any]], once: Idempotency) -> Once[list[Render]]:
        """Revisions, all or none."""
        answer = await self._database.call(
            "save_revisions", user=user, revisions=list(rows), key=once.key, body_hash=once.body_hash
        )
        refuse_mismatch(answer)
        return Once([Render.model_validate(row) for row in answer["renders"]], answer["status"] == "replayed")

    async def earlier(self, user: str, once: Idempotency) -> list[Render] | None:
        """What an earlier try with this key made, so that nothing is drawn for a repeat."""
        if once.made is None:
            return None
        found = await self._database.call("get_revisions", batch=once.made, user=user)
        return [Render.model_validate(row) for row in found]

    async def select(self, render_id: str, user: str) -> Render:
        """The chosen one of its project, in place of the one before."""
        return Render.model_validate(await self._database.call("select_render", id=render_id, user=user))
