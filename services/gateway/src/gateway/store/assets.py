from collections.abc import Sequence
from typing import Any

from common.database import Database
from gateway.store.rows import Asset, Idempotency, Made, refuse_mismatch


class Assets:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, user: str, row: dict[str, Any], once: Idempotency) -> Made[Asset]:
        answer = await self._database.call("create_asset", user=user, asset=row, key=once.key, body_hash=once.body_hash)
        refuse_mismatch(answer)
        return Made(Asset.model_validate(answer["asset"]), answer["status"] == "replayed")

    async def get(self, asset_id: str, user: str) -> Asset:
        """Raises `not_found`, for what belongs to somebody else too."""
        return Asset.model_validate(await self._database.call("get_asset", id=asset_id, user=user))

    async def pin(self, asset_id: str, user: str, *, pinned: bool) -> Asset:
        """Keep it from the sweep of originals, or let it go. Raises `not_found`, `consent_required` for a selfie."""
        return Asset.model_validate(await self._database.call("pin_asset", id=asset_id, user=user, pinned=pinned))

    async def get_many(self, ids: Sequence[str], user: str) -> list[Asset]:
        """Those of `ids` that exist and are the user's, in the order asked for."""
        return [Asset.model_validate(row) for row in await self._database.call("get_assets", ids=list(ids), user=user)]
