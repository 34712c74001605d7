from typing import Any

from common.database import Database
from common.ids import new_id
from gateway.store.rows import ApiKey, Idempotency, Made, Row, UsedKey, refuse_mismatch


class Kept(Row):
    """A key as it is now. `fresh` is the generation of a secret for its calls that nobody has seen yet."""

    key: ApiKey
    fresh: int | None


class ApiKeys:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, user: str, wanted: dict[str, Any], once: Idempotency) -> Made[Kept]:
        """`wanted`: the columns of a key. Raises `plan_required`, and `conflict` when there are too many."""
        made = {"id": new_id("key"), **wanted}
        answer = await self._database.call(
            "create_api_key", user=user, made=made, key=once.key, body_hash=once.body_hash
        )
        refuse_mismatch(answer)
        return Made(Kept.model_validate(answer), answer["status"] == "replayed")

    async def of(self, user: str) -> list[ApiKey]:
        return [ApiKey.model_validate(row) for row in await self._database.call("list_api_keys", user=user)]

    async def change(self, user: str, key_id: str, changes: dict[str, Any]) -> Kept:
        return Kept.model_validate(await self._database.call("change_api_key", user=user, id=key_id, changes=changes))

    async def revoke(self, user: str, key_id: str) -> None:
        """Repeating it changes nothing."""
        await self._database.call("revoke_api_key", user=user, id=key_id)

    async def use(self, digest: str) -> UsedKey | None:
        found = await self._database.call("use_api_key", hash=digest)
        return UsedKey.model_validate(found) if found else None
