from collections.abc import Sequence
from typing import Any

from common.database import Database
from gateway.store.rows import Asset, Idempotency, Made, Upload, refuse_mismatch


class Assets:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, user: str, row: dict[str, Any], once: Idempotency) -> Made[Asset]:
        answer = await self._database.call("create_asset", user=user, asset=row, key=once.key, body_hash=once.body_hash)
        refuse_mismatch(answer)
        return Made(Asset.model_validate(answer["asset"]), answer["status"] == "replayed")

    async def admit(
        self, user: str, row: dict[str, Any], attestation: dict[str, str] | None, once: Idempotency
    ) -> Made[Asset]:
        """As `create`, for what was uploaded; what was declared about it is recorded in the same breath."""
        answer = await self._database.call(
            "admit_asset", user=user, asset=row, attestation=attestation, key=once.key, body_hash=once.body_hash
        )
        refuse_mismatch(answer)
        return Made(Asset.model_validate(answer["asset"]), answer["status"] == "replayed")

    async def open_upload(self, user: str, row: dict[str, Any], once: Idempotency) -> Made[Upload]:
        answer = await self._database.call("open_upload", user=user, upload=row, key=once.key, body_hash=once.body_hash)
        refuse_mismatch(answer)
        return Made(Upload.model_validate(answer["upload"]), answer["status"] == "replayed")

    async def upload(self, upload_id: str, user: str) -> Upload:
        """Raises `not_found`."""
        return Upload.model_validate(await self._database.call("get_upload", id=upload_id, user=user))

    async def expire_uploads(self) -> list[str]:
        """Forget uploads whose time is long over; where their raw files lie."""
        return await self._database.call("expire_uploads")

    async def note(self, asset_id: str, user: str, **known: Any) -> Asset:
        """Add to what is known of it. Raises `not_found`."""
        return Asset.model_validate(await self._database.call("note_asset", id=asset_id, user=user, meta=known))

    async def find(self, asset_id: str, user: str) -> Asset | None:
        return next(iter(await self.get_many([asset_id], user)), None)

    async def get(self, asset_id: str, user: str) -> Asset:
        """Raises `not_found`, for what belongs to somebody else too."""
        return Asset.model_validate(await self._database.call("get_asset", id=asset_id, user=user))

    async def pin(self, asset_id: str, user: str, *, pinned: bool) -> Asset:
        """Keep it from the sweep of originals, or let it go. Raises `not_found`, `consent_required` for a selfie."""
        return Asset.model_validate(await self._database.call("pin_asset", id=asset_id, user=user, pinned=pinned))

    async def get_many(self, ids: Sequence[str], user: str) -> list[Asset]:
        """Those of `ids` that exist and are the user's, in the order asked for; not those whose file is gone."""
        rows = await self._database.call("get_assets", ids=list(ids), user=user)
        return [asset for asset in map(Asset.model_validate, rows) if asset.purged_at is None]
